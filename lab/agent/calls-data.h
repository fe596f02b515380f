/*
 * Calls that move bytes, and descriptors with them.
 */
#ifndef SOCKATLAS_CALLS_DATA_H
#define SOCKATLAS_CALLS_DATA_H

#include "calls-socket.h"

static size_t receive_size(const struct step *step)
{
	long size = step->number[1];

	return size < 0 ? 0 : size > RECEIVE_MAX ? RECEIVE_MAX : (size_t)size;
}

/* All flags of a step that ends in flags, from argument `first`. */
static int flags_from(const struct step *step, int first)
{
	int flags = 0;

	for (; first < step->arguments; first++)
		flags |= (int)step->number[first];
	return flags;
}

static void do_read(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o);
	size_t size = receive_size(step);
	ssize_t n;

	if (fd < 0)
		return;
	before_call(me);
	n = read(fd, me->room->received, size);
	after_receiving(o, (long)n, errno, me->room->received, size);
}

static void do_write(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o);
	ssize_t n;

	if (fd < 0)
		return;
	before_call(me);
	n = write(fd, step->data, step->length);
	after_sending(o, (long)n, errno, step->length);
}

static void do_recv(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), flags = flags_from(step, 2);
	size_t size = receive_size(step);
	ssize_t n;

	if (fd < 0)
		return;
	before_call(me);
	n = recv(fd, me->room->received, size, flags);
	after_receiving(o, (long)n, errno, me->room->received, size);
}

static void do_send(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), flags = flags_from(step, 2);
	ssize_t n;

	if (fd < 0)
		return;
	before_call(me);
	n = send(fd, step->data, step->length, flags);
	after_sending(o, (long)n, errno, step->length);
}

static void do_sendto(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), flags = flags_from(step, 3);
	const struct endpoint *to;
	ssize_t n;

	if (fd < 0 || (to = endpoint_of(me, step, 1, o)) == NULL)
		return;
	before_call(me);
	n = sendto(fd, step->data, step->length, flags, (const struct sockaddr *)(const void *)&to->address, to->length);
	after_sending(o, (long)n, errno, step->length);
}

/* ---- Vectors ---- */

enum { VECTOR_MAX = 16 };

/* Cuts `bytes` into pieces as long as the step's numbers say; returns how many, and their sum. */
static int cut_vector(const struct step *step, struct iovec *vector, unsigned char *bytes, size_t *sum)
{
	int i, count = 0;

	*sum = 0;
	for (i = 1; i < step->arguments && count < VECTOR_MAX; i++) {
		size_t length = step->number[i] < 0 ? 0 : (size_t)step->number[i];

		if (*sum + length > RECEIVE_MAX)
			length = RECEIVE_MAX - *sum;
		vector[count].iov_base = bytes + *sum;
		vector[count].iov_len = length;
		*sum += length;
		count++;
	}
	return count;
}

static void do_readv(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), count;
	struct iovec vector[VECTOR_MAX];
	size_t sum;
	ssize_t n;

	if (fd < 0)
		return;
	count = cut_vector(step, vector, me->room->received, &sum);
	before_call(me);
	n = readv(fd, vector, count);
	after_receiving(o, (long)n, errno, me->room->received, sum);
}

static void do_writev(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), count;
	struct iovec vector[VECTOR_MAX];
	size_t sum;
	ssize_t n;

	if (fd < 0)
		return;
	count = cut_vector(step, vector, pattern(), &sum);
	before_call(me);
	n = writev(fd, vector, count);
	after_sending(o, (long)n, errno, sum);
}

/* ---- Messages, and descriptors in them ---- */

enum { PASSED_MAX = 300 };

static void do_sendmsg(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), flags = flags_from(step, 2);
	struct msghdr message;
	struct iovec data;
	ssize_t n;

	if (fd < 0)
		return;
	memset(&message, 0, sizeof message);
	data.iov_base = step->data;
	data.iov_len = step->length;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	before_call(me);
	n = sendmsg(fd, &message, flags);
	after_sending(o, (long)n, errno, step->length);
}

