/*
 * What has to be said before and after the system's headers so that one source compiles on all of them.
 * Every guard names the system that needs it.
 */
#ifndef SOCKATLAS_PORTABILITY_H
#define SOCKATLAS_PORTABILITY_H

#if defined(__linux__) || defined(__CYGWIN__) || defined(__GNU__)
#define _GNU_SOURCE 1 /* POLLRDHUP, struct ucred */
#elif defined(__APPLE__)
#define _DARWIN_C_SOURCE 1 /* SO_NOSIGPIPE, FIONREAD */
#elif defined(__NetBSD__)
#define _NETBSD_SOURCE 1
#elif defined(__sun)
#define _XOPEN_SOURCE 600 /* illumos: without it struct msghdr has no msg_control */
#define __EXTENSIONS__ 1
#elif defined(__HAIKU__)
#define _DEFAULT_SOURCE 1
#define _BSD_SOURCE 1
#endif /* FreeBSD, OpenBSD and DragonFly show everything as long as nothing is asked for */

#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/*
 * Whether a call that is started runs as a thread. Where the C library keeps threads in a library of its own, they are there only if the
 * compiler was called with -pthread, which defines _REENTRANT. dietlibc's are no POSIX threads: they cannot be signalled one by one.
 */
#if !defined(__dietlibc__) && !defined(AGENT_WITHOUT_THREADS)
#if defined(__GLIBC__) && defined(__GLIBC_MINOR__)
#if defined(_REENTRANT) || __GLIBC__ > 2 || __GLIBC_MINOR__ >= 34
#define HAS_THREADS 1
#endif
#elif defined(_REENTRANT) || defined(__APPLE__) || defined(__HAIKU__) || (defined(__linux__) && !defined(__UCLIBC__))
#define HAS_THREADS 1 /* musl and bionic, macOS and Haiku have them in libc */
#endif
#endif
#ifdef HAS_THREADS
#include <pthread.h>
#endif

#if defined(__sun)
#include <sys/filio.h> /* illumos keeps FIONREAD here, */
#include <sys/sockio.h> /* and SIOCATMARK here */
#endif
#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/sendfile.h>
#define HAS_EPOLL 1
#define HAS_SPLICE 1
#endif
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__) || defined(__DragonFly__)
#include <sys/event.h>
#define HAS_KQUEUE 1
#endif
#if defined(__FreeBSD__) || defined(__DragonFly__)
#include <sys/ucred.h> /* struct xucred, for LOCAL_PEERCRED */
#endif
/* Constants that the kernel has and a libc may be too old or too small to know. */
#if defined(__linux__)
#ifndef POLLRDHUP /* dietlibc */
#define POLLRDHUP 0x2000
#endif
#ifndef IPPROTO_MPTCP /* glibc before 2.32 */
#define IPPROTO_MPTCP 262
#endif
#ifndef AF_VSOCK /* dietlibc */
#define AF_VSOCK 40
#endif
#ifndef TCP_USER_TIMEOUT /* dietlibc */
#define TCP_USER_TIMEOUT 18
#endif
#if !defined(SO_PASSRIGHTS) && !defined(__sparc__) && !defined(__hppa__) /* the kernel has it from 6.16 */
#define SO_PASSRIGHTS 83
#endif
#if !defined(SO_PEERPIDFD) && !defined(__sparc__) && !defined(__hppa__) /* glibc before 2.39 */
#define SO_PEERPIDFD 77
#endif
#endif

#if defined(__linux__)
/* Linux's struct sockaddr_vm, which no libc and only the kernel's own headers have. macOS has another one. */
struct vsock_address {
	unsigned short family;
	unsigned short reserved;
	unsigned port;
	unsigned cid;
	unsigned char zero[4];
};
#define HAS_VSOCK 1

#ifdef SO_ATTACH_FILTER
/* Linux's struct sock_filter and sock_fprog, for the same reason. */
struct filter_instruction {
	unsigned short code;
	unsigned char if_true;
	unsigned char if_false;
	unsigned value;
};
struct filter_program {
	unsigned short length;
	struct filter_instruction *instructions;
};
#define FILTER_RETURN 0x06 /* BPF_RET | BPF_K: this many bytes of the packet pass, 0 for none */
#define HAS_SOCKET_FILTER 1
#endif
#endif

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif
#if defined(__APPLE__)
#include <sys/sysctl.h>
#endif

/* sun_len and its like exist on the BSDs, macOS, Haiku and the Hurd; the kernel fills it in from the length passed to bind(). */

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

#endif
