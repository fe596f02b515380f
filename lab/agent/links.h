/*
 * Kinds of sockets, fresh addresses for them, and the ways in which connect-pair makes two connected ends.
 */
#ifndef SOCKATLAS_LINKS_H
#define SOCKATLAS_LINKS_H

#include "portability.h"

/* An address that a descriptor was bound to. It is remembered after the descriptor is closed. */
struct endpoint {
	struct sockaddr_storage address;
	socklen_t length; /* 0: not bound */
	char missing[32]; /* why it could not be bound, or "" */
};

/* ---- Kinds of sockets, addresses ---- */

struct socket_kind {
	const char *name;
	int family;
	int type;
};

static const struct socket_kind socket_kinds[] = {
	{ "unix-stream", AF_UNIX, SOCK_STREAM },
	{ "unix-seqpacket", AF_UNIX, SOCK_SEQPACKET },
	{ "unix-dgram", AF_UNIX, SOCK_DGRAM },
	{ "tcp4", AF_INET, SOCK_STREAM },
	{ "tcp6", AF_INET6, SOCK_STREAM },
	{ "udp4", AF_INET, SOCK_DGRAM },
	{ "udp6", AF_INET6, SOCK_DGRAM },
	{ NULL, 0, 0 }
};

static int find_kind(const char *name)
{
	int i;

	for (i = 0; socket_kinds[i].name != NULL; i++)
		if (strcmp(socket_kinds[i].name, name) == 0)
			return i;
	return -1;
}

/* Whether an error of socket() or of binding to loopback means that this system has no such thing. */
static int means_unsupported(int error)
{
	return error == EAFNOSUPPORT || error == EPROTONOSUPPORT || error == EPROTOTYPE || error == EOPNOTSUPP || error == ENOPROTOOPT
#ifdef ESOCKTNOSUPPORT
		|| error == ESOCKTNOSUPPORT
#endif
#ifdef EPFNOSUPPORT
		|| error == EPFNOSUPPORT
#endif
		|| error == ENOSYS || error == EADDRNOTAVAIL;
}

/* The directory for paths of sockets and FIFOs; short, since an address has room for about 100 bytes. */
static char directory[64];

static void fresh_path(char *path, size_t size)
{
	static unsigned serial;

	snprintf(path, size, "%s/%ld.%u", directory, (long)getpid(), serial++);
}

enum address_form { ADDRESS_PATH, ADDRESS_ABSTRACT, ADDRESS_AUTOBIND, ADDRESS_LOOPBACK };

/* Fills in a fresh address of a family. */
static void fresh_endpoint(struct endpoint *endpoint, int family, enum address_form form)
{
	memset(endpoint, 0, sizeof *endpoint);
	if (family == AF_UNIX) {
		struct sockaddr_un *a = (struct sockaddr_un *)(void *)&endpoint->address;
		char path[sizeof a->sun_path - 1];

		a->sun_family = AF_UNIX;
		endpoint->length = (socklen_t)offsetof(struct sockaddr_un, sun_path);
		if (form == ADDRESS_AUTOBIND)
			return;
		fresh_path(path, sizeof path);
		if (form == ADDRESS_ABSTRACT) {
			memcpy(a->sun_path + 1, path, strlen(path));
			endpoint->length += (socklen_t)(1 + strlen(path));
		} else {
			memcpy(a->sun_path, path, strlen(path) + 1);
			endpoint->length += (socklen_t)(strlen(path) + 1);
		}
	} else if (family == AF_INET) {
		struct sockaddr_in *a = (struct sockaddr_in *)(void *)&endpoint->address;

		a->sin_family = AF_INET;
		a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		endpoint->length = sizeof *a;
#ifdef HAS_VSOCK
	} else if (family == AF_VSOCK) {
		struct vsock_address *a = (struct vsock_address *)(void *)&endpoint->address;

		a->family = AF_VSOCK;
		a->port = 0xffffffffu; /* VMADDR_PORT_ANY */
		a->cid = 1; /* VMADDR_CID_LOCAL: this machine itself */
		endpoint->length = sizeof *a;
#endif
	} else {
		struct sockaddr_in6 *a = (struct sockaddr_in6 *)(void *)&endpoint->address;

		a->sin6_family = AF_INET6;
		a->sin6_addr.s6_addr[15] = 1; /* ::1; in6addr_loopback is missing from some libcs */
		endpoint->length = sizeof *a;
	}
}

