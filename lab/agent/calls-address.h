/*
 * Calls about an address that is or was somebody else's, about one that is cut short, and about a file that is opened again.
 */
#ifndef SOCKATLAS_CALLS_ADDRESS_H
#define SOCKATLAS_CALLS_ADDRESS_H

#include "calls-readiness.h"

/* bind-like FD FD: binds the first to the address that the second has or had. */
static void do_bind_like(struct actor *me, const struct step *step, struct observation *o)
{
	struct endpoint *bound = &me->endpoints[step->number[0]], asked;
	int fd = descriptor_of(me, step, 0, o), error, returned;
	const struct endpoint *like;

	if (fd < 0 || (like = endpoint_of(me, step, 1, o)) == NULL)
		return;
	asked = *like;
	before_call(me);
	returned = bind(fd, (struct sockaddr *)(void *)&asked.address, asked.length);
	error = errno;
	after_call(o, returned, error);
	if (returned == 0)
		*bound = asked;
	else if (bound->length == 0)
		snprintf(bound->missing, sizeof bound->missing, "bind %.20s", errno_name(error));
}

/* connect-short FD LENGTH: connect() with the first LENGTH bytes of an address of the socket's own family, 16 at most. */
static void do_connect_short(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;
	long length = step->number[1];
	struct endpoint own, none;

	if (fd < 0)
		return;
	memset(&own, 0, sizeof own);
	own.length = sizeof own.address;
	if (getsockname(fd, (struct sockaddr *)(void *)&own.address, &own.length) < 0 && errno != ENOTSOCK)
		own.address.ss_family = AF_UNSPEC;
	memset(&none, 0, sizeof none);
	none.address.ss_family = own.address.ss_family;
	none.length = (socklen_t)(length < 0 ? 0 : length > 16 ? 16 : length);
	before_call(me);
	returned = connect_to(fd, &none);
	after_call(o, returned, errno);
}

/* open FD NEW MODE NONBLOCKING: opens the FIFO or the slave of the pseudo-terminal again that FD is or was an end of. */
static void do_open(struct actor *me, const struct step *step, struct observation *o)
{
	static const struct { const char *name; int flags; } modes[] = {
		{ "O_RDONLY", O_RDONLY }, { "O_WRONLY", O_WRONLY }, { "O_RDWR", O_RDWR }, { NULL, 0 }
	};
	const struct endpoint *file = endpoint_of(me, step, 0, o);
	int mode = 0, fd;

	if (file == NULL)
		return;
	while (modes[mode].name != NULL && strcmp(modes[mode].name, step->word[2]) != 0)
		mode++;
	if (modes[mode].name == NULL) {
		observe_text(o, UNSUPPORTED, "%.40s", step->word[2]);
		return;
	}
	before_call(me);
	fd = open(endpoint_path(file), modes[mode].flags | O_NOCTTY | (step->number[3] ? O_NONBLOCK : 0));
	after_making(o, fd, errno);
	if (fd >= 0)
		put_descriptor(me, step->number[1], fd);
	else
		note_missing(me, step, 1, o);
}

#endif
