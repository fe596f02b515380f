/*
 * The peer: the driver's own end of a connection, with raw calls.
 */
#ifndef RUNTIMES_PEER_H
#define RUNTIMES_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "subject.h"

/* A listener, and how the subject is told to connect to it. */
struct listener {
	int fd;
	char path[64]; /* of a socket of the file system, else empty */
	char open[100]; /* the command */
};

/* Listens on a fresh address of a link, `unix-path` or `tcp4`. Returns 0 with errno set if that fails; ENOTSUP if there is no such link here. */
static int listen_on(struct listener *listener, const char *link)
{
	static unsigned serial;

	memset(listener, 0, sizeof *listener);
	listener->fd = -1;
	if (strcmp(link, "unix-path") == 0) {
		struct sockaddr_un address = { .sun_family = AF_UNIX };

		snprintf(listener->path, sizeof listener->path, "/tmp/peer.%ld.%u", (long)getpid(), serial++);
		snprintf(address.sun_path, sizeof address.sun_path, "%s", listener->path);
		snprintf(listener->open, sizeof listener->open, "open unix %s", listener->path);
		listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		return listener->fd >= 0 && bind(listener->fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener->fd, 8) == 0;
	}
	if (strcmp(link, "tcp4") == 0) {
		struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
		socklen_t length = sizeof address;

		listener->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (listener->fd < 0 || bind(listener->fd, (struct sockaddr *)&address, length) != 0 || listen(listener->fd, 8) != 0 ||
		    getsockname(listener->fd, (struct sockaddr *)&address, &length) != 0)
			return 0;
		snprintf(listener->open, sizeof listener->open, "open tcp %d", ntohs(address.sin_port));
		return 1;
	}
	errno = ENOTSUP;
	return 0;
}

static void stop_listening(struct listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	listener->fd = -1;
	if (listener->path[0] != '\0')
		unlink(listener->path);
}

/* The end that connected, or -1 if nobody did in so many milliseconds. */
static int accept_within(const struct listener *listener, int ms)
{
	struct pollfd ready = { listener->fd, POLLIN, 0 };

	if (poll(&ready, 1, ms) != 1)
		return -1;
	return accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
}

/* SO_LINGER with 0 seconds: close() resets the connection, on links that know resets. */
static int linger_zero(int fd)
{
	struct linger linger = { 1, 0 };

	return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* The state of a descriptor as far as it can be seen without taking anything from it. */
static int state_of(int fd)
{
	struct pollfd seen = { fd, POLLIN | POLLOUT | POLLRDHUP, 0 };
	int waiting = 0;

	if (fd < 0)
		return 0;
	poll(&seen, 1, 0);
	ioctl(fd, FIONREAD, &waiting);
	return seen.revents << 20 | waiting;
}

/*
 * Waits until no thread of the subject has run for a while and our end shows nothing new; half a second at most. Event loops have then heard
 * of everything that has happened.
 */
static void settle(int fd)
{
	long long began = now_ms();
	int still = 0, state = state_of(fd);

	while (still < 4 && now_ms() - began < 500) {
		int now;

		sleep_ms(3);
		now = state_of(fd);
		still = now == state && (subject.pid == 0 || is_asleep()) ? still + 1 : 0;
		state = now;
	}
}

/* Spells what a call returned: a count, EOF for a read of nothing, `done`, or the name of the error. */
static void spell(long result, int is_read, int is_count, char *outcome)
{
	int error = errno;

	if (result < 0)
		snprintf(outcome, TEXT, "%s", strerrorname_np(error));
	else if (is_read && result == 0)
		snprintf(outcome, TEXT, "EOF");
	else if (is_count)
		snprintf(outcome, TEXT, "%ld", result);
	else
		snprintf(outcome, TEXT, "0");
}

/* Bytes from pairs of hexadecimal digits, into as many as there is room for. Returns how many. */
static size_t from_hex(const char *hex, char *bytes, size_t room)
{
	size_t count = 0;
	unsigned value;

	while (count < room && sscanf(hex + 2 * count, "%2x", &value) == 1 && hex[2 * count + 1] != '\0')
		bytes[count++] = (char)value;
	return count;
}

/* Reads once, at most `deadline_ms` late: a peer that waits for bytes that never come blocks. */
static void read_peer(int fd, long deadline_ms, char *outcome)
{
	struct pollfd ready = { fd, POLLIN, 0 };
	char bytes[4096];

	if (poll(&ready, 1, (int)deadline_ms) == 0)
		snprintf(outcome, TEXT, "blocks");
	else
		spell(read(fd, bytes, sizeof bytes), 1, 1, outcome);
}

#endif