/* Removes the path that an endpoint names, if it names one. */
static void unlink_endpoint(const struct endpoint *endpoint)
{
	const struct sockaddr_un *a = (const struct sockaddr_un *)(const void *)&endpoint->address;

	if (endpoint->length > 0 && endpoint->address.ss_family == AF_UNIX && a->sun_path[0] != '\0')
		unlink(a->sun_path);
}

/* The path in an endpoint that is a file: of a socket, a FIFO, or the slave of a pseudo-terminal. */
static const char *endpoint_path(const struct endpoint *endpoint)
{
	return ((const struct sockaddr_un *)(const void *)&endpoint->address)->sun_path;
}

/* Makes an endpoint of a file. One that is ours has the family of sockets with paths, and is removed like theirs. */
static void file_endpoint(struct endpoint *endpoint, const char *path, int ours)
{
	struct sockaddr_un *a = (struct sockaddr_un *)(void *)&endpoint->address;

	memset(endpoint, 0, sizeof *endpoint);
	a->sun_family = ours ? AF_UNIX : AF_UNSPEC;
	snprintf(a->sun_path, sizeof a->sun_path, "%s", path);
	endpoint->length = sizeof *a;
}

/* Asks an internet socket which address it has now: one that listens again after a shutdown may have got another port. Port 0 is none. */
static void renew_endpoint(int fd, struct endpoint *endpoint)
{
	struct endpoint now;
	const struct sockaddr_in *a = (const struct sockaddr_in *)(const void *)&now.address;
	const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *)(const void *)&now.address;

	memset(&now, 0, sizeof now);
	now.length = sizeof now.address;
	if (getsockname(fd, (struct sockaddr *)(void *)&now.address, &now.length) < 0)
		return;
	if ((now.address.ss_family == AF_INET && a->sin_port != 0) || (now.address.ss_family == AF_INET6 && a6->sin6_port != 0))
		*endpoint = now;
}

/* bind(), and the address that came of it. */
static int bind_fresh(int fd, struct endpoint *endpoint, int family, enum address_form form)
{
	struct endpoint asked;

	fresh_endpoint(&asked, family, form);
	if (bind(fd, (struct sockaddr *)(void *)&asked.address, asked.length) < 0)
		return -1;
	*endpoint = asked;
	if (family != AF_UNIX || form == ADDRESS_AUTOBIND) { /* the system chose */
		endpoint->length = sizeof endpoint->address;
		if (getsockname(fd, (struct sockaddr *)(void *)&endpoint->address, &endpoint->length) < 0)
			return -1;
	}
	return 0;
}

static int connect_to(int fd, const struct endpoint *endpoint)
{
	return connect(fd, (const struct sockaddr *)(const void *)&endpoint->address, endpoint->length);
}

/* ---- connect-pair ---- */

enum link_way { WAY_SOCKETPAIR, WAY_LISTENER, WAY_BOTH_CONNECT, WAY_ONE_CONNECTS, WAY_PIPE, WAY_FIFO, WAY_PTY };

struct link {
	const char *name;
	enum link_way way;
	int family;
	int type;
	enum address_form form;
	int protocol;
};

