/*
 * Forced errors: a filter in the subject asks the driver about every connect, read and write on a socket, and the driver lets it through or
 * answers for the kernel. So each runtime's words for an error can be had without the trouble that causes it. It works below any
 * language, since it is the system call that fails; Linux 5.5 or newer.
 */
#ifndef RUNTIMES_FORCING_H
#define RUNTIMES_FORCING_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum forced_call { FORCE_NOTHING, FORCE_CONNECT, FORCE_READ, FORCE_WRITE };

static const char *const forced_names[] = { "", "connect", "read", "write" };

/* What is forced now, and how often it was since it was last set. */
static _Atomic int forced_call, forced_errno, forced_hits;

/* The calls that are asked about, and what each is. */
static const struct { int number; enum forced_call call; } asked_about[] = {
	{ SYS_connect, FORCE_CONNECT },
	{ SYS_read, FORCE_READ }, { SYS_readv, FORCE_READ }, { SYS_recvfrom, FORCE_READ }, { SYS_recvmsg, FORCE_READ },
	{ SYS_write, FORCE_WRITE }, { SYS_writev, FORCE_WRITE }, { SYS_sendto, FORCE_WRITE }, { SYS_sendmsg, FORCE_WRITE },
};
enum { ASKED = sizeof asked_about / sizeof *asked_about };

/* The descriptor over which the filter is handed to the driver; sending on it is not asked about. No runtime has it open. */
enum { HANDOVER = 200 };

/* A message of one byte with room for one descriptor. */
struct parcel {
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec part;
	struct msghdr message;
};

static void make_parcel(struct parcel *parcel)
{
	memset(parcel, 0, sizeof *parcel);
	parcel->part.iov_base = &parcel->byte;
	parcel->part.iov_len = 1;
	parcel->message.msg_iov = &parcel->part;
	parcel->message.msg_iovlen = 1;
	parcel->message.msg_control = parcel->control;
	parcel->message.msg_controllen = sizeof parcel->control;
}

static int send_descriptor(int over, int fd)
{
	struct parcel parcel;
	struct cmsghdr *header;

	make_parcel(&parcel);
	header = CMSG_FIRSTHDR(&parcel.message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	return sendmsg(over, &parcel.message, 0) == 1;
}

/* Returns -1 if none came. */
static int receive_descriptor(int over)
{
	struct parcel parcel;
	int fd = -1;

	make_parcel(&parcel);
	if (recvmsg(over, &parcel.message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&parcel.message) != NULL)
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&parcel.message)), sizeof fd);
	return fd;
}

/* In the subject, before it becomes its program: from now on the driver is asked. Ends it with 126 if this kernel cannot do that. */
static void install_filter(int channel)
{
	struct sock_filter code[8 + 2 * ASKED];
	struct sock_fprog program = { 0, code };
	int i, listener;

	dup2(channel, HANDOVER);
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	/* Rings would make the same calls unseen; without them, runtimes fall back to calls. */
	code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1);
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
	code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendmsg, 0, 3);
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
	/* To the last instruction, which allows it. */
	code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, HANDOVER, 2 * ASKED + 1, 0);
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (i = 0; i < ASKED; i++) {
		code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)asked_about[i].number, 0, 1);
		code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	}
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (listener < 0 || !send_descriptor(HANDOVER, listener))
		_exit(126);
	close(HANDOVER);
	close(listener);
}

static enum forced_call call_of(int number)
{
	int i;

	for (i = 0; i < ASKED; i++)
		if (asked_about[i].number == number)
			return asked_about[i].call;
	return FORCE_NOTHING;
}

static int is_socket_of(pid_t pid, int fd)
{
	char path[64];
	struct stat found;

	snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)pid, fd);
	return stat(path, &found) == 0 && S_ISSOCK(found.st_mode);
}

/* Answers all questions of one subject, until it is gone. */
static void *answer_questions(void *argument)
{
	int listener = (int)(long)argument;
	struct pollfd ready = { listener, POLLIN, 0 };

	while (poll(&ready, 1, -1) >= 0 || errno == EINTR) {
		struct seccomp_notif question;
		struct seccomp_notif_resp answer;

		if (ready.revents & (POLLHUP | POLLERR | POLLNVAL))
			break;
		memset(&question, 0, sizeof question);
		memset(&answer, 0, sizeof answer);
		/* It fails if the one that asked was killed meanwhile. */
		if (!(ready.revents & POLLIN) || ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &question) != 0)
			continue;
		answer.id = question.id;
		answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		if (forced_call != FORCE_NOTHING && (int)call_of(question.data.nr) == forced_call &&
		    is_socket_of((pid_t)question.pid, (int)question.data.args[0])) {
			answer.flags = 0;
			answer.error = -forced_errno;
			forced_hits++;
		}
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
	close(listener);
	return NULL;
}

/* Takes the filter over and answers its questions in a thread of its own. Without one, the subject ends with 126 and says so itself. */
static void supervise(int channel)
{
	int listener = receive_descriptor(channel);
	pthread_t thread;

	if (listener >= 0 && pthread_create(&thread, NULL, answer_questions, (void *)(long)listener) == 0)
		pthread_detach(thread);
}

#endif
