import type { Piece } from '../piece.ts';

const get = (
  name: string,
  says: string,
  type: string,
  print: string,
  needs: readonly string[] = [],
  headers: readonly string[] = [],
): Piece => ({
  name,
  needs: ['returned', ...needs],
  headers: ['stdio.h', 'string.h', 'sys/socket.h', ...headers],
  text: () => `/* ${says} */
static const char *${name}(int fd, int level, int option)
{
	${type} value;
	socklen_t length = sizeof value;

	memset(&value, 0, sizeof value);
	if (getsockopt(fd, level, option, &value, &length) < 0)
		return returned(-1);
	${print}
	return text;
}`,
});

/** Options of sockets and requests to descriptors. */
export const options: readonly Piece[] = [
  {
    name: 'set_number',
    headers: ['sys/socket.h'],
    text: () => `static int set_number(int fd, int level, int option, int number)
{
	return setsockopt(fd, level, option, &number, sizeof number);
}`,
  },
  {
    name: 'set_linger',
    headers: ['sys/socket.h'],
    text: () => `/* With SO_LINGER on, close() waits so long for data to go out; with 0 seconds it resets a TCP connection. */
static int set_linger(int fd, int on, int seconds)
{
	struct linger linger;

	linger.l_onoff = on;
	linger.l_linger = seconds;
	return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}`,
  },
  {
    name: 'set_timeout',
    headers: ['sys/socket.h', 'sys/time.h'],
    text: () => `static int set_timeout(int fd, int option, long ms)
{
	struct timeval time;

	time.tv_sec = ms / 1000;
	time.tv_usec = ms % 1000 * 1000;
	return setsockopt(fd, SOL_SOCKET, option, &time, sizeof time);
}`,
  },
  {
    name: 'drop_incoming',
    headers: ['linux/filter.h', 'sys/socket.h'],
    text: () => `/* From now on every packet to this socket is lost, by a filter of its own. */
static int drop_incoming(int fd)
{
	struct sock_filter drop = { BPF_RET | BPF_K, 0, 0, 0 };
	struct sock_fprog filter = { 1, &drop };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}`,
  },
  get(
    'option_error',
    'SO_ERROR, which is cleared by asking.',
    'int',
    'snprintf(text, sizeof text, "=%s", value == 0 ? "0" : errno_name(value));',
  ),
  get(
    'option_type',
    'SO_TYPE.',
    'int',
    'snprintf(text, sizeof text, "=%s", value == SOCK_STREAM ? "SOCK_STREAM" : value == SOCK_DGRAM ? "SOCK_DGRAM" : value == SOCK_SEQPACKET ? "SOCK_SEQPACKET" : "other");',
  ),
  get(
    'option_linger',
    'SO_LINGER: whether it is on, and its seconds.',
    'struct linger',
    'snprintf(text, sizeof text, "=%d,%d", value.l_onoff != 0, value.l_linger);',
  ),
  get(
    'option_time',
    'A timeout in milliseconds.',
    'struct timeval',
    'snprintf(text, sizeof text, "=%ld", (long)value.tv_sec * 1000 + (long)value.tv_usec / 1000);',
    [],
    ['sys/time.h'],
  ),
  get('option_flag', 'An option that is on or off.', 'int', 'snprintf(text, sizeof text, "=%d", value != 0);'),
  get('option_number', 'An option that is a number.', 'int', 'snprintf(text, sizeof text, "=%d", value);'),
  get(
    'option_tcp_state',
    'The state of a TCP connection: the first byte of struct tcp_info.',
    'struct tcp_info',
    `{
		static const char *const names[] = { "0", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE",
			"CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING" };

		snprintf(text, sizeof text, "=%s", value.tcpi_state < 12 ? names[value.tcpi_state] : "unknown");
	}`,
    [],
    ['netinet/tcp.h'],
  ),
  get(
    'option_descriptor',
    'An option that is a new descriptor.',
    'int',
    'close(value);\n\tsnprintf(text, sizeof text, "done");',
    [],
    ['unistd.h'],
  ),
  {
    name: 'ask_number',
    needs: ['returned'],
    headers: ['stdio.h', 'sys/ioctl.h'],
    text: () => `/* ioctl() that asks for a number. */
static const char *ask_number(int fd, unsigned long request)
{
	int value = 0;

	if (ioctl(fd, request, &value) < 0)
		return returned(-1);
	snprintf(text, sizeof text, "=%d", value);
	return text;
}`,
  },
  {
    name: 'set_async',
    headers: ['fcntl.h', 'unistd.h'],
    text: () => `/* SIGIO comes to this process when something happens to the descriptor, or no more. */
static int set_async(int fd, int on)
{
	int flags = fcntl(fd, F_GETFL);

	if (fcntl(fd, F_SETOWN, getpid()) < 0)
		return -1;
	return fcntl(fd, F_SETFL, on ? flags | O_ASYNC : flags & ~O_ASYNC);
}`,
  },
];