/* send-fds FD DATA COUNT FD: sends the second descriptor COUNT times along with the data. */
static void do_send_fds(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), passed, fds[PASSED_MAX], i;
	long count = step->number[2];
	struct msghdr message;
	struct cmsghdr *header;
	struct iovec data;
	ssize_t n;

	if (fd < 0 || (passed = descriptor_of(me, step, 3, o)) < 0)
		return;
	if (count < 1 || count > PASSED_MAX) {
		observe_text(o, INCONCLUSIVE, "%ld descriptors are too many for the agent", count);
		return;
	}
	memset(&message, 0, sizeof message);
	memset(&me->room->control, 0, sizeof me->room->control);
	data.iov_base = step->data;
	data.iov_len = step->length;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = me->room->control.space;
	message.msg_controllen = CMSG_SPACE((unsigned)count * sizeof fd);
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN((unsigned)count * sizeof fd);
	for (i = 0; i < count; i++)
		fds[i] = passed;
	memcpy(CMSG_DATA(header), fds, (size_t)count * sizeof fd);
	before_call(me);
	n = sendmsg(fd, &message, 0);
	after_sending(o, (long)n, errno, step->length);
}

/*
 * recvmsg with room for `control` bytes of control messages. Descriptors that come go to the plan's descriptors from argument `first`
 * on, and are closed when there are none left for them; how many came, and msg_flags, are part of the observation.
 */
static void receive_message(struct actor *me, const struct step *step, size_t control, int flags, int first, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), error, i;
	size_t size = receive_size(step);
	struct msghdr message;
	struct cmsghdr *header;
	struct iovec data;
	ssize_t n;

	if (fd < 0)
		return;
	memset(&message, 0, sizeof message);
	data.iov_base = me->room->received;
	data.iov_len = size;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = control > 0 ? me->room->control.space : NULL;
	message.msg_controllen = control < CONTROL_MAX ? control : CONTROL_MAX;
	before_call(me);
	n = recvmsg(fd, &message, flags);
	error = errno;
	after_receiving(o, (long)n, error, me->room->received, size);
	if (n >= 0) {
		/* Flags that only repeat what was asked, or that are Linux's own business, are not news. */
		for (i = 0; message_flags[i].name != NULL; i++)
			if (message_flags[i].exists && strcmp(message_flags[i].name, "MSG_NOSIGNAL") != 0 && strcmp(message_flags[i].name, "MSG_DONTWAIT") != 0)
				o->message_flags |= message.msg_flags & message_flags[i].value;
		for (header = control > 0 ? CMSG_FIRSTHDR(&message) : NULL; header != NULL; header = CMSG_NXTHDR(&message, header)) {
			const unsigned char *at = CMSG_DATA(header), *end = (const unsigned char *)header + header->cmsg_len;
			int passed;

			if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
				continue;
			for (; at + sizeof passed <= end; at += sizeof passed) {
				memcpy(&passed, at, sizeof passed);
				o->descriptors++;
				if (first < step->arguments)
					put_descriptor(me, step->number[first++], passed);
				else
					close(passed);
			}
		}
	}
	for (; first < step->arguments; first++)
		snprintf(me->descriptors[step->number[first]].missing, sizeof me->descriptors[0].missing, "%s no descriptor came", step->call->name);
}

/* recvmsg FD SIZE CONTROL FLAG... */
static void do_recvmsg(struct actor *me, const struct step *step, struct observation *o)
{
	long control = step->number[2];

	receive_message(me, step, control < 0 ? 0 : (size_t)control, flags_from(step, 3), step->arguments, o);
}

/* recv-fds FD SIZE NEW... */
static void do_recv_fds(struct actor *me, const struct step *step, struct observation *o)
{
	receive_message(me, step, CONTROL_MAX, 0, 2, o);
}

/* ---- Several messages at once ---- */

#if defined(MSG_WAITFORONE) /* Linux, FreeBSD from 11, NetBSD from 7, OpenBSD from 7.2 */

enum { MESSAGES_MAX = 8, MESSAGE_ROOM = 4096 };

