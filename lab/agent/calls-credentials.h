/*
 * Who a message comes from, in a control message (SCM_CREDENTIALS).
 */
#ifndef SOCKATLAS_CALLS_CREDENTIALS_H
#define SOCKATLAS_CALLS_CREDENTIALS_H

#include "calls-address.h"

#if defined(__linux__) && defined(SCM_CREDENTIALS)

/* send-credentials FD DATA: a message that says who sends it. */
static void do_send_credentials(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o);
	struct msghdr message;
	struct cmsghdr *header;
	struct iovec data;
	struct ucred own;
	ssize_t n;

	if (fd < 0)
		return;
	memset(&message, 0, sizeof message);
	memset(&me->room->control, 0, sizeof me->room->control);
	data.iov_base = step->data;
	data.iov_len = step->length;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = me->room->control.space;
	message.msg_controllen = CMSG_SPACE(sizeof own);
	own.pid = getpid();
	own.uid = getuid();
	own.gid = getgid();
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_CREDENTIALS;
	header->cmsg_len = CMSG_LEN(sizeof own);
	memcpy(CMSG_DATA(header), &own, sizeof own);
	before_call(me);
	n = sendmsg(fd, &message, 0);
	after_sending(o, (long)n, errno, step->length);
}

/* recv-credentials FD SIZE: recvmsg(), and who sent what came; the count if nobody says. */
static void do_recv_credentials(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o);
	size_t size = receive_size(step);
	struct msghdr message;
	struct cmsghdr *header;
	struct iovec data;
	struct ucred sender;
	ssize_t n;

	if (fd < 0)
		return;
	memset(&message, 0, sizeof message);
	data.iov_base = me->room->received;
	data.iov_len = size;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = me->room->control.space;
	message.msg_controllen = CONTROL_MAX;
	before_call(me);
	n = recvmsg(fd, &message, 0);
	after_receiving(o, (long)n, errno, me->room->received, size);
	if (n <= 0)
		return;
	for (header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header))
		if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_CREDENTIALS) {
			memcpy(&sender, CMSG_DATA(header), sizeof sender);
			observe_process(me, o, (long)sender.pid);
		}
}

#else

static void no_credentials(struct actor *me, const struct step *step, struct observation *o)
{
	(void)me;
	(void)step;
	observe_text(o, UNSUPPORTED, "SCM_CREDENTIALS");
}
#define do_send_credentials no_credentials
#define do_recv_credentials no_credentials

#endif

#endif
