/*
 * Calls that make, join and end descriptors, and their options and names.
 */
#ifndef SOCKATLAS_CALLS_SOCKET_H
#define SOCKATLAS_CALLS_SOCKET_H

#include "processes.h"

static void do_connect_pair(struct actor *me, const struct step *step, struct observation *o)
{
	const struct link *link = &links[step->number[0]];
	const char *failed;
	struct endpoint file;
	int ends[2], error;

	if (!has_address_form(link->form)) {
		observe_text(o, UNSUPPORTED, "%s", link->name);
		return;
	}
	before_call(me);
	/* What makes a link is not measured, and is several calls; socketpair() and pipe() never wait. */
	if (me->deadline_ms > 0 && link->way != WAY_SOCKETPAIR && link->way != WAY_PIPE)
		set_alarm(me->deadline_ms * PAIR_DEADLINES);
	failed = make_pair(link, ends, &file);
	error = errno;
	if (failed != NULL && link->protocol != 0 && error == EINVAL)
		error = EPROTONOSUPPORT; /* what gVisor and others say of a protocol that they do not know */
	clear_observation(o);
	if (failed == NULL) {
		put_descriptor(me, step->number[1], ends[0]);
		put_descriptor(me, step->number[2], ends[1]);
		me->endpoints[step->number[1]] = me->endpoints[step->number[2]] = file;
		return;
	}
	unlink_endpoint(&file);
	if (ends[0] >= 0)
		close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
	observe_text(o, means_unsupported(error) ? UNSUPPORTED : SETUP_FAILED, "%s %s",
		means_unsupported(error) ? link->name : failed, errno_name(error));
}

static void do_socket(struct actor *me, const struct step *step, struct observation *o)
{
	const struct socket_kind *kind = &socket_kinds[step->number[0]];
	int fd, error;

	before_call(me);
	fd = socket(kind->family, kind->type, 0);
	error = errno;
	after_making(o, fd, error);
	if (fd >= 0) {
		put_descriptor(me, step->number[1], fd);
		me->descriptors[step->number[1]].kind = (int)step->number[0];
	} else if (means_unsupported(error)) {
		observe_text(o, UNSUPPORTED, "%s %s", kind->name, errno_name(error));
	}
}

static void do_bind(struct actor *me, const struct step *step, struct observation *o)
{
	static const char *const forms[] = { "path", "abstract", "autobind", "loopback" };
	int fd = descriptor_of(me, step, 0, o), form = 0, error, returned;
	const struct socket_kind *kind = &socket_kinds[me->descriptors[step->number[0]].kind];

	if (fd < 0)
		return;
	while (form < 4 && strcmp(forms[form], step->word[1]) != 0)
		form++;
	if (form == 4 || !has_address_form((enum address_form)form)) {
		observe_text(o, UNSUPPORTED, "address %.40s", step->word[1]);
		return;
	}
	before_call(me);
	returned = bind_fresh(fd, &me->endpoints[step->number[0]], kind->family, (enum address_form)form);
	error = errno;
	after_call(o, returned, error);
	if (returned < 0 && error == EADDRNOTAVAIL)
		observe_text(o, UNSUPPORTED, "%s %s", kind->name, errno_name(error));
	else if (returned < 0 && me->endpoints[step->number[0]].length == 0)
		snprintf(me->endpoints[step->number[0]].missing, sizeof me->endpoints[0].missing, "bind %.20s", errno_name(error));
}

static void do_listen(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;

	if (fd < 0)
		return;
	before_call(me);
	returned = listen(fd, (int)step->number[1]);
	after_call(o, returned, errno);
	if (returned == 0)
		renew_endpoint(fd, &me->endpoints[step->number[0]]);
}

static void do_connect(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;
	const struct endpoint *to;

	if (fd < 0 || (to = endpoint_of(me, step, 1, o)) == NULL)
		return;
	before_call(me);
	returned = connect_to(fd, to);
	after_call(o, returned, errno);
}

static void do_accept(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), accepted;

	if (fd < 0)
		return;
	before_call(me);
	accepted = accept(fd, NULL, NULL);
	after_making(o, accepted, errno);
	if (accepted >= 0)
		put_descriptor(me, step->number[1], accepted);
	else
		note_missing(me, step, 1, o);
}

