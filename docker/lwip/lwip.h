/*
 * Puts the agent's sockets on lwIP, a TCP/IP stack that is a library of its process:
 *
 *     gcc -std=c99 -O2 -pthread -I/usr/include/lwip -include lwip.h -o agent agent.c -llwip
 *
 * The agent's source stays as it is. This header includes all that the agent does, takes away what lwIP has not got, and then gives lwIP's
 * functions the names of the system's. The rest of the agent, pipes between its processes above all, goes on using the kernel's.
 *
 * - A process has its own stack, and a fork has none. STACK_IS_A_LIBRARY makes the agent run each trial in a process of its own; the stack starts
 *   with the first socket there.
 * - lwIP's calls know neither signals nor a deadline. A call that may wait gets the agent's deadline as its timeout, as SO_RCVTIMEO or SO_SNDTIMEO,
 *   and the socket's own is put back; connect() and a close() that lingers, which have none, are made by a thread that is left alone when the time is up. A call
 *   that was started has no deadline, and is made as it is.
 * - lwIP's assertions print and abort: the agent keeps what they print out of its observations, and sees that the trial died of SIGABRT.
 */
#ifndef SOCKATLAS_LWIP_H
#define SOCKATLAS_LWIP_H

#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#undef TCP_MSS /* lwIP's own is meant */
#include <lwip/opt.h>
#include <lwip/ip6_addr.h>
#include <lwip/netif.h>
#include <lwip/sockets.h>
#include <lwip/tcpip.h>

/* ---- What lwIP lacks ---- */

#define STACK_IS_A_LIBRARY 1

/* The kernel below is Linux, the sockets are not: no epoll, splice, sendfile, SO_PEERCRED, SCM_CREDENTIALS, SO_ATTACH_FILTER, AF_VSOCK. */
#undef __linux__

#if LWIP_SOCKET_SELECT
#define LACKS_SELECT
#else /* Debian's lwIP 2.1 */
#define LACKS_SELECT "select",
#endif

/* A process that was forked would have no stack, and a descriptor of the library cannot be copied, passed on or given to another program. */
#define STACK_LACKS \
	"dup", "exec", "fork", "open", "recv-fds", "send-fds", "set-cloexec", LACKS_SELECT \
	"unix-stream", "unix-seqpacket", "unix-dgram", \
	"unix-pair", "unix-path", "unix-abstract", "unix-autobind", "unix-seqpacket-pair", "unix-seqpacket-path", \
	"unix-dgram-pair", "unix-dgram-path", "unix-dgram-oneway", "pipe", "fifo", "pty",

/* Constants that the kernel's headers have and lwip/sockets.h has not, where it is used without them. What it has and calls unimplemented stays. */
#undef F_SETOWN
#undef IPPROTO_MPTCP
#undef IP_RECVERR
#undef MSG_EOR
#undef MSG_ERRQUEUE
#undef MSG_WAITFORONE
#undef POLLRDHUP
#undef SIOCATMARK
#undef SO_NO_CHECK
#undef SO_PASSCRED
#undef SO_PASSRIGHTS
#undef SO_PEERPIDFD
#undef TCP_DEFER_ACCEPT
#undef TCP_USER_TIMEOUT

/* ---- Descriptors ---- */

/* lwIP counts its descriptors from 1. Those that the agent sees begin here, beyond all that the kernel gives it and within what select() takes. */
enum { LWIP_FIRST = 500 };

static int is_lwip(int fd)
{
	return fd >= LWIP_FIRST;
}

/* ---- The stack ---- */

static struct netif lwip_loopback;

static err_t lwip_loopback_ip4(struct netif *netif, struct pbuf *packet, const ip4_addr_t *to)
{
	(void)to;
	return netif_loop_output(netif, packet);
}

static err_t lwip_loopback_ip6(struct netif *netif, struct pbuf *packet, const ip6_addr_t *to)
{
	(void)to;
	return netif_loop_output(netif, packet);
}

/* As lwIP's own loopback interface, which Debian leaves out (LWIP_HAVE_LOOPIF). */
static err_t lwip_set_up_loopback(struct netif *netif)
{
	netif->name[0] = 'l';
	netif->name[1] = 'o';
	netif->output = lwip_loopback_ip4;
	netif->output_ip6 = lwip_loopback_ip6;
	return ERR_OK;
}

static void lwip_has_started(void *started)
{
	sem_post(started);
}

