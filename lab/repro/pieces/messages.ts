import type { Piece } from '../piece.ts';

/** sendmsg(), recvmsg() and what comes with messages. */
export const messages: readonly Piece[] = [
  {
    name: 'send_message',
    headers: ['string.h', 'sys/socket.h', 'sys/uio.h'],
    text: () => `/* sendmsg() of one buffer. */
static long send_message(int fd, const void *bytes, size_t size, int flags)
{
	struct msghdr message;
	struct iovec data;

	memset(&message, 0, sizeof message);
	data.iov_base = (void *)bytes;
	data.iov_len = size;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	return (long)sendmsg(fd, &message, flags);
}`,
  },
  {
    name: 'send_with_control',
    headers: ['string.h', 'sys/socket.h', 'sys/uio.h'],
    text: () => `/* sendmsg() with a control message of this type. */
static long send_with_control(int fd, const void *bytes, size_t size, int type, const void *control, size_t length)
{
	static union {
		struct cmsghdr header;
		char space[2048];
	} room;
	struct msghdr message;
	struct iovec data;

	memset(&message, 0, sizeof message);
	memset(&room, 0, sizeof room);
	data.iov_base = (void *)bytes;
	data.iov_len = size;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = room.space;
	message.msg_controllen = CMSG_SPACE(length);
	room.header.cmsg_level = SOL_SOCKET;
	room.header.cmsg_type = type;
	room.header.cmsg_len = CMSG_LEN(length);
	memcpy(CMSG_DATA(&room.header), control, length);
	return (long)sendmsg(fd, &message, 0);
}`,
  },
  {
    name: 'send_descriptors',
    needs: ['send_with_control'],
    text: () => `/* Sends a descriptor along, as often as \`count\` says (SCM_RIGHTS). */
static long send_descriptors(int fd, const void *bytes, size_t size, int passed, int count)
{
	int all[300], i;

	for (i = 0; i < count; i++)
		all[i] = passed;
	return send_with_control(fd, bytes, size, SCM_RIGHTS, all, (size_t)count * sizeof passed);
}`,
  },
  {
    name: 'send_credentials',
    needs: ['send_with_control'],
    headers: ['unistd.h'],
    text: () => `/* Says along with the data who sends it (SCM_CREDENTIALS). */
static long send_credentials(int fd, const void *bytes, size_t size)
{
	struct ucred own;

	own.pid = getpid();
	own.uid = getuid();
	own.gid = getgid();
	return send_with_control(fd, bytes, size, SCM_CREDENTIALS, &own, sizeof own);
}`,
  },
  {
    name: 'receive_message',
    needs: ['received', 'along'],
    headers: ['string.h', 'stdio.h', 'sys/socket.h', 'sys/uio.h', 'unistd.h'],
    text: (traits) => `static const struct {
	int flag;
	const char *name;
} message_flags[] = {
	{ MSG_CTRUNC, "MSG_CTRUNC" },
	{ MSG_EOR, "MSG_EOR" },
#ifdef MSG_ERRQUEUE
	{ MSG_ERRQUEUE, "MSG_ERRQUEUE" },
#endif
	{ MSG_OOB, "MSG_OOB" },
	{ MSG_TRUNC, "MSG_TRUNC" },
};

/*
 * recvmsg() with so much room for control messages. The outcome has the flags that came, and how many descriptors did: they go to
 * \`kept\` as far as there are places, and are closed otherwise.
 */
static const char *receive_message(int fd, char *bytes, size_t size, size_t control, int flags, int **kept, int places)
{
	${traits.threads ? '' : 'static '}union {
		struct cmsghdr header;
		char space[8192];
	} room;
	struct msghdr message;
	struct cmsghdr *header;
	struct iovec data;
	size_t i;
	long n;
	int descriptors = 0;

	memset(&message, 0, sizeof message);
	data.iov_base = bytes;
	data.iov_len = size;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = control > 0 ? room.space : NULL;
	message.msg_controllen = control;
	n = (long)recvmsg(fd, &message, flags);
	(void)(size > 0 ? received(n) : returned(n));
	if (n < 0 || time_is_up)
		return text;
	for (i = 0; i < sizeof message_flags / sizeof message_flags[0]; i++)
		if (message.msg_flags & message_flags[i].flag)
			strcat(strcat(text, "+"), message_flags[i].name);
	for (header = control > 0 ? CMSG_FIRSTHDR(&message) : NULL; header != NULL; header = CMSG_NXTHDR(&message, header)) {
		const unsigned char *at = CMSG_DATA(header), *end = (const unsigned char *)header + header->cmsg_len;
		int passed;

		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		for (; at + sizeof passed <= end; at += sizeof passed) {
			memcpy(&passed, at, sizeof passed);
			if (descriptors < places)
				*kept[descriptors] = passed;
			else
				close(passed);
			descriptors++;
		}
	}
	if (descriptors > 0)
		sprintf(text + strlen(text), "+%dfd", descriptors);
	return text;
}`,
  },
  {
    name: 'send_messages',
    headers: ['string.h', 'sys/socket.h', 'sys/uio.h'],
    text: () => `/* sendmmsg() of several messages that are the same. */
static long send_messages(int fd, const void *bytes, size_t size, unsigned count, int flags)
{
	struct mmsghdr messages[8];
	struct iovec data;
	unsigned i;

	memset(messages, 0, sizeof messages);
	data.iov_base = (void *)bytes;
	data.iov_len = size;
	for (i = 0; i < count; i++) {
		messages[i].msg_hdr.msg_iov = &data;
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	return sendmmsg(fd, messages, count, flags);
}`,
  },
  {
    name: 'receive_messages',
    headers: ['string.h', 'sys/socket.h', 'sys/uio.h'],
    text: () => `/* recvmmsg() of several messages, without a timeout. */
static long receive_messages(int fd, size_t size, unsigned count, int flags)
{
	static char bytes[8][4096];
	struct mmsghdr messages[8];
	struct iovec data[8];
	unsigned i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < count; i++) {
		data[i].iov_base = bytes[i];
		data[i].iov_len = size < sizeof bytes[i] ? size : sizeof bytes[i];
		messages[i].msg_hdr.msg_iov = &data[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	return recvmmsg(fd, messages, count, flags, NULL);
}`,
  },
];