/* Fills `count` headers that all point into `bytes`, `step` apart. */
static void fill_messages(struct mmsghdr *messages, struct iovec *data, unsigned count, unsigned char *bytes, size_t length, size_t apart)
{
	unsigned i;

	memset(messages, 0, count * sizeof *messages);
	for (i = 0; i < count; i++) {
		data[i].iov_base = bytes + i * apart;
		data[i].iov_len = length;
		messages[i].msg_hdr.msg_iov = &data[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
}

static unsigned message_count(const struct step *step)
{
	long count = step->number[2];

	return count < 1 ? 1 : count > MESSAGES_MAX ? MESSAGES_MAX : (unsigned)count;
}

static void do_recvmmsg(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;
	struct mmsghdr messages[MESSAGES_MAX];
	struct iovec data[MESSAGES_MAX];
	unsigned count = message_count(step);
	size_t size = receive_size(step);

	if (fd < 0)
		return;
	fill_messages(messages, data, count, me->room->received, size < MESSAGE_ROOM ? size : MESSAGE_ROOM, MESSAGE_ROOM);
	before_call(me);
	returned = recvmmsg(fd, messages, count, flags_from(step, 3), NULL);
	after_call(o, returned, errno);
}

static void do_sendmmsg(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;
	struct mmsghdr messages[MESSAGES_MAX];
	struct iovec data[MESSAGES_MAX];
	unsigned count = message_count(step);

	if (fd < 0)
		return;
	fill_messages(messages, data, count, step->data, step->length, 0);
	before_call(me);
	returned = sendmmsg(fd, messages, count, flags_from(step, 3));
	after_call(o, returned, errno);
}

#else

static void do_recvmmsg(struct actor *me, const struct step *step, struct observation *o)
{
	(void)me;
	observe_text(o, UNSUPPORTED, "%s", step->call->name);
}

static void do_sendmmsg(struct actor *me, const struct step *step, struct observation *o)
{
	(void)me;
	observe_text(o, UNSUPPORTED, "%s", step->call->name);
}

#endif

/* ---- Without passing through this process ---- */

/* An unlinked file with `size` bytes of the pattern, to send from; -1 if there can be none. */
static int pattern_file(size_t size)
{
	char path[100];
	int fd;

	fresh_path(path, sizeof path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return -1;
	unlink(path);
	if (write(fd, pattern(), size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* sendfile() as this system has it: how many bytes went, or -1 with errno. Four systems, four prototypes. */
static long send_file(int to, int file, size_t size)
{
#if defined(__linux__)
	return (long)sendfile(to, file, NULL, size);
#elif defined(__FreeBSD__) || defined(__DragonFly__)
	off_t sent = 0;

	return sendfile(file, to, 0, size, NULL, &sent, 0) < 0 && sent == 0 ? -1 : (long)sent;
#elif defined(__APPLE__)
	off_t sent = (off_t)size;

	return sendfile(file, to, 0, &sent, NULL, 0) < 0 && sent == 0 ? -1 : (long)sent;
#else
	(void)to;
	(void)file;
	(void)size;
	return -2;
#endif
}

static void do_sendfile(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), file, error;
	size_t size = receive_size(step);
	long n;

	if (fd < 0)
		return;
	if ((file = pattern_file(size)) < 0) {
		observe_text(o, INCONCLUSIVE, "no file to send: %s", errno_name(errno));
		return;
	}
	before_call(me);
	n = send_file(fd, file, size);
	error = errno;
	after_sending(o, n, error, size);
	close(file);
	if (n == -2)
		observe_text(o, UNSUPPORTED, "sendfile");
}

/* splice-in FD SIZE: from the descriptor into a pipe. */
static void do_splice_in(struct actor *me, const struct step *step, struct observation *o)
{
#ifdef HAS_SPLICE
	int fd = descriptor_of(me, step, 0, o), ends[2], error;
	size_t size = receive_size(step);
	ssize_t n;

	if (fd < 0)
		return;
	if (pipe(ends) < 0) {
		observe_text(o, INCONCLUSIVE, "no pipe: %s", errno_name(errno));
		return;
	}
	before_call(me);
	n = splice(fd, NULL, ends[1], NULL, size, 0);
	error = errno;
	after_call(o, (long)n, error);
	if (n == 0 && size > 0)
		o->outcome = END_OF_FILE;
	close(ends[0]);
	close(ends[1]);
#else
	(void)me;
	observe_text(o, UNSUPPORTED, "%s", step->call->name);
#endif
}

/* splice-out FD SIZE: from a pipe into the descriptor. */
static void do_splice_out(struct actor *me, const struct step *step, struct observation *o)
{
#ifdef HAS_SPLICE
	int fd = descriptor_of(me, step, 0, o), ends[2], error;
	size_t size = receive_size(step);
	ssize_t n;

	if (fd < 0)
		return;
	if (size > 4096)
		size = 4096; /* what fits into any pipe */
	if (pipe(ends) < 0 || write(ends[1], pattern(), size) != (ssize_t)size) {
		observe_text(o, INCONCLUSIVE, "no pipe: %s", errno_name(errno));
		return;
	}
	before_call(me);
	n = splice(ends[0], NULL, fd, NULL, size, 0);
	error = errno;
	after_sending(o, (long)n, error, size);
	close(ends[0]);
	close(ends[1]);
#else
	(void)me;
	observe_text(o, UNSUPPORTED, "%s", step->call->name);
#endif
}

/* ---- Until it is full, until it is empty ---- */

static int is_full(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS; /* the BSDs say ENOBUFS for datagrams */
}

/*
 * How long a descriptor has to stay full before it counts as full, in milliseconds. TCP moves bytes on, tunes its buffers, and probes a window
 * that was closed after 200 ms (the least time to retransmission: Linux's TCP_RTO_MIN; BSD's persist timer does the first after 500), which may
 * find room again: that is a timer, and not scaled.
 */
static long full_for_ms(int fd)
{
	struct endpoint name;
	int type = 0;
	socklen_t length = sizeof type;

	memset(&name, 0, sizeof name);
	name.length = sizeof name.address;
	if (getsockname(fd, (struct sockaddr *)(void *)&name.address, &name.length) < 0 || name.address.ss_family == AF_UNIX)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0 || type != SOCK_STREAM)
		return scaled(50);
#if defined(__linux__)
	return 220 + scaled(30);
#else
	return 500 + scaled(50);
#endif
}

/* Writes pieces of this size until one is refused or `most` were taken: how many were. `*error` is why one was refused, or 0. */
static long write_until_refused(int fd, size_t size, long most, int *error)
{
	long taken;
	ssize_t n = 1;

	for (taken = 0; taken < most && (n = write(fd, pattern(), size)) > 0; taken++)
		;
	*error = n > 0 ? 0 : n == 0 ? EAGAIN : errno;
	return taken;
}

/*
 * fill FD SIZE: writes of SIZE bytes without waiting until there is no room, then single bytes into what is left of a stream, and again
 * until it has been full for a while. How many went in means nothing elsewhere. Datagrams never find a queue full where the system drops what
 * does not fit, as loopback does: after FILL_DATAGRAMS of them, more than any queue takes, it is as full as it gets.
 */
static void do_fill(struct actor *me, const struct step *step, struct observation *o)
{
	enum { FILL_DATAGRAMS = 4096, PAUSE_US = 10000 };
	int fd = descriptor_of(me, step, 0, o), flags, error, type = SOCK_STREAM, datagrams;
	size_t size = receive_size(step);
	socklen_t length = sizeof type;
	long long give_up_at;
	long full_for, full_us = 0, taken, left;

	if (fd < 0)
		return;
	datagrams = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM;
	left = datagrams ? FILL_DATAGRAMS : LONG_MAX;
	full_for = full_for_ms(fd);
	flags = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	before_call(me);
	set_alarm(0);
	give_up_at = now_us() + (long long)FILL_LIMIT_MS * 1000;
	for (;;) {
		taken = write_until_refused(fd, size, left, &error);
		if (datagrams)
			left -= taken;
		else if (size > 1 && is_full(error))
			taken += write_until_refused(fd, 1, left, &error);
		if (taken > 0)
			full_us = 0;
		if (!is_full(error) || full_us >= full_for * 1000 || now_us() >= give_up_at)
			break;
		sleep_us(PAUSE_US);
		full_us += PAUSE_US; /* not the time that passed: we may have waited for a processor, and so may the kernel's threads */
	}
	fcntl(fd, F_SETFL, flags);
	after_call(o, error == 0 || is_full(error) ? 0 : -1, error);
	if (o->outcome == RETURNED)
		o->outcome = DONE;
	if (now_us() >= give_up_at)
		observe_text(o, INCONCLUSIVE, "not full after %d s", FILL_LIMIT_MS / 1000);
}

/* drain FD: reads without waiting until there is nothing more; how that showed. */
static void do_drain(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), flags, error;
	ssize_t n;

	if (fd < 0)
		return;
	flags = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	before_call(me);
	while ((n = read(fd, me->room->received, 65536)) > 0)
		;
	error = errno;
	after_receiving(o, (long)n, error, me->room->received, 1);
	fcntl(fd, F_SETFL, flags);
}

#endif