/* Starts the stack of this process, with 127.0.0.1 and ::1, unless it runs. */
static void lwip_start(void)
{
	static pid_t runs_in;
	ip4_addr_t address, mask;
	sigset_t all, before;
	sem_t started;

	if (runs_in == getpid())
		return;
	runs_in = getpid();
	sem_init(&started, 0, 0);
	sigfillset(&all); /* its thread must not take our signals */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	tcpip_init(lwip_has_started, &started);
	while (sem_wait(&started) < 0)
		;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	IP4_ADDR(&address, 127, 0, 0, 1);
	IP4_ADDR(&mask, 255, 0, 0, 0);
	LOCK_TCPIP_CORE();
	netif_add(&lwip_loopback, &address, &mask, &address, NULL, lwip_set_up_loopback, tcpip_input);
	IP_ADDR6_HOST(lwip_loopback.ip6_addr, 0, 0, 0, 1);
	lwip_loopback.ip6_addr_state[0] = IP6_ADDR_VALID;
	netif_set_link_up(&lwip_loopback);
	netif_set_up(&lwip_loopback);
	UNLOCK_TCPIP_CORE();
}

/* ---- Deadlines ---- */

/* The agent's own, see actor.h. */
static long long alarm_rings_at;
static long long now_us(void);
static int deadline_passed(void);
static pthread_t lwip_main_thread;

/* How long the call that is made now may wait until just after the agent's alarm, in milliseconds; 0 for ever. */
static long lwip_patience_ms(void)
{
	enum { AFTER_MS = 20 };
	long long left;

	if (alarm_rings_at == 0 || !pthread_equal(lwip_main_thread, pthread_self()))
		return 0;
	left = (alarm_rings_at - now_us()) / 1000;
	return (long)(left > 0 ? left : 0) + AFTER_MS;
}

static long lwip_timeout_ms(int s, int option)
{
	struct timeval time = { 0, 0 };
	socklen_t length = sizeof time;

	return lwip_getsockopt(s, SOL_SOCKET, option, &time, &length) < 0 ? 0 : (long)time.tv_sec * 1000 + (long)time.tv_usec / 1000;
}

static void lwip_set_timeout_ms(int s, int option, long ms)
{
	struct timeval time;

	time.tv_sec = ms / 1000;
	time.tv_usec = ms % 1000 * 1000;
	lwip_setsockopt(s, SOL_SOCKET, option, &time, sizeof time);
}

/*
 * Makes a call under the agent's deadline: `call` is an expression of lwIP's with -1 and errno for a failure, `option` the timeout that it heeds on
 * socket `s`. One that was still waiting when the alarm rang fails with EINTR, as it does where the alarm interrupts it.
 */
#define UNDER_DEADLINE(result, s, option, flags, call) do { \
	long patience_ = (flags) & MSG_DONTWAIT ? 0 : lwip_patience_ms(), own_ = patience_ > 0 ? lwip_timeout_ms(s, option) : 0; \
	int ours_ = patience_ > 0 && (own_ == 0 || own_ > patience_), error_; \
	if (ours_) \
		lwip_set_timeout_ms(s, option, patience_); \
	(result) = (call); \
	error_ = errno; \
	if (ours_) \
		lwip_set_timeout_ms(s, option, own_); \
	errno = (result) < 0 && error_ == EWOULDBLOCK && ours_ && deadline_passed() ? EINTR : error_; \
} while (0)

/* ---- connect(), and close() that lingers, which no timeout ends ---- */

/* A call in a thread. The thread owns it if nobody waits for it any more. */
struct lwip_job {
	int s;
	struct sockaddr_storage address;
	socklen_t length; /* of a connect(), or 0 */
	int result;
	int error;
	sem_t done;
};

static void *lwip_do_job(void *argument)
{
	struct lwip_job *job = argument;

	job->result = job->length > 0 ? lwip_connect(job->s, (struct sockaddr *)(void *)&job->address, job->length) : lwip_close(job->s);
	job->error = errno;
	sem_post(&job->done);
	return NULL;
}

/* connect(), or close() if there is no address, in a thread. The alarm ends the wait for it; then the job is the thread's, for ever. */
static int lwip_in_thread(int s, const struct sockaddr *address, socklen_t length)
{
	struct lwip_job *job = calloc(1, sizeof *job);
	sigset_t all, before;
	pthread_t thread;
	int error, result;

	if (job == NULL)
		return -1;
	job->s = s;
	if (address != NULL)
		memcpy(&job->address, address, length);
	job->length = length;
	sem_init(&job->done, 0, 0);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, lwip_do_job, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error != 0) {
		free(job);
		errno = error;
		return -1;
	}
	while (sem_wait(&job->done) < 0)
		if (deadline_passed()) {
			pthread_detach(thread);
			errno = EINTR;
			return -1;
		}
	pthread_join(thread, NULL);
	result = job->result;
	error = job->error;
	free(job);
	errno = error;
	return result;
}