static void do_close(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;

	if (fd < 0)
		return;
	before_call(me);
	returned = close(fd);
	after_call(o, returned, errno);
	if (deadline_passed()) { /* a close() that lingers and is interrupted returns 0 on Linux, as if it had not waited */
		clear_observation(o);
		o->outcome = BLOCKS;
	}
	/* Closed even where close() says ECONNRESET, as FreeBSD's can. */
	me->descriptors[step->number[0]].fd = -1;
}

static void do_shutdown(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;

	if (fd < 0)
		return;
	before_call(me);
	returned = shutdown(fd, (int)step->number[1]);
	after_call(o, returned, errno);
}

/* ---- Options ---- */

static void do_setsockopt(struct actor *me, const struct step *step, struct observation *o)
{
	const struct option *option = &socket_options[step->number[1]];
	int fd = descriptor_of(me, step, 0, o), number = (int)step->number[2], returned;
	struct linger linger;
	struct timeval time;
	const void *value = &number;
	socklen_t length = sizeof number;

	if (fd < 0)
		return;
	if (option->form == OPTION_LINGER) {
		linger.l_onoff = number;
		linger.l_linger = step->arguments > 3 ? (int)step->number[3] : 0;
		value = &linger;
		length = sizeof linger;
	} else if (option->form == OPTION_TIME) {
		time.tv_sec = number / 1000;
		time.tv_usec = number % 1000 * 1000;
		value = &time;
		length = sizeof time;
	}
	before_call(me);
	returned = setsockopt(fd, option->level, option->value, value, length);
	after_call(o, returned, errno);
}

#if defined(TCP_INFO) && defined(__linux__)
/* The state of a TCP connection, the first byte of Linux's struct tcp_info. */
static const char *tcp_state_name(unsigned char state)
{
	static const char *const names[] = { "0", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE",
		"CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING" };

	return state < sizeof names / sizeof names[0] ? names[state] : "unknown";
}
#else
static const char *tcp_state_name(unsigned char state)
{
	(void)state;
	return "unknown";
}
#endif

static const char *socket_type_name(int type)
{
	return type == SOCK_STREAM ? "SOCK_STREAM" : type == SOCK_DGRAM ? "SOCK_DGRAM" : type == SOCK_SEQPACKET ? "SOCK_SEQPACKET" : "other";
}

static void do_getsockopt(struct actor *me, const struct step *step, struct observation *o)
{
	const struct option *option = &socket_options[step->number[1]];
	int fd = descriptor_of(me, step, 0, o), returned;
	union {
		int number;
		struct linger linger;
		struct timeval time;
		unsigned char bytes[256];
	} value;
	socklen_t length = sizeof value;

	if (fd < 0)
		return;
	memset(&value, 0, sizeof value);
	if (option->form == OPTION_LINGER)
		length = sizeof value.linger;
	else if (option->form == OPTION_TIME)
		length = sizeof value.time;
	else if (option->form != OPTION_TCP_STATE)
		length = sizeof value.number;
	before_call(me);
	returned = getsockopt(fd, option->level, option->value, &value, &length);
	after_call(o, returned, errno);
	if (returned < 0)
		return;
	switch (option->form) {
	case OPTION_ERRNO:
		observe_text(o, VALUE, "%s", value.number == 0 ? "0" : errno_name(value.number));
		break;
	case OPTION_TYPE:
		observe_text(o, VALUE, "%s", socket_type_name(value.number));
		break;
	case OPTION_LINGER:
		observe_text(o, VALUE, "%d,%d", value.linger.l_onoff != 0, value.linger.l_linger);
		break;
	case OPTION_TIME:
		observe_text(o, VALUE, "%ld", (long)value.time.tv_sec * 1000 + (long)value.time.tv_usec / 1000);
		break;
	case OPTION_TCP_STATE:
		observe_text(o, VALUE, "%s", tcp_state_name(value.bytes[0]));
		break;
	case OPTION_DESCRIPTOR:
		close(value.number);
		clear_observation(o);
		break;
	case OPTION_FLAG: /* the BSDs and macOS hand back the bit that they keep it in */
		observe_text(o, VALUE, "%d", value.number != 0);
		break;
	case OPTION_INT:
		observe_text(o, VALUE, "%d", value.number);
		break;
	}
}

