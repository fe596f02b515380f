import type { Piece } from '../piece.ts';

/** Calls that move bytes by ways that take more than a line. */
export const transfers: readonly Piece[] = [
  {
    name: 'pattern',
    text: () => `/* abc...zabc... as often as it fits. */
static const char *pattern(void)
{
	static char bytes[1 << 20];
	int i;

	for (i = 0; bytes[0] == '\\0' || i < (int)sizeof bytes; i++)
		bytes[i] = (char)('a' + i % 26);
	return bytes;
}`,
  },
  {
    name: 'set_nonblocking',
    headers: ['fcntl.h'],
    text: () => `static int set_nonblocking(int fd, int on)
{
	int flags = fcntl(fd, F_GETFL);

	return fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}`,
  },
  {
    name: 'vectors',
    headers: ['sys/uio.h'],
    text: () => `/* Cuts bytes into pieces of these sizes. */
static void cut(struct iovec *pieces, const char *bytes, const int *sizes, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		pieces[i].iov_base = (void *)bytes;
		pieces[i].iov_len = (size_t)sizes[i];
		bytes += sizes[i];
	}
}`,
  },
  {
    name: 'read_vector',
    needs: ['vectors'],
    headers: ['sys/uio.h'],
    text: () => `static long read_vector(int fd, char *bytes, const int *sizes, int count)
{
	struct iovec pieces[16];

	cut(pieces, bytes, sizes, count);
	return (long)readv(fd, pieces, count);
}`,
  },
  {
    name: 'write_vector',
    needs: ['vectors', 'pattern'],
    headers: ['sys/uio.h'],
    text: () => `static long write_vector(int fd, const int *sizes, int count)
{
	struct iovec pieces[16];

	cut(pieces, pattern(), sizes, count);
	return (long)writev(fd, pieces, count);
}`,
  },
  {
    name: 'send_file',
    needs: ['pattern', 'cannot'],
    headers: ['stdio.h', 'sys/types.h', 'sys/socket.h'],
    text: () => `#ifdef __linux__
#include <sys/sendfile.h>
#endif

/* sendfile() of so many bytes of a file. */
static long send_file(int to, size_t size)
{
	FILE *file = tmpfile();
	long sent;

	if (file == NULL || fwrite(pattern(), 1, size, file) != size || fflush(file) != 0)
		cannot("tmpfile");
	rewind(file);
#if defined(__linux__)
	sent = (long)sendfile(to, fileno(file), NULL, size);
#elif defined(__APPLE__)
	off_t length = (off_t)size;

	sent = sendfile(fileno(file), to, 0, &length, NULL, 0) < 0 && length == 0 ? -1 : (long)length;
#elif defined(__FreeBSD__) || defined(__DragonFly__)
	off_t length = 0;

	sent = sendfile(fileno(file), to, 0, size, NULL, &length, 0) < 0 && length == 0 ? -1 : (long)length;
#else
#error "There is no sendfile() here."
#endif
	return sent; /* the file stays open: closing it could change errno */
}`,
  },
  {
    name: 'splice_in',
    needs: ['cannot'],
    headers: ['fcntl.h', 'unistd.h'],
    text: () => `/* splice() from the descriptor into a pipe. */
static long splice_in(int fd, size_t size)
{
	int ends[2];

	if (pipe(ends) < 0)
		cannot("pipe");
	return (long)splice(fd, NULL, ends[1], NULL, size, 0);
}`,
  },
  {
    name: 'splice_out',
    needs: ['pattern', 'cannot'],
    headers: ['fcntl.h', 'unistd.h'],
    text: () => `/* splice() from a pipe, which has so many bytes in it, into the descriptor. */
static long splice_out(int fd, size_t size)
{
	int ends[2];

	if (pipe(ends) < 0 || write(ends[1], pattern(), size) != (long)size)
		cannot("pipe");
	return (long)splice(ends[0], NULL, fd, NULL, size, 0);
}`,
  },
  {
    name: 'fill',
    needs: ['set_nonblocking', 'pattern', 'sleep_ms', 'returned', 'set_alarm'],
    headers: ['errno.h', 'fcntl.h', 'limits.h', 'string.h', 'sys/socket.h', 'unistd.h'],
    text: () => `static int is_full(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS; /* ENOBUFS: the BSDs, of datagrams */
}

/* Writes until one is refused, at most \`most\` times: how many were taken. The last error is in errno, or 0. */
static long write_until_refused(int fd, size_t size, long most)
{
	long taken = 0, n = 1;

	while (taken < most && (n = (long)write(fd, pattern(), size)) > 0)
		taken++;
	if (n > 0)
		errno = 0;
	return taken;
}

/*
 * Writes without waiting until nothing more fits, at last byte by byte. TCP moves bytes on and probes a closed window, so that only
 * what stays full for a while is full. Where datagrams that find no room are dropped, 4096 of them are more than any queue takes.
 */
static const char *fill(int fd, size_t size)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof name, type_length = sizeof(int);
	int flags = fcntl(fd, F_GETFL), type = SOCK_STREAM, error, is_internet, datagrams, quiet_ms = 0, full_ms = 0;
	long left, taken;

	memset(&name, 0, sizeof name);
	is_internet = getsockname(fd, (struct sockaddr *)&name, &length) == 0 && name.ss_family != AF_UNIX;
	datagrams = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length) == 0 && type == SOCK_DGRAM;
	left = datagrams ? 4096 : LONG_MAX;
	if (is_internet)
		quiet_ms = datagrams ? 50 : 550;
	set_nonblocking(fd, 1);
	set_alarm(30000);
	do {
		taken = write_until_refused(fd, size, left);
		if (datagrams)
			left -= taken;
		else if (size > 1 && is_full(errno))
			taken += write_until_refused(fd, 1, left);
		error = errno;
		full_ms = taken > 0 ? 0 : full_ms + 10;
		sleep_ms(10);
	} while (is_full(error) && full_ms <= quiet_ms);
	fcntl(fd, F_SETFL, flags);
	errno = error;
	if (error != 0 && !is_full(error))
		return returned(-1);
	snprintf(text, sizeof text, "done");
	return along();
}`,
  },
  {
    name: 'drain',
    needs: ['received', 'set_nonblocking'],
    headers: ['errno.h', 'fcntl.h', 'unistd.h'],
    text: () => `/* Reads without waiting until there is nothing more: the outcome is how that showed. */
static const char *drain(int fd)
{
	static char bytes[65536];
	int flags = fcntl(fd, F_GETFL), error;
	long n;

	set_nonblocking(fd, 1);
	while ((n = (long)read(fd, bytes, sizeof bytes)) > 0)
		;
	error = errno;
	fcntl(fd, F_SETFL, flags);
	errno = error;
	return received(n);
}`,
  },
];