/* ---- The calls ---- */

/* lwIP takes any family but AF_INET for AF_INET6. */
static int atlas_socket(int family, int type, int protocol)
{
	int s;

	if (family != AF_INET && family != AF_INET6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	lwip_start();
	lwip_main_thread = pthread_self();
	s = lwip_socket(family, type, protocol);
	return s < 0 ? s : s + LWIP_FIRST;
}

/* Only one that lingers waits for anything. */
static int atlas_close(int fd)
{
	struct linger linger = { 0, 0 };
	socklen_t length = sizeof linger;

	if (!is_lwip(fd))
		return close(fd);
	if (lwip_patience_ms() > 0 && lwip_getsockopt(fd - LWIP_FIRST, SOL_SOCKET, SO_LINGER, &linger, &length) == 0 && linger.l_onoff)
		return lwip_in_thread(fd - LWIP_FIRST, NULL, 0);
	return lwip_close(fd - LWIP_FIRST);
}

static int atlas_connect(int fd, const struct sockaddr *address, socklen_t length)
{
	int s = fd - LWIP_FIRST;

	return length > 0 && length <= sizeof(struct sockaddr_storage) && lwip_patience_ms() > 0 ? lwip_in_thread(s, address, length)
		: lwip_connect(s, address, length);
}

static int atlas_accept(int fd, struct sockaddr *address, socklen_t *length)
{
	int accepted;

	UNDER_DEADLINE(accepted, fd - LWIP_FIRST, SO_RCVTIMEO, 0, lwip_accept(fd - LWIP_FIRST, address, length));
	return accepted < 0 ? accepted : accepted + LWIP_FIRST;
}

static ssize_t atlas_recv(int fd, void *bytes, size_t size, int flags)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_RCVTIMEO, flags, lwip_recv(fd - LWIP_FIRST, bytes, size, flags));
	return n;
}

static ssize_t atlas_read(int fd, void *bytes, size_t size)
{
	ssize_t n;

	if (!is_lwip(fd))
		return read(fd, bytes, size);
	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_RCVTIMEO, 0, lwip_read(fd - LWIP_FIRST, bytes, size));
	return n;
}

static ssize_t atlas_readv(int fd, const struct iovec *vector, int count)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_RCVTIMEO, 0, lwip_readv(fd - LWIP_FIRST, vector, count));
	return n;
}

static ssize_t atlas_recvmsg(int fd, struct msghdr *message, int flags)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_RCVTIMEO, flags, lwip_recvmsg(fd - LWIP_FIRST, message, flags));
	return n;
}

static ssize_t atlas_send(int fd, const void *bytes, size_t size, int flags)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_SNDTIMEO, flags, lwip_send(fd - LWIP_FIRST, bytes, size, flags));
	return n;
}

static ssize_t atlas_write(int fd, const void *bytes, size_t size)
{
	ssize_t n;

	if (!is_lwip(fd))
		return write(fd, bytes, size);
	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_SNDTIMEO, 0, lwip_write(fd - LWIP_FIRST, bytes, size));
	return n;
}

static ssize_t atlas_writev(int fd, const struct iovec *vector, int count)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_SNDTIMEO, 0, lwip_writev(fd - LWIP_FIRST, vector, count));
	return n;
}

static ssize_t atlas_sendmsg(int fd, const struct msghdr *message, int flags)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_SNDTIMEO, flags, lwip_sendmsg(fd - LWIP_FIRST, message, flags));
	return n;
}

static ssize_t atlas_sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
	ssize_t n;

	UNDER_DEADLINE(n, fd - LWIP_FIRST, SO_SNDTIMEO, flags, lwip_sendto(fd - LWIP_FIRST, bytes, size, flags, to, length));
	return n;
}