static const struct link links[] = {
	{ "unix-pair", WAY_SOCKETPAIR, AF_UNIX, SOCK_STREAM, ADDRESS_PATH, 0 },
	{ "unix-path", WAY_LISTENER, AF_UNIX, SOCK_STREAM, ADDRESS_PATH, 0 },
	{ "unix-abstract", WAY_LISTENER, AF_UNIX, SOCK_STREAM, ADDRESS_ABSTRACT, 0 },
	{ "unix-autobind", WAY_LISTENER, AF_UNIX, SOCK_STREAM, ADDRESS_AUTOBIND, 0 },
	{ "unix-seqpacket-pair", WAY_SOCKETPAIR, AF_UNIX, SOCK_SEQPACKET, ADDRESS_PATH, 0 },
	{ "unix-seqpacket-path", WAY_LISTENER, AF_UNIX, SOCK_SEQPACKET, ADDRESS_PATH, 0 },
	{ "unix-dgram-pair", WAY_SOCKETPAIR, AF_UNIX, SOCK_DGRAM, ADDRESS_PATH, 0 },
	{ "unix-dgram-path", WAY_BOTH_CONNECT, AF_UNIX, SOCK_DGRAM, ADDRESS_PATH, 0 },
	{ "unix-dgram-oneway", WAY_ONE_CONNECTS, AF_UNIX, SOCK_DGRAM, ADDRESS_PATH, 0 },
	{ "tcp4", WAY_LISTENER, AF_INET, SOCK_STREAM, ADDRESS_LOOPBACK, 0 },
	{ "tcp6", WAY_LISTENER, AF_INET6, SOCK_STREAM, ADDRESS_LOOPBACK, 0 },
#ifdef IPPROTO_MPTCP
	{ "mptcp4", WAY_LISTENER, AF_INET, SOCK_STREAM, ADDRESS_LOOPBACK, IPPROTO_MPTCP },
#endif
	{ "udp4", WAY_BOTH_CONNECT, AF_INET, SOCK_DGRAM, ADDRESS_LOOPBACK, 0 },
	{ "udp6", WAY_BOTH_CONNECT, AF_INET6, SOCK_DGRAM, ADDRESS_LOOPBACK, 0 },
	{ "udp4-oneway", WAY_ONE_CONNECTS, AF_INET, SOCK_DGRAM, ADDRESS_LOOPBACK, 0 },
#ifdef HAS_VSOCK
	{ "vsock", WAY_LISTENER, AF_VSOCK, SOCK_STREAM, ADDRESS_LOOPBACK, 0 },
#endif
	{ "pipe", WAY_PIPE, 0, 0, ADDRESS_PATH, 0 },
	{ "fifo", WAY_FIFO, 0, 0, ADDRESS_PATH, 0 },
	{ "pty", WAY_PTY, 0, 0, ADDRESS_PATH, 0 },
	{ NULL, WAY_PIPE, 0, 0, ADDRESS_PATH, 0 }
};

static int find_link(const char *name)
{
	int i;

	for (i = 0; links[i].name != NULL; i++)
		if (strcmp(links[i].name, name) == 0)
			return i;
	return -1;
}

/* Whether this system has such addresses at all; where not, binding one would give an error that means something else. */
static int has_address_form(enum address_form form)
{
#if defined(__linux__)
	(void)form;
	return 1;
#else
	return form != ADDRESS_ABSTRACT && form != ADDRESS_AUTOBIND;
#endif
}

/* Each of these makes both ends, or returns the name of the step that failed with errno as that left it. */

static const char *pair_by_listener(const struct link *link, int ends[2])
{
	struct endpoint endpoint;
	const char *failed = NULL;
	int listener = socket(link->family, link->type, link->protocol), error;

	memset(&endpoint, 0, sizeof endpoint);
	if (listener < 0)
		return "socket";
	if (bind_fresh(listener, &endpoint, link->family, link->form) < 0)
		failed = "bind";
	else if (listen(listener, 1) < 0)
		failed = "listen";
	else if ((ends[0] = socket(link->family, link->type, link->protocol)) < 0)
		failed = "socket";
	else if (connect_to(ends[0], &endpoint) < 0)
		failed = "connect";
	else if ((ends[1] = accept(listener, NULL, NULL)) < 0)
		failed = "accept";
	error = errno;
	close(listener);
	unlink_endpoint(&endpoint);
	errno = error;
	return failed;
}

