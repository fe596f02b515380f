/*
 * Names for numbers. A number never leaves the system that it came from: ECONNRESET is 104 on Linux, 54 on the BSDs, 131 on illumos and
 * negative on Haiku. And a name that this system lacks is an answer ("unsupported"), not a build failure.
 */
#ifndef SOCKATLAS_NAMES_H
#define SOCKATLAS_NAMES_H

#include "portability.h"

struct name {
	const char *name;
	int value;
	int exists;
};

#define NAME(constant) { #constant, constant, 1 },
#define ABSENT(constant) { #constant, 0, 0 },

static const struct name errno_names[] = {
#include "errno.def"
	{ NULL, 0, 0 }
};

static const struct name signal_names[] = {
#include "signals.def"
	{ NULL, 0, 0 }
};

static const struct name message_flags[] = {
#include "message-flags.def"
	{ NULL, 0, 0 }
};

static const struct name shutdown_names[] = {
	NAME(SHUT_RD) NAME(SHUT_WR) NAME(SHUT_RDWR)
	{ NULL, 0, 0 }
};

/* In the order in which a set of events is spelled. */
static const struct name poll_events[] = {
	{ "IN", POLLIN, 1 },
	{ "PRI", POLLPRI, 1 },
	{ "OUT", POLLOUT, 1 },
	{ "ERR", POLLERR, 1 },
	{ "HUP", POLLHUP, 1 },
#ifdef POLLRDHUP /* Linux, FreeBSD from 13, illumos */
	{ "RDHUP", POLLRDHUP, 1 },
#else
	{ "RDHUP", 0, 0 },
#endif
	{ "NVAL", POLLNVAL, 1 },
#ifdef POLLRDNORM
	{ "RDNORM", POLLRDNORM, 1 },
#else
	{ "RDNORM", 0, 0 },
#endif
#ifdef POLLRDBAND
	{ "RDBAND", POLLRDBAND, 1 },
#else
	{ "RDBAND", 0, 0 },
#endif
#ifdef POLLWRNORM /* the same as POLLOUT on the BSDs, macOS and illumos, and is spelled OUT there */
	{ "WRNORM", POLLWRNORM, 1 },
#else
	{ "WRNORM", 0, 0 },
#endif
#ifdef POLLWRBAND
	{ "WRBAND", POLLWRBAND, 1 },
#else
	{ "WRBAND", 0, 0 },
#endif
	{ NULL, 0, 0 }
};

/* Sets of select(). The values are bits of our own: do_select counts on them. */
static const struct name select_sets[] = {
	{ "READ", 1, 1 },
	{ "WRITE", 2, 1 },
	{ "EXCEPT", 4, 1 },
	{ NULL, 0, 0 }
};

/* Events of epoll; the last two only ask. */
static const struct name epoll_events[] = {
#ifdef HAS_EPOLL
	{ "IN", EPOLLIN, 1 },
	{ "PRI", EPOLLPRI, 1 },
	{ "OUT", EPOLLOUT, 1 },
	{ "ERR", EPOLLERR, 1 },
	{ "HUP", EPOLLHUP, 1 },
	{ "RDHUP", EPOLLRDHUP, 1 },
	{ "ET", (int)EPOLLET, 1 },
	{ "ONESHOT", EPOLLONESHOT, 1 },
#endif
	{ NULL, 0, 0 }
};

/* Filters of kqueue, and flags for adding one. */
static const struct name kqueue_filters[] = {
#ifdef HAS_KQUEUE
	{ "READ", EVFILT_READ, 1 },
	{ "WRITE", EVFILT_WRITE, 1 },
#endif
	{ NULL, 0, 0 }
};

static const struct name kqueue_flags[] = {
#ifdef HAS_KQUEUE
	{ "CLEAR", EV_CLEAR, 1 },
	{ "ONESHOT", EV_ONESHOT, 1 },
#endif
	{ NULL, 0, 0 }
};

#undef NAME
#undef ABSENT

/* How the value of a socket option is written in a plan and in an outcome. */
enum option_form { OPTION_INT, OPTION_FLAG, OPTION_LINGER, OPTION_TIME, OPTION_ERRNO, OPTION_TYPE, OPTION_DESCRIPTOR, OPTION_TCP_STATE };

struct option {
	const char *name;
	int level;
	int value;
	int exists;
	enum option_form form;
};

#define OPTION(constant, level, form) { #constant, level, constant, 1, form },
#define ABSENT(constant) { #constant, 0, 0, 0, OPTION_INT },

