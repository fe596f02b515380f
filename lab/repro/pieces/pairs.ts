import type { Piece } from '../piece.ts';

/** Ways to make two connected ends. */
export const pairs: readonly Piece[] = [
  {
    name: 'connect_by_socketpair',
    needs: ['cannot'],
    headers: ['sys/socket.h'],
    text: () => `/* Two ends by socketpair(). */
static void connect_by_socketpair(int type, int *one, int *other)
{
	int ends[2];

	if (socketpair(AF_UNIX, type, 0, ends) < 0)
		cannot("socketpair");
	*one = ends[0];
	*other = ends[1];
}`,
  },
  {
    name: 'connect_by_listener',
    needs: ['bind_to', 'cannot'],
    headers: ['sys/socket.h', 'unistd.h'],
    text: () => `/* Two ends by a listener, which is closed again: the first called connect(), the second is what accept() returned. */
static void connect_by_listener(int type, int protocol, struct address where, int *one, int *other)
{
	int listener = socket(where.name.any.sa_family, type, protocol);

	if (listener < 0)
		cannot("socket");
	if (bind_to(listener, where, &where) < 0)
		cannot("bind");
	if (listen(listener, 1) < 0)
		cannot("listen");
	if ((*one = socket(where.name.any.sa_family, type, protocol)) < 0)
		cannot("socket");
	if (connect(*one, &where.name.any, where.length) < 0)
		cannot("connect");
	if ((*other = accept(listener, NULL, NULL)) < 0)
		cannot("accept");
	close(listener);
}`,
  },
  {
    name: 'connect_datagrams',
    needs: ['bind_to', 'cannot'],
    headers: ['sys/socket.h'],
    text: () => `/* Two datagram sockets, both bound: the first is connected to the second, and if \`both\`, the second to the first. */
static void connect_datagrams(struct address first, struct address second, int both, int *one, int *other)
{
	if ((*one = socket(first.name.any.sa_family, SOCK_DGRAM, 0)) < 0 || (*other = socket(second.name.any.sa_family, SOCK_DGRAM, 0)) < 0)
		cannot("socket");
	if (bind_to(*one, first, &first) < 0 || bind_to(*other, second, &second) < 0)
		cannot("bind");
	if (connect(*one, &second.name.any, second.length) < 0)
		cannot("connect");
	if (both && connect(*other, &first.name.any, first.length) < 0)
		cannot("connect");
}`,
  },
  {
    name: 'connect_pipe',
    needs: ['cannot'],
    headers: ['unistd.h'],
    text: () => `/* The end of a pipe for writing, and the one for reading. */
static void connect_pipe(int *writing, int *reading)
{
	int ends[2];

	if (pipe(ends) < 0)
		cannot("pipe");
	*writing = ends[1];
	*reading = ends[0];
}`,
  },
  {
    name: 'connect_fifo',
    needs: ['directory', 'cannot'],
    headers: ['fcntl.h', 'stdio.h', 'sys/stat.h', 'unistd.h'],
    text: () => `/* The end of a FIFO for writing, and the one for reading. Opening waits for the other end, unless it is opened with O_NONBLOCK. */
static void connect_fifo(const char *name, char file[100], int *writing, int *reading)
{
	snprintf(file, 100, "%s/%s", directory, name);
	if (mkfifo(file, 0600) < 0)
		cannot("mkfifo");
	if ((*reading = open(file, O_RDONLY | O_NONBLOCK)) < 0 || (*writing = open(file, O_WRONLY)) < 0)
		cannot("open");
	if (fcntl(*reading, F_SETFL, 0) < 0)
		cannot("fcntl");
}`,
  },
  {
    name: 'connect_pty',
    needs: ['cannot'],
    headers: ['fcntl.h', 'stdio.h', 'stdlib.h', 'termios.h'],
    text: () => `/* The master and the slave of a pseudo-terminal in raw mode. */
static void connect_pty(char file[100], int *master, int *slave)
{
	struct termios raw;

	if ((*master = posix_openpt(O_RDWR | O_NOCTTY)) < 0 || grantpt(*master) < 0 || unlockpt(*master) < 0)
		cannot("posix_openpt");
	snprintf(file, 100, "%s", ptsname(*master));
	if ((*slave = open(file, O_RDWR | O_NOCTTY)) < 0)
		cannot("open");
	if (tcgetattr(*slave, &raw) < 0)
		cannot("tcgetattr");
	raw.c_iflag = 0;
	raw.c_oflag = 0;
	raw.c_lflag = 0;
	raw.c_cflag = CS8 | CREAD;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(*slave, TCSANOW, &raw) < 0)
		cannot("tcsetattr");
}`,
  },
];