static const char *pair_by_connecting(const struct link *link, int connecting, int ends[2])
{
	struct endpoint endpoints[2];
	const char *failed = NULL;
	int i, error;

	memset(endpoints, 0, sizeof endpoints);
	for (i = 0; i < 2 && failed == NULL; i++)
		if ((ends[i] = socket(link->family, link->type, link->protocol)) < 0)
			failed = "socket";
		else if (bind_fresh(ends[i], &endpoints[i], link->family, link->form) < 0)
			failed = "bind";
	for (i = 0; i < connecting && failed == NULL; i++)
		if (connect_to(ends[i], &endpoints[1 - i]) < 0)
			failed = "connect";
	error = errno;
	for (i = 0; i < 2; i++)
		unlink_endpoint(&endpoints[i]);
	errno = error;
	return failed;
}

/* The master and the slave of a pseudo-terminal that passes bytes on as they are. */
static const char *pair_by_pty(int ends[2], struct endpoint *file)
{
#if defined(__dietlibc__) /* it has no posix_openpt */
	(void)ends;
	(void)file;
	errno = ENOSYS;
	return "posix_openpt";
#else
	struct termios raw;
	const char *name;

	if ((ends[0] = posix_openpt(O_RDWR | O_NOCTTY)) < 0)
		return "posix_openpt";
	if (grantpt(ends[0]) < 0 || unlockpt(ends[0]) < 0 || (name = ptsname(ends[0])) == NULL)
		return "unlockpt";
	file_endpoint(file, name, 0);
	if ((ends[1] = open(name, O_RDWR | O_NOCTTY)) < 0)
		return "open";
	if (tcgetattr(ends[1], &raw) < 0)
		return "tcgetattr";
	raw.c_iflag = 0;
	raw.c_oflag = 0;
	raw.c_lflag = 0;
	raw.c_cflag = CS8 | CREAD;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(ends[1], TCSANOW, &raw) < 0 ? "tcsetattr" : NULL;
#endif
}

/* The FIFO stays until the end of the trial: it may be opened again. */
static const char *pair_by_fifo(int ends[2], struct endpoint *file)
{
	char path[100];

	fresh_path(path, sizeof path);
	if (mkfifo(path, 0600) < 0)
		return "mkfifo";
	file_endpoint(file, path, 1);
	/* Opening one end waits for the other, unless it is opened for reading without waiting. */
	if ((ends[1] = open(path, O_RDONLY | O_NONBLOCK)) < 0)
		return "open for reading";
	if ((ends[0] = open(path, O_WRONLY)) < 0)
		return "open for writing";
	return fcntl(ends[1], F_SETFL, 0) < 0 ? "fcntl" : NULL;
}

/* `file` becomes the file that both ends are opened from, if there is one. */
static const char *make_pair(const struct link *link, int ends[2], struct endpoint *file)
{
	int turned[2];

	memset(file, 0, sizeof *file);

	ends[0] = ends[1] = -1;
	switch (link->way) {
	case WAY_SOCKETPAIR:
		return socketpair(link->family, link->type, link->protocol, ends) < 0 ? "socketpair" : NULL;
	case WAY_LISTENER:
		return pair_by_listener(link, ends);
	case WAY_BOTH_CONNECT:
		return pair_by_connecting(link, 2, ends);
	case WAY_ONE_CONNECTS:
		return pair_by_connecting(link, 1, ends);
	case WAY_PIPE:
		if (pipe(turned) < 0)
			return "pipe";
		ends[0] = turned[1];
		ends[1] = turned[0];
		return NULL;
	case WAY_FIFO:
		return pair_by_fifo(ends, file);
	case WAY_PTY:
		return pair_by_pty(ends, file);
	}
	return NULL;
}

#endif