/*
 * drop-incoming FD: nothing that the network brings reaches this socket any more, as if every packet to it were lost. A filter of the
 * socket's own needs no privilege, and no network namespace.
 */
static void do_drop_incoming(struct actor *me, const struct step *step, struct observation *o)
{
#ifdef HAS_SOCKET_FILTER
	int fd = descriptor_of(me, step, 0, o), returned, error;
	struct filter_instruction drop = { FILTER_RETURN, 0, 0, 0 };
	struct filter_program filter;

	if (fd < 0)
		return;
	filter.length = 1;
	filter.instructions = &drop;
	before_call(me);
	returned = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
	error = errno;
	after_call(o, returned, error);
	if (returned < 0) /* without the loss, what follows would be another scenario */
		observe_text(o, UNSUPPORTED, "SO_ATTACH_FILTER %s", errno_name(error));
#else
	(void)me;
	(void)step;
	observe_text(o, UNSUPPORTED, "SO_ATTACH_FILTER");
#endif
}

/* ---- Names and state ---- */

/* The class of an address: which kind, never which one. */
static void observe_address(struct observation *o, const struct endpoint *endpoint)
{
	const struct sockaddr_un *a = (const struct sockaddr_un *)(const void *)&endpoint->address;

	if (endpoint->length == 0) /* macOS, for one, leaves nothing of a dead socket's name */
		observe_text(o, VALUE, "nothing");
	else if (endpoint->address.ss_family == AF_INET)
		observe_text(o, VALUE, "inet");
	else if (endpoint->address.ss_family == AF_INET6)
		observe_text(o, VALUE, "inet6");
	else if (endpoint->address.ss_family != AF_UNIX)
		observe_text(o, VALUE, "another family");
	else if (endpoint->length <= (socklen_t)offsetof(struct sockaddr_un, sun_path))
		observe_text(o, VALUE, "unnamed");
	else if (a->sun_path[0] != '\0')
		observe_text(o, VALUE, "path");
	else /* the BSDs return a whole empty path for a socket without a name */
		observe_text(o, VALUE, has_address_form(ADDRESS_ABSTRACT) ? "abstract" : "unnamed");
}

/* getpeername and getsockname. */
static void do_get_name(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), of_peer = strcmp(step->call->name, "getpeername") == 0, returned;
	struct endpoint endpoint;
	struct sockaddr *address = (struct sockaddr *)(void *)&endpoint.address;

	if (fd < 0)
		return;
	memset(&endpoint, 0, sizeof endpoint);
	endpoint.length = sizeof endpoint.address;
	before_call(me);
	returned = of_peer ? getpeername(fd, address, &endpoint.length) : getsockname(fd, address, &endpoint.length);
	after_call(o, returned, errno);
	if (returned == 0)
		observe_address(o, &endpoint);
}

/* The process id of the peer, by whichever way this system has; -1 with errno, -2 if it has none. */
static long peer_process(int fd)
{
#if defined(__linux__)
	struct ucred peer;
	socklen_t length = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0 ? -1 : (long)peer.pid;
#elif defined(__OpenBSD__)
	struct sockpeercred peer;
	socklen_t length = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0 ? -1 : (long)peer.pid;
#elif defined(__APPLE__) && defined(LOCAL_PEERPID)
	pid_t peer;
	socklen_t length = sizeof peer;

	return getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &peer, &length) < 0 ? -1 : (long)peer;
#elif defined(__NetBSD__)
	struct unpcbid peer;
	socklen_t length = sizeof peer;

	return getsockopt(fd, 0, LOCAL_PEEREID, &peer, &length) < 0 ? -1 : (long)peer.unp_pid;
#elif defined(__FreeBSD__) && __FreeBSD__ >= 13
	struct xucred peer;
	socklen_t length = sizeof peer;

	return getsockopt(fd, 0, LOCAL_PEERCRED, &peer, &length) < 0 ? -1 : (long)peer.cr_pid;