/* The agent polls either descriptors of the kernel's, or lwIP's and -1. */
static int atlas_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	long patience = lwip_patience_ms();
	int ours = patience > 0 && (timeout < 0 || timeout > patience), returned, any = 0;
	nfds_t i;

	for (i = 0; i < count; i++)
		any |= is_lwip(fds[i].fd);
	if (!any)
		return poll(fds, count, timeout);
	for (i = 0; i < count; i++)
		fds[i].fd -= fds[i].fd < 0 ? 0 : LWIP_FIRST;
	returned = lwip_poll(fds, count, ours ? (int)patience : timeout);
	for (i = 0; i < count; i++)
		fds[i].fd += fds[i].fd < 0 ? 0 : LWIP_FIRST;
	if (returned == 0 && ours && deadline_passed()) {
		errno = EINTR;
		return -1;
	}
	return returned;
}

#if LWIP_SOCKET_SELECT
/* The agent asks about one descriptor, the highest. */
static int atlas_select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional, struct timeval *timeout)
{
	fd_set *asked[3], sets[3];
	int fd = count - 1, returned, i, ours;
	long patience = lwip_patience_ms();
	struct timeval most;

	asked[0] = readable;
	asked[1] = writable;
	asked[2] = exceptional;
	for (i = 0; i < 3; i++) {
		FD_ZERO(&sets[i]);
		if (FD_ISSET(fd, asked[i]))
			FD_SET(fd - LWIP_FIRST, &sets[i]);
		FD_ZERO(asked[i]);
	}
	most.tv_sec = patience / 1000;
	most.tv_usec = patience % 1000 * 1000;
	ours = patience > 0 && (timeout == NULL || timeout->tv_sec * 1000 + timeout->tv_usec / 1000 > patience);
	returned = lwip_select(count - LWIP_FIRST, &sets[0], &sets[1], &sets[2], ours ? &most : timeout);
	for (i = 0; i < 3 && returned > 0; i++)
		if (FD_ISSET(fd - LWIP_FIRST, &sets[i]))
			FD_SET(fd, asked[i]);
	if (returned == 0 && ours && deadline_passed()) {
		errno = EINTR;
		return -1;
	}
	return returned;
}
#endif

static int atlas_fcntl(int fd, int command, ...)
{
	va_list arguments;
	int value;

	va_start(arguments, command);
	value = va_arg(arguments, int);
	va_end(arguments);
	return is_lwip(fd) ? lwip_fcntl(fd - LWIP_FIRST, command, value) : fcntl(fd, command, value);
}

#define accept(fd, address, length) atlas_accept(fd, address, length)
#define bind(fd, address, length) lwip_bind((fd) - LWIP_FIRST, address, length)
#define close(fd) atlas_close(fd)
#define connect(fd, address, length) atlas_connect(fd, address, length)
#define fcntl atlas_fcntl
#define getpeername(fd, address, length) lwip_getpeername((fd) - LWIP_FIRST, address, length)
#define getsockname(fd, address, length) lwip_getsockname((fd) - LWIP_FIRST, address, length)
#define getsockopt(fd, level, option, value, length) lwip_getsockopt((fd) - LWIP_FIRST, level, option, value, length)
#define ioctl(fd, request, value) lwip_ioctl((fd) - LWIP_FIRST, (long)(request), value)
#define listen(fd, backlog) lwip_listen((fd) - LWIP_FIRST, backlog)
#define poll(fds, count, timeout) atlas_poll(fds, count, timeout)
#define read(fd, bytes, size) atlas_read(fd, bytes, size)
#define readv(fd, vector, count) atlas_readv(fd, vector, count)
#define recv(fd, bytes, size, flags) atlas_recv(fd, bytes, size, flags)
#define recvmsg(fd, message, flags) atlas_recvmsg(fd, message, flags)
#if LWIP_SOCKET_SELECT
#define select(count, readable, writable, exceptional, timeout) atlas_select(count, readable, writable, exceptional, timeout)
#endif
#define send(fd, bytes, size, flags) atlas_send(fd, bytes, size, flags)
#define sendmsg(fd, message, flags) atlas_sendmsg(fd, message, flags)
#define sendto(fd, bytes, size, flags, to, length) atlas_sendto(fd, bytes, size, flags, to, length)
#define setsockopt(fd, level, option, value, length) lwip_setsockopt((fd) - LWIP_FIRST, level, option, value, length)
#define shutdown(fd, how) lwip_shutdown((fd) - LWIP_FIRST, how)
#define socket(family, type, protocol) atlas_socket(family, type, protocol)
#define write(fd, bytes, size) atlas_write(fd, bytes, size)
#define writev(fd, vector, count) atlas_writev(fd, vector, count)

#endif
