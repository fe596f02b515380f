import type { Family, Piece } from '../piece.ts';

const members: Record<Family, string> = {
  unix: 'struct sockaddr_un un',
  inet: 'struct sockaddr_in in',
  inet6: 'struct sockaddr_in6 in6',
  vsock: 'struct sockaddr_vm vm',
};

/** Addresses of sockets: of each sort a fresh one. */
export const addresses: readonly Piece[] = [
  {
    name: 'directory',
    needs: ['cannot'],
    headers: ['dirent.h', 'stdio.h', 'stdlib.h', 'unistd.h'],
    text: () => `static char directory[] = "/tmp/repro-XXXXXX"; /* for paths of sockets and FIFOs */

static void remove_directory(void)
{
	DIR *open_directory = opendir(directory);
	struct dirent *entry;
	char path[300];

	while (open_directory != NULL && (entry = readdir(open_directory)) != NULL) {
		snprintf(path, sizeof path, "%s/%.200s", directory, entry->d_name);
		unlink(path);
	}
	rmdir(directory);
}

static void make_directory(void)
{
	if (mkdtemp(directory) == NULL)
		cannot("mkdtemp");
	atexit(remove_directory);
}`,
  },
  {
    name: 'address',
    headers: ['sys/socket.h'],
    text: ({ families }) => `struct address {
	union {
		struct sockaddr any;
		struct sockaddr_storage storage;
${[...families].map((family) => `		${members[family]};\n`).join('')}	} name;
	socklen_t length;
};`,
  },
  {
    name: 'unix_path',
    needs: ['address', 'directory'],
    family: 'unix',
    headers: ['sys/un.h', 'stddef.h', 'stdio.h', 'string.h'],
    text: () => `/* A path that no socket is bound to yet. */
static struct address unix_path(const char *name)
{
	struct address made;

	memset(&made, 0, sizeof made);
	made.name.un.sun_family = AF_UNIX;
	snprintf(made.name.un.sun_path, sizeof made.name.un.sun_path, "%s/%s", directory, name);
	made.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(made.name.un.sun_path) + 1);
	return made;
}`,
  },
  {
    name: 'unix_abstract',
    needs: ['address'],
    family: 'unix',
    headers: ['sys/un.h', 'stddef.h', 'stdio.h', 'string.h', 'unistd.h'],
    text: () => `/* A name in Linux's abstract namespace: it begins with a zero byte, and there is no file of it. */
static struct address unix_abstract(const char *name)
{
	struct address made;

	memset(&made, 0, sizeof made);
	made.name.un.sun_family = AF_UNIX;
	snprintf(made.name.un.sun_path + 1, sizeof made.name.un.sun_path - 1, "repro-%ld-%s", (long)getpid(), name);
	made.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(made.name.un.sun_path + 1));
	return made;
}`,
  },
  {
    name: 'unix_autobind',
    needs: ['address'],
    family: 'unix',
    headers: ['sys/un.h', 'stddef.h', 'string.h'],
    text: () => `/* The family alone: Linux chooses an abstract name. */
static struct address unix_autobind(void)
{
	struct address made;

	memset(&made, 0, sizeof made);
	made.name.un.sun_family = AF_UNIX;
	made.length = (socklen_t)offsetof(struct sockaddr_un, sun_path);
	return made;
}`,
  },
  {
    name: 'loopback4',
    needs: ['address'],
    family: 'inet',
    headers: ['netinet/in.h', 'arpa/inet.h', 'string.h'],
    text: () => `/* 127.0.0.1 and a port that the system chooses. */
static struct address loopback4(void)
{
	struct address made;

	memset(&made, 0, sizeof made);
	made.name.in.sin_family = AF_INET;
	made.name.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	made.length = sizeof made.name.in;
	return made;
}`,
  },
  {
    name: 'loopback6',
    needs: ['address'],
    family: 'inet6',
    headers: ['netinet/in.h', 'string.h'],
    text: () => `/* ::1 and a port that the system chooses. */
static struct address loopback6(void)
{
	struct address made;

	memset(&made, 0, sizeof made);
	made.name.in6.sin6_family = AF_INET6;
	made.name.in6.sin6_addr.s6_addr[15] = 1;
	made.length = sizeof made.name.in6;
	return made;
}`,
  },
  {
    name: 'vsock_local',
    needs: ['address'],
    family: 'vsock',
    headers: ['sys/socket.h', 'linux/vm_sockets.h', 'string.h'],
    text: () => `/* This machine itself over AF_VSOCK, and a port that the system chooses. */
static struct address vsock_local(void)
{
	struct address made;

	memset(&made, 0, sizeof made);
	made.name.vm.svm_family = AF_VSOCK;
	made.name.vm.svm_port = VMADDR_PORT_ANY;
	made.name.vm.svm_cid = VMADDR_CID_LOCAL;
	made.length = sizeof made.name.vm;
	return made;
}`,
  },
  {
    name: 'ask_address',
    needs: ['address'],
    headers: ['sys/socket.h'],
    text: () => `/* Which address a socket has now: the system may have chosen the port, or the name. */
static int ask_address(int fd, struct address *address)
{
	struct address now;

	now.length = sizeof now.name;
	if (getsockname(fd, &now.name.any, &now.length) < 0)
		return -1;
	*address = now;
	return 0;
}`,
  },
  {
    name: 'bind_to',
    needs: ['ask_address'],
    headers: ['sys/socket.h'],
    text: () => `/* bind(); then \`bound\` is the address that came of it. */
static int bind_to(int fd, struct address asked, struct address *bound)
{
	if (bind(fd, &asked.name.any, asked.length) < 0)
		return -1;
	return ask_address(fd, bound);
}`,
  },
  {
    name: 'listen_on',
    needs: ['ask_address'],
    headers: ['errno.h', 'sys/socket.h'],
    text: () => `/* listen(); an internet socket may have got another port by it. */
static int listen_on(int fd, int backlog, struct address *address)
{
	return listen(fd, backlog) < 0 ? -1 : ask_address(fd, address);
}`,
  },
  {
    name: 'connect_short',
    needs: ['address'],
    headers: ['errno.h', 'string.h', 'sys/socket.h'],
    text: () => `/* connect() with only the first bytes of an address of the socket's own family. */
static int connect_short(int fd, socklen_t length)
{
	struct address own, none;

	memset(&own, 0, sizeof own);
	memset(&none, 0, sizeof none);
	own.length = sizeof own.name;
	if (getsockname(fd, &own.name.any, &own.length) < 0 && errno != ENOTSOCK)
		own.name.any.sa_family = AF_UNSPEC;
	none.name.any.sa_family = own.name.any.sa_family;
	return connect(fd, &none.name.any, length);
}`,
  },
  {
    name: 'disconnect',
    headers: ['string.h', 'sys/socket.h'],
    text: () => `/* connect() to an address of no family, which dissolves an association where that is possible. */
static int disconnect(int fd)
{
	struct sockaddr nowhere;

	memset(&nowhere, 0, sizeof nowhere);
	nowhere.sa_family = AF_UNSPEC;
	return connect(fd, &nowhere, sizeof nowhere);
}`,
  },
  {
    name: 'address_class',
    needs: ['address', 'returned'],
    family: 'unix',
    headers: ['sys/un.h', 'stddef.h', 'stdio.h', 'string.h', 'sys/socket.h'],
    text: () => `/* The class of the address that getsockname() or getpeername() returns. */
static const char *address_class(int fd, int of_peer)
{
	struct address found;
	const char *class;

	memset(&found, 0, sizeof found);
	found.length = sizeof found.name;
	if ((of_peer ? getpeername(fd, &found.name.any, &found.length) : getsockname(fd, &found.name.any, &found.length)) < 0)
		return returned(-1);
	if (found.length == 0)
		class = "nothing";
	else if (found.name.any.sa_family == AF_INET)
		class = "inet";
	else if (found.name.any.sa_family == AF_INET6)
		class = "inet6";
	else if (found.name.any.sa_family != AF_UNIX)
		class = "another family";
	else if (found.length <= (socklen_t)offsetof(struct sockaddr_un, sun_path))
		class = "unnamed";
	else if (found.name.un.sun_path[0] != '\\0')
		class = "path";
	else
#ifdef __linux__
		class = "abstract";
#else
		class = "unnamed"; /* the BSDs return an empty path */
#endif
	snprintf(text, sizeof text, "=%s", class);
	return text;
}`,
  },
];