#else
	(void)fd;
	return -2;
#endif
}

/* Which process this is, seen from here. Its id means nothing elsewhere. */
static void observe_process(const struct actor *me, struct observation *o, long process)
{
	int i;

	observe_text(o, VALUE, "%s", process == 0 ? "nobody" : process == (long)getpid() ? "self" : "another process");
	for (i = 1; i < MAX_PROCESSES; i++)
		if (process > 0 && process == (long)me->peer_pids[i])
			observe_text(o, VALUE, "its process");
}

/* peer-credentials: who the other end belongs to, as the system says. */
static void do_peer_credentials(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o);
	long peer;

	if (fd < 0)
		return;
	before_call(me);
	peer = peer_process(fd);
	after_call(o, peer, errno);
	if (peer == -2)
		observe_text(o, UNSUPPORTED, "process of a peer");
	if (peer < 0)
		return;
	observe_process(me, o, peer);
}

/* ioctl FD REQUEST: a request that asks for a number. */
static void do_ioctl(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), value = 0, returned;
	unsigned long request = 0;

	if (fd < 0)
		return;
	if (strcmp(step->word[1], "FIONREAD") == 0)
		request = FIONREAD;
#ifdef SIOCATMARK
	else if (strcmp(step->word[1], "SIOCATMARK") == 0)
		request = SIOCATMARK;
#endif
#if defined(__linux__) && defined(TIOCOUTQ)
	else if (strcmp(step->word[1], "SIOCOUTQ") == 0)
		request = TIOCOUTQ; /* the same number under the name that every libc has */
#endif
	if (request == 0) {
		observe_text(o, UNSUPPORTED, "%.40s", step->word[1]);
		return;
	}
	before_call(me);
	returned = ioctl(fd, request, &value);
	after_call(o, returned, errno);
	if (returned >= 0)
		observe_text(o, VALUE, "%d", value);
}

/* set-nonblocking FD 0|1: O_NONBLOCK by fcntl(). It belongs to the open file, so that copies in other processes have it, too. */
static void do_set_nonblocking(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), flags, returned;

	if (fd < 0)
		return;
	before_call(me);
	flags = fcntl(fd, F_GETFL);
	returned = fcntl(fd, F_SETFL, step->number[1] ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
	after_call(o, returned, errno);
}

static void do_dup(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), copy;

	if (fd < 0)
		return;
	before_call(me);
	copy = dup(fd);
	after_making(o, copy, errno);
	if (copy >= 0)
		put_descriptor(me, step->number[1], copy);
	else
		note_missing(me, step, 1, o);
}

/* disconnect: connect() to an address of no family. */
static void do_disconnect(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;
	struct sockaddr nowhere;

	if (fd < 0)
		return;
	memset(&nowhere, 0, sizeof nowhere);
	nowhere.sa_family = AF_UNSPEC;
	before_call(me);
	returned = connect(fd, &nowhere, sizeof nowhere);
	after_call(o, returned, errno);
}

/* unlink FD: the path that the descriptor was bound to. */
static void do_unlink(struct actor *me, const struct step *step, struct observation *o)
{
	const struct endpoint *endpoint = &me->endpoints[step->number[0]];
	int returned;

	if (endpoint->length == 0 || endpoint->address.ss_family != AF_UNIX) {
		observe_text(o, INCONCLUSIVE, "descriptor %d was not bound to a path", step->number[0]);
		return;
	}
	before_call(me);
	returned = unlink(((const struct sockaddr_un *)(const void *)&endpoint->address)->sun_path);
	after_call(o, returned, errno);
}

/* signal SIGNAL ACTION: what this process does with a signal from now on. */
static void do_signal(struct actor *me, const struct step *step, struct observation *o)
{
	int number = (int)step->number[0];

	(void)me;
	clear_observation(o);
	if (strcmp(step->word[1], "default") == 0)
		handle(number, SIG_DFL);
	else if (strcmp(step->word[1], "ignore") == 0)
		handle(number, SIG_IGN);
	else if (strcmp(step->word[1], "note") == 0)
		handle(number, on_noted);
	else
		observe_text(o, UNSUPPORTED, "%.40s", step->word[1]);
}

#endif