static const struct option socket_options[] = {
	OPTION(SO_ACCEPTCONN, SOL_SOCKET, OPTION_FLAG)
	OPTION(SO_ERROR, SOL_SOCKET, OPTION_ERRNO)
	OPTION(SO_KEEPALIVE, SOL_SOCKET, OPTION_FLAG)
	OPTION(SO_LINGER, SOL_SOCKET, OPTION_LINGER)
#ifdef SO_NOSIGPIPE /* macOS, FreeBSD, NetBSD, DragonFly */
	OPTION(SO_NOSIGPIPE, SOL_SOCKET, OPTION_FLAG)
#else
	ABSENT(SO_NOSIGPIPE)
#endif
	OPTION(SO_OOBINLINE, SOL_SOCKET, OPTION_FLAG)
#ifdef SO_PASSCRED /* Linux */
	OPTION(SO_PASSCRED, SOL_SOCKET, OPTION_FLAG)
#else
	ABSENT(SO_PASSCRED)
#endif
#ifdef SO_PASSRIGHTS /* Linux from 6.16 */
	OPTION(SO_PASSRIGHTS, SOL_SOCKET, OPTION_FLAG)
#else
	ABSENT(SO_PASSRIGHTS)
#endif
#ifdef SO_PEERPIDFD /* Linux from 6.5 */
	OPTION(SO_PEERPIDFD, SOL_SOCKET, OPTION_DESCRIPTOR)
#else
	ABSENT(SO_PEERPIDFD)
#endif
	OPTION(SO_RCVBUF, SOL_SOCKET, OPTION_INT)
	OPTION(SO_RCVLOWAT, SOL_SOCKET, OPTION_INT)
	OPTION(SO_RCVTIMEO, SOL_SOCKET, OPTION_TIME)
	OPTION(SO_REUSEADDR, SOL_SOCKET, OPTION_FLAG)
#ifdef SO_REUSEPORT
	OPTION(SO_REUSEPORT, SOL_SOCKET, OPTION_FLAG)
#else
	ABSENT(SO_REUSEPORT)
#endif
	OPTION(SO_SNDBUF, SOL_SOCKET, OPTION_INT)
	OPTION(SO_SNDTIMEO, SOL_SOCKET, OPTION_TIME)
	OPTION(SO_TYPE, SOL_SOCKET, OPTION_TYPE)
	OPTION(TCP_NODELAY, IPPROTO_TCP, OPTION_FLAG)
#ifdef TCP_DEFER_ACCEPT /* Linux */
	OPTION(TCP_DEFER_ACCEPT, IPPROTO_TCP, OPTION_INT)
#else
	ABSENT(TCP_DEFER_ACCEPT)
#endif
#ifdef TCP_KEEPIDLE /* not OpenBSD; macOS calls it TCP_KEEPALIVE */
	OPTION(TCP_KEEPIDLE, IPPROTO_TCP, OPTION_INT)
#elif defined(TCP_KEEPALIVE)
	{ "TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPALIVE, 1, OPTION_INT },
#else
	ABSENT(TCP_KEEPIDLE)
#endif
#ifdef TCP_KEEPINTVL
	OPTION(TCP_KEEPINTVL, IPPROTO_TCP, OPTION_INT)
#else
	ABSENT(TCP_KEEPINTVL)
#endif
#ifdef TCP_KEEPCNT
	OPTION(TCP_KEEPCNT, IPPROTO_TCP, OPTION_INT)
#else
	ABSENT(TCP_KEEPCNT)
#endif
#ifdef TCP_USER_TIMEOUT /* Linux */
	OPTION(TCP_USER_TIMEOUT, IPPROTO_TCP, OPTION_INT)
#else
	ABSENT(TCP_USER_TIMEOUT)
#endif
#if defined(TCP_INFO) && defined(__linux__) /* the BSDs have it too, with their own layout and states */
	OPTION(TCP_INFO, IPPROTO_TCP, OPTION_TCP_STATE)
#else
	ABSENT(TCP_INFO)
#endif
#ifdef IP_RECVERR /* Linux */
	OPTION(IP_RECVERR, IPPROTO_IP, OPTION_INT)
#else
	ABSENT(IP_RECVERR)
#endif
	{ NULL, 0, 0, 0, OPTION_INT }
};

#undef OPTION
#undef ABSENT

/* The entry of this name, or NULL. */
static const struct name *find_name(const struct name *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

/* The name of this value, or NULL. */
static const char *name_of(const struct name *table, int value)
{
	for (; table->name != NULL; table++)
		if (table->exists && table->value == value)
			return table->name;
	return NULL;
}

/* The name of an errno value; a number that has no name here is spelled errno:123. The answer lasts until the next call. */
static const char *errno_name(int number)
{
	static char unnamed[24];
	const char *name = name_of(errno_names, number);

	if (name != NULL)
		return name;
	snprintf(unnamed, sizeof unnamed, "errno:%d", number);
	return unnamed;
}

/* The name of a signal; one without a name here is spelled SIG123. The answer lasts until the next call. */
static const char *signal_name(int number)
{
	static char unnamed[24];
	const char *name = name_of(signal_names, number);

	if (name != NULL)
		return name;
	snprintf(unnamed, sizeof unnamed, "SIG%d", number);
	return unnamed;
}

#endif
