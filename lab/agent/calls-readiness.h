/*
 * Calls that wait for something to happen, or ask whether it has.
 */
#ifndef SOCKATLAS_CALLS_READINESS_H
#define SOCKATLAS_CALLS_READINESS_H

#include "calls-data.h"

static void do_poll(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;
	struct pollfd p;

	if (fd < 0)
		return;
	p.fd = fd;
	p.events = (short)flags_from(step, 2);
	p.revents = 0;
	before_call(me);
	returned = poll(&p, 1, (int)step->number[1]);
	after_call(o, returned, errno);
	if (returned >= 0) {
		clear_observation(o);
		o->outcome = EVENTS;
		o->number = (unsigned short)p.revents;
	}
}

/* select FD TIMEOUT SET... */
static void do_select(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), asked = flags_from(step, 2), returned, found;
	struct text text = { NULL, 0, 0 };
	struct timeval time;
	fd_set sets[3];
	int i;

	if (fd < 0)
		return;
	if (fd >= (int)FD_SETSIZE) {
		observe_text(o, INCONCLUSIVE, "the descriptor is too large for select");
		return;
	}
	for (i = 0; i < 3; i++) { /* in the order of select_sets */
		FD_ZERO(&sets[i]);
		if (asked & 1 << i)
			FD_SET(fd, &sets[i]);
	}
	time.tv_sec = step->number[1] / 1000;
	time.tv_usec = step->number[1] % 1000 * 1000;
	before_call(me);
	returned = select(fd + 1, &sets[0], &sets[1], &sets[2], step->number[1] < 0 ? NULL : &time);
	after_call(o, returned, errno);
	if (returned < 0)
		return;
	for (found = 0, i = 0; i < 3; i++)
		if (returned > 0 && FD_ISSET(fd, &sets[i]))
			found |= 1 << i;
	text_bits(&text, select_sets, found);
	observe_text(o, EVENTS, "%s", text.start);
	free(text.start);
}

/* ---- epoll ---- */

#ifdef HAS_EPOLL

static void do_epoll_create(struct actor *me, const struct step *step, struct observation *o)
{
	int fd;

	before_call(me);
	fd = epoll_create(1);
	after_making(o, fd, errno);
	if (fd >= 0)
		put_descriptor(me, step->number[0], fd);
	else
		note_missing(me, step, 0, o);
}

/* epoll-add and epoll-modify EPOLL FD EVENT..., epoll-delete EPOLL FD */
static void do_epoll_ctl(struct actor *me, const struct step *step, struct observation *o)
{
	int epoll = descriptor_of(me, step, 0, o), fd, returned;
	int operation = strcmp(step->call->name, "epoll-add") == 0 ? EPOLL_CTL_ADD
		: strcmp(step->call->name, "epoll-modify") == 0 ? EPOLL_CTL_MOD : EPOLL_CTL_DEL;
	struct epoll_event event;

	if (epoll < 0 || (fd = descriptor_of(me, step, 1, o)) < 0)
		return;
	memset(&event, 0, sizeof event);
	event.events = (unsigned)flags_from(step, 2);
	before_call(me);
	returned = epoll_ctl(epoll, operation, fd, &event);
	after_call(o, returned, errno);
}

static void do_epoll_wait(struct actor *me, const struct step *step, struct observation *o)
{
	int epoll = descriptor_of(me, step, 0, o), returned, i, found = 0;
	struct text text = { NULL, 0, 0 };
	struct epoll_event events[8];

	if (epoll < 0)
		return;
	before_call(me);
	returned = epoll_wait(epoll, events, 8, (int)step->number[1]);
	after_call(o, returned, errno);
	if (returned < 0)
		return;
	for (i = 0; i < returned; i++)
		found |= (int)events[i].events;
	text_bits(&text, epoll_events, found);
	observe_text(o, EVENTS, "%s", text.start);
	free(text.start);
}

#else

static void no_epoll(struct actor *me, const struct step *step, struct observation *o)
{
	(void)me;
	(void)step;
	observe_text(o, UNSUPPORTED, "epoll");
}
#define do_epoll_create no_epoll
#define do_epoll_ctl no_epoll
#define do_epoll_wait no_epoll

#endif

/* ---- kqueue ---- */

#ifdef HAS_KQUEUE

static void do_kqueue(struct actor *me, const struct step *step, struct observation *o)
{
	int fd;

	before_call(me);
	fd = kqueue();
	after_making(o, fd, errno);
	if (fd >= 0)
		put_descriptor(me, step->number[0], fd);
	else
		note_missing(me, step, 0, o);
}

/* kevent-add QUEUE FD FILTER FLAG... */
static void do_kevent_add(struct actor *me, const struct step *step, struct observation *o)
{
	int queue = descriptor_of(me, step, 0, o), fd, returned;
	struct kevent change;

	if (queue < 0 || (fd = descriptor_of(me, step, 1, o)) < 0)
		return;
	memset(&change, 0, sizeof change); /* not EV_SET: the type of udata differs from system to system */
	change.ident = (unsigned)fd;
	change.filter = (short)step->number[2];
	change.flags = (unsigned short)(EV_ADD | flags_from(step, 3));
	before_call(me);
	returned = kevent(queue, &change, 1, NULL, 0, NULL);
	after_call(o, returned, errno);
}

/* kevent-wait QUEUE TIMEOUT: the filters that fired, EOF, and the error that came with it. */
static void do_kevent_wait(struct actor *me, const struct step *step, struct observation *o)
{
	int queue = descriptor_of(me, step, 0, o), returned, i;
	struct text text = { NULL, 0, 0 };
	struct kevent events[8];
	struct timespec time;

	if (queue < 0)
		return;
	time.tv_sec = step->number[1] / 1000;
	time.tv_nsec = step->number[1] % 1000 * 1000000;
	before_call(me);
	returned = kevent(queue, NULL, 0, events, 8, step->number[1] < 0 ? NULL : &time);
	after_call(o, returned, errno);
	if (returned < 0)
		return;
	for (i = 0; i < returned; i++) {
		const char *filter = name_of(kqueue_filters, events[i].filter);

		text_format(&text, "%s%s", i > 0 ? ", " : "", filter != NULL ? filter : "another filter");
		if (events[i].flags & EV_EOF)
			text_format(&text, " EOF");
		if (events[i].flags & EV_EOF && events[i].fflags != 0)
			text_format(&text, " %s", errno_name((int)events[i].fflags));
	}
	observe_text(o, VALUE, "%s", returned == 0 ? "none" : text.start);
	free(text.start);
}

#else

static void no_kqueue(struct actor *me, const struct step *step, struct observation *o)
{
	(void)me;
	(void)step;
	observe_text(o, UNSUPPORTED, "kqueue");
}
#define do_kqueue no_kqueue
#define do_kevent_add no_kqueue
#define do_kevent_wait no_kqueue

#endif

#endif
