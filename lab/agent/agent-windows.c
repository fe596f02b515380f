/*
 * The agent for Windows: reads a plan on standard input and writes observations to standard output, as PROTOCOL.md says. It is a program of its
 * own beside agent.c, because Winsock is another interface: sockets are no file descriptors, nothing forks, and no signal ends a call that waits.
 *
 *   x86_64-w64-mingw32-gcc -std=c99 -O2 -Wall -Wextra -o agent.exe agent-windows.c -lws2_32 -lwinmm
 *   cl /W4 /O2 agent-windows.c ws2_32.lib winmm.lib advapi32.lib
 *
 * What is different from agent.c, and why:
 * - A call that can wait is made in a thread. When its deadline has passed it is `blocks`, and is called back by CancelIoEx(), which ends every
 *   call that waits on the same socket.
 * - A process of the plan is another copy of this program: its sockets come by WSADuplicateSocket(). `kill` is TerminateProcess(), and knows only
 *   SIGKILL.
 * - Errors have the name that POSIX has for the same thing (WSAECONNRESET is ECONNRESET, WSAEWOULDBLOCK is EAGAIN); where POSIX has none for it, the
 *   name that Windows gives them (WSAEDISCON). WSAESHUTDOWN is ESHUTDOWN, and not EPIPE, which is another number with another meaning.
 * - There is no SIGPIPE, no MSG_NOSIGNAL and no MSG_DONTWAIT: steps that ask for one of them are `unsupported`.
 *
 * The parts, in this order: words, errors, observations, plan, ends, calls, threads, processes, trials, cases, workers, header, main.
 */
#define WIN32_LEAN_AND_MEAN
#define _CRT_SECURE_NO_WARNINGS
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0601
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <mmsystem.h>
#include <fcntl.h>
#include <io.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROTOCOL "2"
#ifndef AGENT_SOURCE_HASH
#define AGENT_SOURCE_HASH "unknown"
#endif

/* Older headers lack AF_UNIX; its address is the same everywhere. */
struct unix_address {
	ADDRESS_FAMILY family;
	char path[108];
};

enum {
	MAX_LINE = 4096,
	MAX_WORDS = 40,
	MAX_STEPS = 64,
	MAX_ENDS = 32,
	MAX_ASYNC = 16,
	MAX_PROCESSES = 8,
	MAX_TRACES = 400,
	MAX_WORKERS = 64,
	ROOM = 1 << 20,       /* the most that one call sends or receives */
	SHOWN_BYTES = 32,
	OUTCOME_LENGTH = 96,
	SETTLE_MS = 16,       /* one tick of Windows' clock: how long nothing must change before things count as settled */
	SETTLE_LIMIT_MS = 200,
	ASYNC_START_MS = 20,
	CANCEL_MS = 2000,     /* how long a call that was called back may take to return */
	FULL_MS = 550,        /* how long a stream must stay full: longer than a probe of a closed window */
	FILL_LIMIT_MS = 30000,
	FILL_DATAGRAMS = 4096,
	WAIT_SLICE_MS = 10,
	JOBS_PER_CPU = 4,
	SLICE_MS = 50         /* poll and select without end look again after this, since nothing can call them back */
};

static double slowness = 1;

static void give_up(const char *what)
{
	fprintf(stderr, "agent: %s: error %lu\n", what, (unsigned long)GetLastError());
	fflush(stderr);
	ExitProcess(4);
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size > 0 ? size : 1);

	if (memory == NULL)
		give_up("memory");
	return memory;
}

static DWORD scaled(long ms)
{
	return (DWORD)(ms * slowness);
}

/* Milliseconds since some moment in the past, with parts. */
static double now_ms(void)
{
	static LARGE_INTEGER frequency;
	LARGE_INTEGER ticks;

	if (frequency.QuadPart == 0)
		QueryPerformanceFrequency(&frequency);
	QueryPerformanceCounter(&ticks);
	return (double)ticks.QuadPart * 1000 / (double)frequency.QuadPart;
}

/* ---- Errors ---- */

static const struct { int number; const char *name; } errors[] = {
	{ WSAEINTR, "EINTR" }, { WSAEBADF, "EBADF" }, { WSAEACCES, "EACCES" }, { WSAEFAULT, "EFAULT" }, { WSAEINVAL, "EINVAL" },
	{ WSAEMFILE, "EMFILE" }, { WSAEWOULDBLOCK, "EAGAIN" }, { WSAEINPROGRESS, "EINPROGRESS" }, { WSAEALREADY, "EALREADY" },
	{ WSAENOTSOCK, "ENOTSOCK" }, { WSAEDESTADDRREQ, "EDESTADDRREQ" }, { WSAEMSGSIZE, "EMSGSIZE" }, { WSAEPROTOTYPE, "EPROTOTYPE" },
	{ WSAENOPROTOOPT, "ENOPROTOOPT" }, { WSAEPROTONOSUPPORT, "EPROTONOSUPPORT" }, { WSAESOCKTNOSUPPORT, "ESOCKTNOSUPPORT" },
	{ WSAEOPNOTSUPP, "EOPNOTSUPP" }, { WSAEPFNOSUPPORT, "EPFNOSUPPORT" }, { WSAEAFNOSUPPORT, "EAFNOSUPPORT" },
	{ WSAEADDRINUSE, "EADDRINUSE" }, { WSAEADDRNOTAVAIL, "EADDRNOTAVAIL" }, { WSAENETDOWN, "ENETDOWN" },
	{ WSAENETUNREACH, "ENETUNREACH" }, { WSAENETRESET, "ENETRESET" }, { WSAECONNABORTED, "ECONNABORTED" },
	{ WSAECONNRESET, "ECONNRESET" }, { WSAENOBUFS, "ENOBUFS" }, { WSAEISCONN, "EISCONN" }, { WSAENOTCONN, "ENOTCONN" },
	{ WSAESHUTDOWN, "ESHUTDOWN" }, { WSAETOOMANYREFS, "ETOOMANYREFS" }, { WSAETIMEDOUT, "ETIMEDOUT" },
	{ WSAECONNREFUSED, "ECONNREFUSED" }, { WSAELOOP, "ELOOP" }, { WSAENAMETOOLONG, "ENAMETOOLONG" }, { WSAEHOSTDOWN, "EHOSTDOWN" },
	{ WSAEHOSTUNREACH, "EHOSTUNREACH" }, { WSAEPROCLIM, "EPROCLIM" }, { WSAEDISCON, "WSAEDISCON" },
	{ WSASYSNOTREADY, "WSASYSNOTREADY" }, { WSA_OPERATION_ABORTED, "WSA_OPERATION_ABORTED" }, { 0, NULL }
};

/* The name of an error, in a buffer of at least 24 bytes where it has none. */
static const char *error_name(int number, char *buffer)
{
	int i;

	for (i = 0; errors[i].name != NULL; i++)
		if (errors[i].number == number)
			return errors[i].name;
	sprintf(buffer, "errno:%d", number);
	return buffer;
}

/* Whether an error says that Windows has no such kind of socket. */
static int means_unsupported(int error)
{
	return error == WSAEAFNOSUPPORT || error == WSAEPROTONOSUPPORT || error == WSAESOCKTNOSUPPORT || error == WSAEPFNOSUPPORT
		|| error == WSAEPROTOTYPE;
}

/* ---- Observations ---- */

/* What a step gave: its outcome as PROTOCOL.md spells it, and the first bytes that came. */
struct observation {
	char outcome[OUTCOME_LENGTH];
	unsigned char bytes[SHOWN_BYTES];
	int shown;
	int ends_trial;
	int can_be_late; /* it returned or failed, so that the timer that was in force may have been why */
};

static void observe(struct observation *o, const char *format, ...)
{
	va_list arguments;

	memset(o, 0, sizeof *o);
	va_start(arguments, format);
	vsnprintf(o->outcome, sizeof o->outcome, format, arguments);
	va_end(arguments);
	o->ends_trial = strncmp(o->outcome, "unsupported", 11) == 0 || strncmp(o->outcome, "inconclusive", 12) == 0;
}

static void observe_error(struct observation *o, int error)
{
	char buffer[24];

	observe(o, "%s", error_name(error, buffer));
	o->can_be_late = 1;
}

/* 0 for a call that returned 0, the error for one that did not. */
static void observe_call(struct observation *o, int returned)
{
	if (returned == 0) {
		observe(o, "0");
		o->can_be_late = 1;
	} else {
		observe_error(o, WSAGetLastError());
	}
}

/* What a call that receives returned: EOF, a count with its first bytes, or an error. */
static void observe_received(struct observation *o, int returned, const char *bytes, int wanted)
{
	if (returned < 0) {
		observe_error(o, WSAGetLastError());
		return;
	}
	if (returned == 0 && wanted > 0)
		observe(o, "EOF");
	else
		observe(o, "%d", returned);
	o->can_be_late = 1;
	o->shown = returned < SHOWN_BYTES ? returned : SHOWN_BYTES;
	memcpy(o->bytes, bytes, (size_t)o->shown);
}

static int same_observation(const struct observation *a, const struct observation *b)
{
	return strcmp(a->outcome, b->outcome) == 0 && a->shown == b->shown && memcmp(a->bytes, b->bytes, (size_t)a->shown) == 0;
}

/* ---- Plan ---- */

struct actor;
struct step;
typedef void (*perform_function)(struct actor *me, const struct step *step, struct observation *o);

struct call {
	const char *name;
	int arguments;            /* at least */
	int waits;                /* it can wait, so it is made in a thread */
	int has_timeout;          /* its second argument is a timeout, so it is never late */
	perform_function perform;
};

struct step {
	char line[MAX_LINE];      /* as it came, to hand it to another process */
	char words[MAX_LINE];
	int process;
	int async;                /* -1 if it is awaited at once */
	long timer_ms;
	const char *call_name;
	const struct call *call;  /* NULL if it is not known */
	char *argument[MAX_WORDS];
	int arguments;
	char *data;               /* of the argument that holds bytes to send */
	int length;
};

struct settings {
	long trials;
	int settled[2];
	int pacings;
	long deadline_ms;
};

static char *pattern;

static void refuse_plan(long line, const char *why)
{
	fprintf(stderr, "agent: plan, line %ld: %s\n", line, why);
	fflush(stderr);
	ExitProcess(2);
}

/* Bytes from pairs of hexadecimal digits, or x and a count of bytes of the pattern. Returns 0 if it is neither. */
static int parse_data(struct step *step, const char *word)
{
	int i;

	if (word[0] == 'x') {
		step->length = atoi(word + 1);
		step->data = pattern;
		return step->length >= 0 && step->length <= ROOM;
	}
	if (strlen(word) % 2 != 0 || word[strspn(word, "0123456789abcdef")] != '\0')
		return 0;
	step->length = (int)strlen(word) / 2;
	step->data = allocate((size_t)step->length);
	for (i = 0; i < step->length; i++) {
		char digits[3] = { word[2 * i], word[2 * i + 1], '\0' };

		step->data[i] = (char)strtol(digits, NULL, 16);
	}
	return 1;
}

static const struct call *find_call(const char *name);

/* Where the bytes to send stand among the arguments, or -1. */
static int data_position(const char *call)
{
	static const char *const first[] = { "write", "send", "sendmsg", "send-fds", "send-credentials", "sendmmsg", NULL };
	int i;

	for (i = 0; first[i] != NULL; i++)
		if (strcmp(call, first[i]) == 0)
			return 1;
	return strcmp(call, "sendto") == 0 ? 2 : -1;
}

/* Reads a line `step PROCESS ASYNC CALL ARGUMENT...`. Returns why it is wrong, or NULL. */
static const char *parse_step(struct step *step, const char *line, long timer_ms)
{
	char *words[MAX_WORDS + 4], *word;
	int count = 0, i, at;

	memset(step, 0, sizeof *step);
	strncpy(step->line, line, sizeof step->line - 1);
	strcpy(step->words, step->line);
	for (word = strtok(step->words, " \r\n"); word != NULL; word = strtok(NULL, " \r\n")) {
		if (count == MAX_WORDS + 4)
			return "too many arguments";
		words[count++] = word;
	}
	if (count < 4)
		return "a step needs a process, an async number or '-', and a call";
	step->process = atoi(words[1]);
	step->async = strcmp(words[2], "-") == 0 ? -1 : atoi(words[2]);
	if (step->process < 0 || step->process >= MAX_PROCESSES || step->async >= MAX_ASYNC)
		return "a number is too large";
	step->timer_ms = timer_ms;
	step->call_name = words[3];
	step->call = find_call(words[3]);
	step->arguments = count - 4;
	for (i = 0; i < step->arguments; i++)
		step->argument[i] = words[i + 4];
	if (step->call != NULL && step->arguments < step->call->arguments)
		return "the call lacks an argument";
	at = data_position(step->call_name);
	if (at >= 0 && at < step->arguments && !parse_data(step, step->argument[at]))
		return "these are no bytes";
	return NULL;
}

/* ---- Ends: the descriptors of the plan ---- */

struct end {
	SOCKET socket;                    /* INVALID_SOCKET if there is none */
	int family, type;
	struct sockaddr_storage address;  /* that it was bound to */
	int length;
	char missing[48];                 /* why there is none */
};

/* A call that was made in a thread. It outlives its trial where nothing can call it back. */
struct made {
	struct actor *actor;
	const struct step *step;
	struct observation observation;
	HANDLE thread;
	SOCKET socket;
	volatile LONG given_up;           /* nobody waits for it any more */
	char *received;
};

/* Who makes calls: one process of a case. */
struct actor {
	int process;
	struct end ends[MAX_ENDS];
	struct made *started[MAX_ASYNC];
	struct peer *peers[MAX_PROCESSES];
	long deadline_ms;
	int stuck;                        /* a call did not come back: this process has to end with the case */
	char *received;                   /* ROOM bytes, for calls that are not made in a thread */
};

static long end_number(const char *word)
{
	long number = atol(word);

	return number < 0 || number >= MAX_ENDS ? 0 : number;
}

/* The end of argument `index`, if it is open; else NULL, with the observation set. */
static struct end *end_of(struct actor *me, const struct step *step, int index, struct observation *o)
{
	struct end *end = &me->ends[end_number(step->argument[index])];

	if (end->socket != INVALID_SOCKET)
		return end;
	if (end->missing[0] != '\0')
		observe(o, "setup failed: %s", end->missing);
	else
		observe(o, "inconclusive: descriptor %s is not open in process %d", step->argument[index], me->process);
	return NULL;
}

/* Notes why the end of argument `index` was not made. */
static void note_missing(struct actor *me, const struct step *step, int index, const char *why)
{
	snprintf(me->ends[end_number(step->argument[index])].missing, sizeof me->ends[0].missing, "%.24s %.20s", step->call_name, why);
}

static void fill_end(struct end *end, SOCKET socket, int family, int type)
{
	memset(end, 0, sizeof *end);
	end->socket = socket;
	end->family = family;
	end->type = type;
}

/* Asks what an open internet socket is bound to now. */
static void renew_address(struct end *end)
{
	int length = sizeof end->address;

	if (end->socket != INVALID_SOCKET && end->length > 0 && (end->family == AF_INET || end->family == AF_INET6)
		&& getsockname(end->socket, (struct sockaddr *)&end->address, &length) == 0)
		end->length = length;
}

/* The address of argument `index`, or NULL with the observation set if it never had one. */
static const struct end *address_of(struct actor *me, const struct step *step, int index, struct observation *o)
{
	struct end *end = &me->ends[end_number(step->argument[index])];

	renew_address(end);
	if (end->length > 0)
		return end;
	if (end->missing[0] != '\0')
		observe(o, "setup failed: %s", end->missing);
	else
		observe(o, "inconclusive: descriptor %s has no address", step->argument[index]);
	return NULL;
}

/* An address that nobody has: port 0 of loopback, or a new path. */
static void fresh_address(struct end *end)
{
	static LONG made;

	memset(&end->address, 0, sizeof end->address);
	if (end->family == AF_INET) {
		struct sockaddr_in *a = (struct sockaddr_in *)&end->address;

		a->sin_family = AF_INET;
		a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		end->length = sizeof *a;
	} else if (end->family == AF_INET6) {
		struct sockaddr_in6 *a = (struct sockaddr_in6 *)&end->address;

		a->sin6_family = AF_INET6;
		a->sin6_addr.s6_addr[15] = 1;
		end->length = sizeof *a;
	} else {
		struct unix_address *a = (struct unix_address *)&end->address;
		char folder[MAX_PATH + 1] = "";

		a->family = AF_UNIX;
		GetTempPathA(sizeof folder, folder);
		snprintf(a->path, sizeof a->path, "%.60ssockatlas-%lu-%ld", folder, (unsigned long)GetCurrentProcessId(),
			(long)InterlockedIncrement(&made));
		end->length = sizeof *a;
	}
}

/* Binds an end to a fresh address. Returns 0, or an error's number. */
static int bind_fresh(struct end *end)
{
	int length = sizeof end->address;

	fresh_address(end);
	if (bind(end->socket, (struct sockaddr *)&end->address, end->length) != 0) {
		int error = WSAGetLastError();

		end->length = 0;
		return error;
	}
	if (end->family != AF_UNIX && getsockname(end->socket, (struct sockaddr *)&end->address, &length) == 0)
		end->length = length;
	return 0;
}

static void unlink_path(const struct end *end)
{
	if (end->family == AF_UNIX && end->length > 0)
		DeleteFileA(((const struct unix_address *)&end->address)->path);
}

/* Closes at once, and leaves nothing that could disturb what comes after. */
static void discard(struct end *end)
{
	struct linger at_once = { 1, 0 };

	if (end->socket == INVALID_SOCKET)
		return;
	setsockopt(end->socket, SOL_SOCKET, SO_LINGER, (const char *)&at_once, sizeof at_once);
	closesocket(end->socket);
	unlink_path(end);
	end->socket = INVALID_SOCKET;
}

static const struct kind { const char *name; int family, type; } kinds[] = {
	{ "tcp4", AF_INET, SOCK_STREAM }, { "tcp6", AF_INET6, SOCK_STREAM }, { "udp4", AF_INET, SOCK_DGRAM }, { "udp6", AF_INET6, SOCK_DGRAM },
	{ "unix-stream", AF_UNIX, SOCK_STREAM }, { NULL, 0, 0 }
};

static const struct link { const char *name; int family, type, one_way; } links[] = {
	{ "tcp4", AF_INET, SOCK_STREAM, 0 }, { "tcp6", AF_INET6, SOCK_STREAM, 0 }, { "udp4", AF_INET, SOCK_DGRAM, 0 },
	{ "udp6", AF_INET6, SOCK_DGRAM, 0 }, { "udp4-oneway", AF_INET, SOCK_DGRAM, 1 }, { "unix-path", AF_UNIX, SOCK_STREAM, 0 },
	{ NULL, 0, 0, 0 }
};

/* What Winsock has no kind of: they stand in the header. */
static const char *const missing_links[] = { "unix-pair", "unix-seqpacket-pair", "unix-dgram-pair", "unix-seqpacket-path", "unix-abstract",
	"unix-autobind", "unix-dgram-path", "unix-dgram-oneway", "mptcp4", "vsock", "pipe", "pty", "fifo", NULL };

/* Two connected streams: listen, connect, accept, close the listener. Returns the step that failed, with its error, or NULL. */
static const char *connect_streams(struct end *a, struct end *b, int *error)
{
	struct end listener;
	const char *failed = NULL;

	fill_end(&listener, socket(a->family, SOCK_STREAM, 0), a->family, SOCK_STREAM);
	a->socket = b->socket = INVALID_SOCKET;
	if (listener.socket == INVALID_SOCKET) {
		*error = WSAGetLastError();
		return "socket";
	}
	if ((*error = bind_fresh(&listener)) != 0) {
		failed = "bind";
	} else if (listen(listener.socket, 1) != 0) {
		*error = WSAGetLastError();
		failed = "listen";
	} else if ((a->socket = socket(a->family, SOCK_STREAM, 0)) == INVALID_SOCKET) {
		*error = WSAGetLastError();
		failed = "socket";
	} else if (connect(a->socket, (struct sockaddr *)&listener.address, listener.length) != 0) {
		*error = WSAGetLastError();
		failed = "connect";
	} else if ((b->socket = accept(listener.socket, NULL, NULL)) == INVALID_SOCKET) {
		*error = WSAGetLastError();
		failed = "accept";
	}
	closesocket(listener.socket);
	unlink_path(&listener);
	return failed;
}

/* Two datagram sockets, each connected to the other, or only the first to the second. */
static const char *connect_datagrams(struct end *a, struct end *b, int one_way, int *error)
{
	a->socket = socket(a->family, SOCK_DGRAM, 0);
	b->socket = socket(b->family, SOCK_DGRAM, 0);
	if (a->socket == INVALID_SOCKET || b->socket == INVALID_SOCKET) {
		*error = WSAGetLastError();
		return "socket";
	}
	if ((*error = bind_fresh(a)) != 0 || (*error = bind_fresh(b)) != 0)
		return "bind";
	if (connect(a->socket, (struct sockaddr *)&b->address, b->length) != 0
		|| (!one_way && connect(b->socket, (struct sockaddr *)&a->address, a->length) != 0)) {
		*error = WSAGetLastError();
		return "connect";
	}
	return NULL;
}

static const char *make_pair(const struct link *link, struct end *a, struct end *b, int *error)
{
	fill_end(a, INVALID_SOCKET, link->family, link->type);
	fill_end(b, INVALID_SOCKET, link->family, link->type);
	return link->type == SOCK_STREAM ? connect_streams(a, b, error) : connect_datagrams(a, b, link->one_way, error);
}

/* ---- Calls ---- */

static void do_connect_pair(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *a = &me->ends[end_number(step->argument[1])], *b = &me->ends[end_number(step->argument[2])];
	const struct link *link = links;
	const char *failed;
	char buffer[24];
	int error = 0;

	while (link->name != NULL && strcmp(link->name, step->argument[0]) != 0)
		link++;
	if (link->name == NULL) {
		observe(o, "unsupported: %.60s", step->argument[0]);
		return;
	}
	failed = make_pair(link, a, b, &error);
	if (failed == NULL) {
		observe(o, "done");
		return;
	}
	if (means_unsupported(error))
		observe(o, "unsupported: %.40s %s", step->argument[0], error_name(error, buffer));
	else
		observe(o, "setup failed: %s %s", failed, error_name(error, buffer));
	o->ends_trial = 1;
}

static void do_socket(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = &me->ends[end_number(step->argument[1])];
	const struct kind *kind = kinds;
	char buffer[24];
	int error;

	while (kind->name != NULL && strcmp(kind->name, step->argument[0]) != 0)
		kind++;
	if (kind->name == NULL) {
		observe(o, "unsupported: %.60s", step->argument[0]);
		return;
	}
	fill_end(end, socket(kind->family, kind->type, 0), kind->family, kind->type);
	error = WSAGetLastError();
	if (end->socket != INVALID_SOCKET)
		observe(o, "done");
	else if (means_unsupported(error))
		observe(o, "unsupported: %.40s %s", step->argument[0], error_name(error, buffer));
	else {
		observe_error(o, error);
		note_missing(me, step, 1, error_name(error, buffer));
	}
}

static void do_bind(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	char buffer[24];
	int error;

	if (end == NULL)
		return;
	if (strcmp(step->argument[1], end->family == AF_UNIX ? "path" : "loopback") != 0) {
		observe(o, "unsupported: %.40s", step->argument[1]);
		return;
	}
	error = bind_fresh(end);
	if (error == 0) {
		observe(o, "0");
	} else {
		observe_error(o, error);
		snprintf(end->missing, sizeof end->missing, "bind %.20s", error_name(error, buffer));
	}
}

static void do_bind_like(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const struct end *like;
	int returned;

	if (end == NULL || (like = address_of(me, step, 1, o)) == NULL)
		return;
	returned = bind(end->socket, (const struct sockaddr *)&like->address, like->length);
	observe_call(o, returned);
	if (returned == 0) {
		end->address = like->address;
		end->length = like->length;
	}
}

static void do_listen(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	int returned;

	if (end == NULL)
		return;
	returned = listen(end->socket, atoi(step->argument[1]));
	observe_call(o, returned);
	if (returned == 0 && end->length == 0) { /* some systems bind by themselves */
		end->length = 1;
		renew_address(end);
	}
}

static void do_connect(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const struct end *to;

	if (end == NULL || (to = address_of(me, step, 1, o)) == NULL)
		return;
	observe_call(o, connect(end->socket, (const struct sockaddr *)&to->address, to->length));
}

static void do_connect_short(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	int length = atoi(step->argument[1]);
	struct sockaddr_storage none;

	if (end == NULL)
		return;
	memset(&none, 0, sizeof none);
	none.ss_family = (ADDRESS_FAMILY)end->family;
	observe_call(o, connect(end->socket, (const struct sockaddr *)&none, length < 0 ? 0 : length > 16 ? 16 : length));
}

static void do_disconnect(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	struct sockaddr_storage none;

	if (end == NULL)
		return;
	memset(&none, 0, sizeof none);
	none.ss_family = AF_UNSPEC;
	observe_call(o, connect(end->socket, (const struct sockaddr *)&none, sizeof(struct sockaddr_in)));
}

static void do_accept(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o), *accepted = &me->ends[end_number(step->argument[1])];
	char buffer[24];
	SOCKET made;
	int error;

	if (end == NULL)
		return;
	made = accept(end->socket, NULL, NULL);
	error = WSAGetLastError();
	if (made == INVALID_SOCKET) {
		observe_error(o, error);
		note_missing(me, step, 1, error_name(error, buffer));
		return;
	}
	observe(o, "done");
	fill_end(accepted, made, end->family, end->type);
}

/* The flags from argument `first` on. Returns 0 with the observation set if Winsock lacks one. */
static int message_flags(const struct step *step, int first, DWORD *flags, struct observation *o)
{
	static const struct { const char *name; DWORD value; } known[] = {
		{ "MSG_PEEK", MSG_PEEK }, { "MSG_OOB", MSG_OOB }, { "MSG_WAITALL", MSG_WAITALL }, { "MSG_DONTROUTE", MSG_DONTROUTE }, { NULL, 0 }
	};
	int i, j;

	*flags = 0;
	for (i = first; i < step->arguments; i++) {
		for (j = 0; known[j].name != NULL && strcmp(known[j].name, step->argument[i]) != 0; j++)
			;
		if (known[j].name == NULL) {
			observe(o, "unsupported: %.40s", step->argument[i]);
			return 0;
		}
		*flags |= known[j].value;
	}
	return 1;
}

static int receive_size(const struct step *step)
{
	long size = atol(step->argument[1]);

	return size < 0 ? 0 : size > ROOM ? ROOM : (int)size;
}

/* Where a call puts what it receives: a thread's own room, so that two calls that wait do not share one. */
static char *room(struct actor *me);

/* read and recv. */
static void do_recv(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	char *bytes = room(me);
	DWORD flags;

	if (end == NULL || !message_flags(step, 2, &flags, o))
		return;
	observe_received(o, recv(end->socket, bytes, receive_size(step), (int)flags), bytes, receive_size(step));
}

/* write and send. */
static void do_send(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	DWORD flags;
	int sent;

	if (end == NULL || !message_flags(step, 2, &flags, o))
		return;
	sent = send(end->socket, step->data, step->length, (int)flags);
	if (sent < 0) {
		observe_error(o, WSAGetLastError());
	} else {
		observe(o, "%d", sent);
		o->can_be_late = 1;
	}
}

static void do_sendto(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const struct end *to;
	DWORD flags;
	int sent;

	if (end == NULL || (to = address_of(me, step, 1, o)) == NULL || !message_flags(step, 3, &flags, o))
		return;
	sent = sendto(end->socket, step->data, step->length, (int)flags, (const struct sockaddr *)&to->address, to->length);
	if (sent < 0)
		observe_error(o, WSAGetLastError());
	else
		observe(o, "%d", sent);
}

/* readv and writev are WSARecv and WSASend with several buffers. */
static void do_vector(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	int is_read = strcmp(step->call_name, "readv") == 0, i, wanted = 0, returned;
	char *bytes = is_read ? room(me) : pattern;
	DWORD count = 0, flags = 0;
	WSABUF buffers[MAX_WORDS];

	if (end == NULL)
		return;
	for (i = 1; i < step->arguments; i++) {
		int size = atoi(step->argument[i]);

		if (size < 0 || wanted + size > ROOM)
			size = 0;
		buffers[i - 1].buf = bytes + wanted;
		buffers[i - 1].len = (ULONG)size;
		wanted += size;
	}
	returned = is_read ? WSARecv(end->socket, buffers, (DWORD)(step->arguments - 1), &count, &flags, NULL, NULL)
		: WSASend(end->socket, buffers, (DWORD)(step->arguments - 1), &count, 0, NULL, NULL);
	if (returned != 0)
		observe_error(o, WSAGetLastError());
	else if (is_read)
		observe_received(o, (int)count, bytes, wanted);
	else
		observe(o, "%lu", (unsigned long)count);
}

static void do_sendmsg(struct actor *me, const struct step *step, struct observation *o)
{
	static const GUID guid = WSAID_WSASENDMSG;
	struct end *end = end_of(me, step, 0, o);
	LPFN_WSASENDMSG send_message = NULL;
	DWORD flags, count = 0;
	WSABUF buffer;
	WSAMSG message;

	if (end == NULL || !message_flags(step, 2, &flags, o))
		return;
	if (WSAIoctl(end->socket, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)&guid, sizeof guid, &send_message, sizeof send_message, &count,
			NULL, NULL) != 0) {
		observe(o, "unsupported: WSASendMsg");
		return;
	}
	buffer.buf = step->data;
	buffer.len = (ULONG)step->length;
	memset(&message, 0, sizeof message);
	message.lpBuffers = &buffer;
	message.dwBufferCount = 1;
	if (send_message(end->socket, &message, flags, &count, NULL, NULL) != 0)
		observe_error(o, WSAGetLastError());
	else
		observe(o, "%lu", (unsigned long)count);
}

static void do_recvmsg(struct actor *me, const struct step *step, struct observation *o)
{
	static const GUID guid = WSAID_WSARECVMSG;
	struct end *end = end_of(me, step, 0, o);
	LPFN_WSARECVMSG receive_message = NULL;
	char *bytes = room(me), control[1024];
	DWORD flags, count = 0;
	WSABUF buffer;
	WSAMSG message;

	if (end == NULL || !message_flags(step, 3, &flags, o))
		return;
	if (WSAIoctl(end->socket, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)&guid, sizeof guid, &receive_message, sizeof receive_message,
			&count, NULL, NULL) != 0) {
		observe(o, "unsupported: WSARecvMsg");
		return;
	}
	count = 0;
	buffer.buf = bytes;
	buffer.len = (ULONG)receive_size(step);
	memset(&message, 0, sizeof message);
	message.lpBuffers = &buffer;
	message.dwBufferCount = 1;
	message.Control.buf = control;
	message.Control.len = (ULONG)(atol(step->argument[2]) < 0 ? 0 : atol(step->argument[2]) > 1024 ? 1024 : atol(step->argument[2]));
	message.dwFlags = flags;
	if (receive_message(end->socket, &message, &count, NULL, NULL) != 0) {
		observe_error(o, WSAGetLastError());
		return;
	}
	observe_received(o, (int)count, bytes, receive_size(step));
	if (message.dwFlags & MSG_TRUNC)
		strcat(o->outcome, "+MSG_TRUNC");
	if (message.dwFlags & MSG_CTRUNC)
		strcat(o->outcome, "+MSG_CTRUNC");
}

static void do_close(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	SOCKET closing;

	if (end == NULL)
		return;
	renew_address(end); /* others may still want to know where it was */
	closing = end->socket;
	end->socket = INVALID_SOCKET;
	observe_call(o, closesocket(closing));
}

static void do_shutdown(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const char *how = step->argument[1];

	if (end != NULL)
		observe_call(o, shutdown(end->socket, strcmp(how, "SHUT_RD") == 0 ? SD_RECEIVE : strcmp(how, "SHUT_WR") == 0 ? SD_SEND : SD_BOTH));
}

enum form { FORM_NUMBER, FORM_ERROR, FORM_TYPE, FORM_LINGER, FORM_MS };
static const struct option { const char *name; int level, value; enum form form; } options[] = {
	{ "SO_ERROR", SOL_SOCKET, SO_ERROR, FORM_ERROR }, { "SO_TYPE", SOL_SOCKET, SO_TYPE, FORM_TYPE },
	{ "SO_LINGER", SOL_SOCKET, SO_LINGER, FORM_LINGER }, { "SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO, FORM_MS },
	{ "SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO, FORM_MS }, { "SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, FORM_NUMBER },
	{ "SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, FORM_NUMBER }, { "SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, FORM_NUMBER },
	{ "SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR, FORM_NUMBER }, { "SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE, FORM_NUMBER },
	{ "SO_ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN, FORM_NUMBER }, { "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, FORM_NUMBER }, { NULL, 0, 0, FORM_NUMBER }
};

static const struct option *option_of(const struct step *step, struct observation *o)
{
	const struct option *option = options;

	while (option->name != NULL && strcmp(option->name, step->argument[1]) != 0)
		option++;
	if (option->name == NULL) {
		observe(o, "unsupported: %.40s", step->argument[1]);
		return NULL;
	}
	return option;
}

static void do_setsockopt(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const struct option *option;
	int number = atoi(step->argument[2]);

	if (end == NULL || (option = option_of(step, o)) == NULL)
		return;
	if (option->form == FORM_LINGER) {
		struct linger linger;

		linger.l_onoff = (u_short)number;
		linger.l_linger = (u_short)(step->arguments > 3 ? atoi(step->argument[3]) : 0);
		observe_call(o, setsockopt(end->socket, option->level, option->value, (const char *)&linger, sizeof linger));
	} else {
		observe_call(o, setsockopt(end->socket, option->level, option->value, (const char *)&number, sizeof number));
	}
}

static void do_getsockopt(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const struct option *option;
	union { int number; struct linger linger; } value;
	int length = sizeof value.number;
	char buffer[24];

	if (end == NULL || (option = option_of(step, o)) == NULL)
		return;
	memset(&value, 0, sizeof value);
	if (option->form == FORM_LINGER)
		length = sizeof value.linger;
	if (getsockopt(end->socket, option->level, option->value, (char *)&value, &length) != 0)
		observe_error(o, WSAGetLastError());
	else if (option->form == FORM_LINGER)
		observe(o, "=%d,%d", value.linger.l_onoff != 0, value.linger.l_linger);
	else if (option->form == FORM_ERROR && value.number != 0)
		observe(o, "=%s", error_name(value.number, buffer));
	else if (option->form == FORM_TYPE)
		observe(o, "=%s", value.number == SOCK_STREAM ? "SOCK_STREAM" : value.number == SOCK_DGRAM ? "SOCK_DGRAM" : "other");
	else
		observe(o, "=%d", value.number);
}

static void do_set_nonblocking(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	u_long on = (u_long)atoi(step->argument[1]);

	if (end != NULL)
		observe_call(o, ioctlsocket(end->socket, FIONBIO, &on));
}

static void do_ioctl(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	const char *request = step->argument[1];
	u_long value = 0;

	if (end == NULL)
		return;
	if (strcmp(request, "FIONREAD") != 0 && strcmp(request, "SIOCATMARK") != 0)
		observe(o, "unsupported: %.40s", request);
	else if (ioctlsocket(end->socket, strcmp(request, "FIONREAD") == 0 ? FIONREAD : (long)SIOCATMARK, &value) != 0)
		observe_error(o, WSAGetLastError());
	else
		observe(o, "=%lu", value);
}

/* getpeername and getsockname: the class of the address. */
static void do_get_name(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	struct sockaddr_storage address;
	int length = sizeof address, returned;

	if (end == NULL)
		return;
	memset(&address, 0, sizeof address);
	returned = strcmp(step->call_name, "getpeername") == 0 ? getpeername(end->socket, (struct sockaddr *)&address, &length)
		: getsockname(end->socket, (struct sockaddr *)&address, &length);
	if (returned != 0)
		observe_error(o, WSAGetLastError());
	else if (length == 0)
		observe(o, "=nothing");
	else if (address.ss_family == AF_INET || address.ss_family == AF_INET6)
		observe(o, "=%s", address.ss_family == AF_INET ? "inet" : "inet6");
	else if (address.ss_family != AF_UNIX)
		observe(o, "=another family");
	else
		observe(o, "=%s", ((struct unix_address *)&address)->path[0] != '\0' ? "path" : "unnamed");
}

static void do_unlink(struct actor *me, const struct step *step, struct observation *o)
{
	const struct end *end = address_of(me, step, 0, o);

	if (end == NULL)
		return;
	if (DeleteFileA(((const struct unix_address *)&end->address)->path))
		observe(o, "0");
	else
		observe(o, "%s", GetLastError() == ERROR_FILE_NOT_FOUND ? "ENOENT" : GetLastError() == ERROR_ACCESS_DENIED ? "EACCES" : "EINVAL");
}

/* Whether the call that this thread makes is not waited for any more. */
static int is_given_up(void);

/*
 * poll FD TIMEOUT EVENT... The bits of Winsock's POLLIN are RDNORM and RDBAND, and those of POLLOUT are WRNORM: what is asked for is what is named.
 */
static void do_poll(struct actor *me, const struct step *step, struct observation *o)
{
	static const struct { const char *name; SHORT asked, seen; } events[] = {
		{ "IN", POLLIN, POLLRDNORM }, { "PRI", POLLPRI, POLLPRI }, { "OUT", POLLOUT, POLLWRNORM }, { "ERR", 0, POLLERR }, { "HUP", 0, POLLHUP },
		{ "NVAL", 0, POLLNVAL }, { "RDNORM", POLLRDNORM, POLLRDNORM }, { "RDBAND", POLLRDBAND, POLLRDBAND }, { "WRNORM", POLLWRNORM, POLLWRNORM }
	};
	enum { EVENTS = sizeof events / sizeof events[0] };
	struct end *end = end_of(me, step, 0, o);
	int timeout = atoi(step->argument[1]), i, j, returned;
	SHORT spelled = 0;
	WSAPOLLFD asked;

	if (end == NULL)
		return;
	asked.fd = end->socket;
	asked.events = 0;
	asked.revents = 0;
	for (i = 2; i < step->arguments; i++) {
		for (j = 0; j < EVENTS && (events[j].asked == 0 || strcmp(events[j].name, step->argument[i]) != 0); j++)
			;
		if (j == EVENTS) {
			observe(o, "unsupported: POLL%.20s", step->argument[i]);
			return;
		}
		asked.events |= events[j].asked;
	}
	do
		returned = WSAPoll(&asked, 1, timeout < 0 ? SLICE_MS : timeout);
	while (returned == 0 && timeout < 0 && !is_given_up());
	if (returned < 0) {
		observe_error(o, WSAGetLastError());
		return;
	}
	observe(o, "%s", "");
	for (i = 0; i < EVENTS; i++) {
		int was_asked = events[i].asked == 0;

		for (j = 2; j < step->arguments; j++)
			was_asked |= strcmp(events[i].name, step->argument[j]) == 0;
		/* A band of data that came without its name having been asked for is told under its own. */
		if (strcmp(events[i].name, "RDBAND") == 0)
			was_asked = 1;
		if (!was_asked || !(asked.revents & events[i].seen & ~spelled))
			continue;
		if (o->outcome[0] != '\0')
			strcat(o->outcome, "|");
		strcat(o->outcome, events[i].name);
		spelled |= events[i].seen;
	}
	if (o->outcome[0] == '\0')
		observe(o, "none");
}

static void do_select(struct actor *me, const struct step *step, struct observation *o)
{
	static const char *const names[] = { "READ", "WRITE", "EXCEPT" };
	struct end *end = end_of(me, step, 0, o);
	int timeout = atoi(step->argument[1]), asked[3] = { 0, 0, 0 }, i, j, returned;
	fd_set sets[3];
	struct timeval time;

	if (end == NULL)
		return;
	for (i = 2; i < step->arguments; i++)
		for (j = 0; j < 3; j++)
			asked[j] |= strcmp(names[j], step->argument[i]) == 0;
	do {
		int slice = timeout < 0 ? SLICE_MS : timeout;

		for (j = 0; j < 3; j++) {
			FD_ZERO(&sets[j]);
			if (asked[j])
				FD_SET(end->socket, &sets[j]);
		}
		time.tv_sec = slice / 1000;
		time.tv_usec = slice % 1000 * 1000;
		returned = select(0, asked[0] ? &sets[0] : NULL, asked[1] ? &sets[1] : NULL, asked[2] ? &sets[2] : NULL, &time);
	} while (returned == 0 && timeout < 0 && !is_given_up());
	if (returned < 0) {
		observe_error(o, WSAGetLastError());
		return;
	}
	observe(o, "%s", "");
	for (j = 0; j < 3; j++)
		if (returned > 0 && asked[j] && FD_ISSET(end->socket, &sets[j])) {
			if (o->outcome[0] != '\0')
				strcat(o->outcome, "|");
			strcat(o->outcome, names[j]);
		}
	if (o->outcome[0] == '\0')
		observe(o, "none");
}

/* Writes pieces of this size until one is refused, or `most` were taken: how many were. */
static long write_until_refused(SOCKET s, int size, long most, int *error)
{
	long taken;

	*error = 0;
	for (taken = 0; taken < most; taken++)
		if (send(s, pattern, size, 0) < 0) {
			*error = WSAGetLastError();
			break;
		}
	return taken;
}

/* fill FD SIZE: see agent.c's. */
static void do_fill(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	double begun = now_ms(), full_since = -1;
	int error = 0, size = receive_size(step), is_stream;
	long left = LONG_MAX;
	u_long on = 1, off = 0;

	if (end == NULL)
		return;
	is_stream = end->type == SOCK_STREAM;
	if (!is_stream)
		left = FILL_DATAGRAMS;
	ioctlsocket(end->socket, FIONBIO, &on);
	for (;;) {
		long taken = write_until_refused(end->socket, size > 0 ? size : 1, left, &error);

		if (is_stream && error == WSAEWOULDBLOCK && size > 1)
			taken += write_until_refused(end->socket, 1, LONG_MAX, &error);
		if (!is_stream)
			left -= taken;
		if (taken > 0 || full_since < 0)
			full_since = now_ms();
		if ((error != WSAEWOULDBLOCK && error != WSAENOBUFS) || now_ms() - full_since > FULL_MS + 50 * slowness || now_ms() - begun > FILL_LIMIT_MS)
			break;
		Sleep(10);
	}
	ioctlsocket(end->socket, FIONBIO, &off);
	if (now_ms() - begun > FILL_LIMIT_MS)
		observe(o, "inconclusive: not full after %d s", FILL_LIMIT_MS / 1000);
	else if (error == 0 || error == WSAEWOULDBLOCK || error == WSAENOBUFS)
		observe(o, "done");
	else
		observe_error(o, error);
}

/* drain FD: reads without waiting until there is nothing more; how that showed. */
static void do_drain(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o);
	char *bytes = room(me);
	u_long on = 1, off = 0;
	int returned;

	if (end == NULL)
		return;
	ioctlsocket(end->socket, FIONBIO, &on);
	while ((returned = recv(end->socket, bytes, 65536, 0)) > 0)
		;
	observe_received(o, returned, bytes, 1);
	ioctlsocket(end->socket, FIONBIO, &off);
}

/* Another handle to the same socket: what dup() is elsewhere. */
static void do_dup(struct actor *me, const struct step *step, struct observation *o)
{
	struct end *end = end_of(me, step, 0, o), *copy = &me->ends[end_number(step->argument[1])];
	WSAPROTOCOL_INFOA info;
	SOCKET made;
	char buffer[24];

	if (end == NULL)
		return;
	if (WSADuplicateSocketA(end->socket, GetCurrentProcessId(), &info) != 0
		|| (made = WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED)) == INVALID_SOCKET) {
		int error = WSAGetLastError();

		observe_error(o, error);
		note_missing(me, step, 1, error_name(error, buffer));
		return;
	}
	observe(o, "done");
	fill_end(copy, made, end->family, end->type);
}

static void do_fork(struct actor *me, const struct step *step, struct observation *o);
static void do_exit(struct actor *me, const struct step *step, struct observation *o);
static void do_kill(struct actor *me, const struct step *step, struct observation *o);
static void do_await(struct actor *me, const struct step *step, struct observation *o);

static const struct call calls[] = {
	{ "accept", 2, 1, 0, do_accept }, { "await", 1, 0, 0, do_await }, { "bind", 2, 0, 0, do_bind }, { "bind-like", 2, 0, 0, do_bind_like },
	{ "close", 1, 1, 0, do_close }, { "connect", 2, 1, 0, do_connect }, { "connect-pair", 3, 0, 0, do_connect_pair },
	{ "connect-short", 2, 1, 0, do_connect_short }, { "disconnect", 1, 0, 0, do_disconnect }, { "drain", 1, 0, 0, do_drain },
	{ "dup", 2, 0, 0, do_dup }, { "exit", 0, 0, 0, do_exit }, { "fill", 2, 0, 0, do_fill }, { "fork", 1, 0, 0, do_fork },
	{ "getpeername", 1, 0, 0, do_get_name }, { "getsockname", 1, 0, 0, do_get_name }, { "getsockopt", 2, 0, 0, do_getsockopt },
	{ "ioctl", 2, 0, 0, do_ioctl }, { "kill", 2, 0, 0, do_kill }, { "listen", 2, 0, 0, do_listen }, { "poll", 2, 1, 1, do_poll },
	{ "read", 2, 1, 0, do_recv }, { "readv", 2, 1, 0, do_vector }, { "recv", 2, 1, 0, do_recv }, { "recvmsg", 3, 1, 0, do_recvmsg },
	{ "select", 2, 1, 1, do_select }, { "send", 2, 1, 0, do_send }, { "sendmsg", 2, 1, 0, do_sendmsg }, { "sendto", 3, 1, 0, do_sendto },
	{ "set-nonblocking", 2, 0, 0, do_set_nonblocking }, { "setsockopt", 3, 0, 0, do_setsockopt }, { "shutdown", 2, 0, 0, do_shutdown },
	{ "socket", 2, 0, 0, do_socket }, { "unlink", 1, 0, 0, do_unlink }, { "write", 2, 1, 0, do_send }, { "writev", 2, 1, 0, do_vector },
	{ NULL, 0, 0, 0, NULL }
};

static const struct call *find_call(const char *name)
{
	const struct call *call = calls;

	while (call->name != NULL && strcmp(call->name, name) != 0)
		call++;
	return call->name == NULL ? NULL : call;
}

/* ---- Threads: calls that can wait ---- */

static DWORD made_of_thread; /* an index of thread-local storage: the call that this thread makes */

static char *room(struct actor *me)
{
	struct made *made = TlsGetValue(made_of_thread);

	return made == NULL ? me->received : made->received;
}

static int is_given_up(void)
{
	struct made *made = TlsGetValue(made_of_thread);

	return made != NULL && made->given_up;
}

static DWORD WINAPI make_call(void *argument)
{
	struct made *made = argument;

	TlsSetValue(made_of_thread, made);
	made->step->call->perform(made->actor, made->step, &made->observation);
	return 0;
}

static struct made *begin_call(struct actor *me, const struct step *step)
{
	struct made *made = allocate(sizeof *made);

	made->actor = me;
	made->step = step;
	made->socket = step->arguments > 0 ? me->ends[end_number(step->argument[0])].socket : INVALID_SOCKET;
	made->received = allocate(ROOM);
	made->thread = CreateThread(NULL, 1 << 16, make_call, made, 0, NULL);
	if (made->thread == NULL)
		give_up("a thread");
	return made;
}

/* Calls a call back that waits. Whether it came. */
static int call_back(struct made *made)
{
	double begun = now_ms();

	made->given_up = 1;
	while (now_ms() - begun < CANCEL_MS * slowness) {
		if (made->socket != INVALID_SOCKET)
			CancelIoEx((HANDLE)made->socket, NULL);
		if (WaitForSingleObject(made->thread, 10) == WAIT_OBJECT_0)
			return 1;
	}
	return 0;
}

static void forget_call(struct made *made)
{
	CloseHandle(made->thread);
	free(made->received);
	free(made);
}

/* How long a call may take: its timer, and on top of it the deadline. */
static DWORD patience(const struct actor *me, const struct step *step)
{
	return (DWORD)step->timer_ms + scaled(me->deadline_ms);
}

/*
 * Waits for the thread of a call, at most so many milliseconds; whether it has ended. Time in which this thread was itself kept waiting for a
 * processor does not count: then the other one was, too.
 */
static int wait_for(const struct made *made, DWORD ms)
{
	double waited = 0;

	while (waited < ms) {
		double begun = now_ms(), passed;

		if (WaitForSingleObject(made->thread, WAIT_SLICE_MS) == WAIT_OBJECT_0)
			return 1;
		passed = now_ms() - begun;
		waited += passed < 2 * WAIT_SLICE_MS ? passed : 2 * WAIT_SLICE_MS;
	}
	return 0;
}

/* Makes a call that can wait, until its deadline. */
static void make_and_wait(struct actor *me, const struct step *step, struct observation *o)
{
	double begun = now_ms();
	struct made *made = begin_call(me, step);

	if (wait_for(made, patience(me, step))) {
		*o = made->observation;
		if (o->can_be_late && !step->call->has_timeout && step->timer_ms >= me->deadline_ms && now_ms() - begun >= step->timer_ms * 0.9)
			strcat(o->outcome, "+late");
		forget_call(made);
		return;
	}
	observe(o, "blocks");
	if (call_back(made)) {
		/* An accept that came in the meantime must not leave a connection that nobody knows. */
		forget_call(made);
	} else {
		me->stuck = 1;
	}
}

static void start_call(struct actor *me, const struct step *step, struct observation *o)
{
	me->started[step->async] = begin_call(me, step);
	observe(o, "started");
}

static void do_await(struct actor *me, const struct step *step, struct observation *o)
{
	int async = atoi(step->argument[0]);
	struct made *made = async >= 0 && async < MAX_ASYNC ? me->started[async] : NULL;

	if (made == NULL)
		observe(o, "inconclusive: call %.20s was not started", step->argument[0]);
	else if (wait_for(made, patience(me, step)))
		*o = made->observation;
	else
		observe(o, "blocks");
}

/* What a process has open, as one number that changes when something happens to any of it. */
static unsigned long long look_at_ends(const struct actor *me)
{
	unsigned long long seen = 14695981039346656037ull;
	int i;

	for (i = 0; i < MAX_ENDS; i++) {
		WSAPOLLFD asked;
		u_long waiting = 0;

		if (me->ends[i].socket == INVALID_SOCKET)
			continue;
		asked.fd = me->ends[i].socket;
		asked.events = POLLRDNORM | POLLRDBAND | POLLWRNORM;
		asked.revents = 0;
		if (WSAPoll(&asked, 1, 0) < 0)
			asked.revents = 0;
		ioctlsocket(me->ends[i].socket, FIONREAD, &waiting);
		seen = (seen ^ (unsigned long long)(unsigned short)asked.revents) * 1099511628211ull;
		seen = (seen ^ waiting) * 1099511628211ull;
	}
	return seen;
}

/* Waits until nothing has changed for a while. */
static void settle(const struct actor *me)
{
	double begun = now_ms(), quiet_since = begun;
	unsigned long long before = look_at_ends(me);

	while (now_ms() - quiet_since < SETTLE_MS * slowness && now_ms() - begun < SETTLE_LIMIT_MS * slowness) {
		unsigned long long after;

		Sleep(1);
		after = look_at_ends(me);
		if (after != before)
			quiet_since = now_ms();
		before = after;
	}
}

/* Makes one step in this process. */
static void perform(struct actor *me, const struct step *step, int settled, struct observation *o)
{
	if (settled)
		settle(me);
	if (step->call == NULL)
		observe(o, "unsupported: %.60s", step->call_name);
	else if (step->async >= 0)
		start_call(me, step, o);
	else if (step->call->waits)
		make_and_wait(me, step, o);
	else
		step->call->perform(me, step, o);
	if (settled && step->async >= 0)
		Sleep(scaled(ASYNC_START_MS));
}

static struct actor *new_actor(int process, long deadline_ms)
{
	struct actor *me = allocate(sizeof *me);
	int i;

	me->process = process;
	me->deadline_ms = deadline_ms;
	me->received = allocate(ROOM);
	for (i = 0; i < MAX_ENDS; i++)
		me->ends[i].socket = INVALID_SOCKET;
	return me;
}

/* ---- Processes ---- */

/* Another process of the case, as process 0 sees it. */
struct peer {
	HANDLE process, to, from; /* process is NULL when it has ended */
	char ended[24];           /* how */
};

/* What is handed to a process at its start: its number and the deadline, and each end as it is. */
struct handed {
	int slot;
	struct end end;
	WSAPROTOCOL_INFOA info;
	int has_socket;
};

static int write_all(HANDLE pipe, const void *bytes, DWORD length)
{
	DWORD written;
	const char *at = bytes;

	for (; length > 0; at += written, length -= written)
		if (!WriteFile(pipe, at, length, &written, NULL) || written == 0)
			return 0;
	return 1;
}

static int read_all(HANDLE pipe, void *bytes, DWORD length)
{
	DWORD got;
	char *at = bytes;

	for (; length > 0; at += got, length -= got)
		if (!ReadFile(pipe, at, length, &got, NULL) || got == 0)
			return 0;
	return 1;
}

/* Whether something can be read within so many milliseconds; a pipe that was closed can be read. */
static int wait_readable(HANDLE pipe, DWORD ms)
{
	double begun = now_ms();

	for (;;) {
		DWORD available = 0;

		if (!PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL) || available > 0)
			return 1;
		if (now_ms() - begun >= ms)
			return 0;
		Sleep(1);
	}
}

/* Starts this program again with its standard input and output at the other ends of pipes. */
static HANDLE start_again(const char *option, HANDLE *to, HANDLE *from, DWORD *id)
{
	SECURITY_ATTRIBUTES inherit = { sizeof inherit, NULL, TRUE };
	char path[MAX_PATH + 1], line[MAX_PATH + 64];
	HANDLE child_in, child_out;
	PROCESS_INFORMATION made;
	STARTUPINFOA start;

	if (!CreatePipe(&child_in, to, &inherit, 1 << 16) || !CreatePipe(from, &child_out, &inherit, 1 << 16))
		give_up("a pipe");
	SetHandleInformation(*to, HANDLE_FLAG_INHERIT, 0);
	SetHandleInformation(*from, HANDLE_FLAG_INHERIT, 0);
	GetModuleFileNameA(NULL, path, sizeof path);
	snprintf(line, sizeof line, "\"%s\" %s", path, option);
	memset(&start, 0, sizeof start);
	start.cb = sizeof start;
	start.dwFlags = STARTF_USESTDHANDLES;
	start.hStdInput = child_in;
	start.hStdOutput = child_out;
	start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	if (!CreateProcessA(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made))
		give_up("a process");
	CloseHandle(child_in);
	CloseHandle(child_out);
	CloseHandle(made.hThread);
	*id = made.dwProcessId;
	return made.hProcess;
}

/* fork PROCESS FD...: another copy of this program gets the ends that are named, or, where none is, copies of all. */
static void do_fork(struct actor *me, const struct step *step, struct observation *o)
{
	int number = atoi(step->argument[0]), moves = step->arguments > 1, i, j, count = 0, number_and_deadline[3];
	struct handed *handed;
	struct peer *peer;
	char option[32];
	DWORD id;

	if (number < 1 || number >= MAX_PROCESSES || me->process != 0) {
		observe(o, "inconclusive: process %d cannot be made", number);
		return;
	}
	peer = allocate(sizeof *peer);
	sprintf(option, "--process %.1f", slowness);
	peer->process = start_again(option, &peer->to, &peer->from, &id);
	handed = allocate(MAX_ENDS * sizeof *handed);
	for (i = 0; i < MAX_ENDS; i++) {
		struct end *end = &me->ends[i];
		int named = !moves;

		for (j = 1; j < step->arguments; j++)
			named |= end_number(step->argument[j]) == i;
		renew_address(end);
		handed[count].slot = i;
		handed[count].end = *end;
		handed[count].has_socket = named && end->socket != INVALID_SOCKET && WSADuplicateSocketA(end->socket, id, &handed[count].info) == 0;
		if (named && end->socket != INVALID_SOCKET && !handed[count].has_socket) {
			char buffer[24];

			snprintf(handed[count].end.missing, sizeof handed[count].end.missing, "fork %.20s", error_name(WSAGetLastError(), buffer));
		}
		count++;
	}
	number_and_deadline[0] = number;
	number_and_deadline[1] = (int)me->deadline_ms;
	number_and_deadline[2] = count;
	if (!write_all(peer->to, number_and_deadline, sizeof number_and_deadline)
		|| !write_all(peer->to, handed, (DWORD)(count * sizeof *handed)) || !read_all(peer->from, &i, sizeof i))
		give_up("a process of the plan did not start");
	free(handed);
	for (j = 1; j < step->arguments; j++) {
		struct end *end = &me->ends[end_number(step->argument[j])];

		if (end->socket != INVALID_SOCKET)
			closesocket(end->socket);
		end->socket = INVALID_SOCKET;
	}
	me->peers[number] = peer;
	observe(o, "done");
}

static void end_peer(struct peer *peer, const char *how)
{
	WaitForSingleObject(peer->process, INFINITE);
	CloseHandle(peer->process);
	CloseHandle(peer->to);
	CloseHandle(peer->from);
	peer->process = NULL;
	snprintf(peer->ended, sizeof peer->ended, "%s", how);
}

static struct peer *peer_of(struct actor *me, int number)
{
	return number > 0 && number < MAX_PROCESSES ? me->peers[number] : NULL;
}

static void do_exit(struct actor *me, const struct step *step, struct observation *o)
{
	(void)step;
	observe(o, "inconclusive: process %d cannot end itself", me->process);
}

static void do_kill(struct actor *me, const struct step *step, struct observation *o)
{
	struct peer *peer = peer_of(me, atoi(step->argument[0]));

	if (strcmp(step->argument[1], "SIGKILL") != 0) {
		observe(o, "unsupported: %.20s", step->argument[1]);
	} else if (peer == NULL || peer->process == NULL) {
		observe(o, "inconclusive: there is no process %.20s", step->argument[0]);
	} else {
		TerminateProcess(peer->process, 9);
		end_peer(peer, "killed SIGKILL");
		observe(o, "0");
	}
}

/* What is sent to another process for each step, before the step's line. */
struct order {
	int settled, ends;
	long timer_ms;
	int length;
};

/* Has another process make a step. */
static void ask(struct actor *me, const struct step *step, int settled, struct observation *o)
{
	struct peer *peer = peer_of(me, step->process);
	struct order order;

	if (peer == NULL || peer->process == NULL) {
		observe(o, "setup failed: process %s", peer == NULL ? "missing" : peer->ended);
		return;
	}
	memset(&order, 0, sizeof order);
	order.settled = settled;
	order.ends = strcmp(step->call_name, "exit") == 0;
	order.timer_ms = step->timer_ms;
	order.length = (int)strlen(step->line) + 1;
	if (!write_all(peer->to, &order, sizeof order) || !write_all(peer->to, step->line, (DWORD)order.length)) {
		observe(o, "inconclusive: process %d does not listen", step->process);
	} else if (order.ends) {
		end_peer(peer, "exited");
		observe(o, "0");
	} else if (!wait_readable(peer->from, patience(me, step) + scaled(CANCEL_MS + SETTLE_LIMIT_MS) + FILL_LIMIT_MS)
		|| !read_all(peer->from, o, sizeof *o)) {
		observe(o, "inconclusive: process %d does not answer", step->process);
	}
}

/* The life of another process of the case: gets its ends, and makes the steps that it is sent. */
static int live_as_process(void)
{
	HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
	int start[3], i;
	struct actor *me;

	if (!read_all(in, start, sizeof start))
		return 4;
	me = new_actor(start[0], start[1]);
	for (i = 0; i < start[2]; i++) {
		struct handed handed;

		if (!read_all(in, &handed, sizeof handed))
			return 4;
		me->ends[handed.slot] = handed.end;
		me->ends[handed.slot].socket = handed.has_socket
			? WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &handed.info, 0, WSA_FLAG_OVERLAPPED) : INVALID_SOCKET;
	}
	if (!write_all(out, &start[0], sizeof start[0]))
		return 4;
	for (;;) {
		struct observation o;
		struct order order;
		struct step *step = allocate(sizeof *step);
		char line[MAX_LINE];

		if (!read_all(in, &order, sizeof order) || order.length < 1 || order.length > MAX_LINE || !read_all(in, line, (DWORD)order.length))
			return 0;
		if (order.ends)
			return 0;
		if (parse_step(step, line, order.timer_ms) != NULL)
			return 4;
		perform(me, step, order.settled, &o);
		if (!write_all(out, &o, sizeof o))
			return 0;
	}
}

/* ---- Trials ---- */

static void end_trial(struct actor *me)
{
	int i;

	for (i = 0; i < MAX_ASYNC; i++)
		if (me->started[i] != NULL) {
			if (WaitForSingleObject(me->started[i]->thread, 0) == WAIT_OBJECT_0 || call_back(me->started[i]))
				forget_call(me->started[i]);
			else
				me->stuck = 1;
		}
	for (i = 0; i < MAX_PROCESSES; i++)
		if (me->peers[i] != NULL) {
			if (me->peers[i]->process != NULL) {
				TerminateProcess(me->peers[i]->process, 9);
				end_peer(me->peers[i], "ended");
			}
			free(me->peers[i]);
		}
	for (i = 0; i < MAX_ENDS; i++)
		discard(&me->ends[i]);
	if (!me->stuck) {
		free(me->received);
		free(me);
	}
}

/* Makes all steps once. Returns how many were observed; sets `*stuck` if a call never came back. */
static int run_trial(const struct step *steps, int count, long deadline_ms, int settled, struct observation *observations, int *stuck)
{
	struct actor *me = new_actor(0, deadline_ms);
	int i, goes_on = 1;

	for (i = 0; i < count && goes_on; i++) {
		const struct step *step = &steps[i];

		if (step->process == 0) {
			perform(me, step, settled && i > 0, &observations[i]);
		} else {
			if (settled && i > 0)
				settle(me);
			ask(me, step, settled, &observations[i]);
		}
		goes_on = !observations[i].ends_trial;
	}
	*stuck |= me->stuck;
	end_trial(me);
	return i;
}

/* ---- Cases ---- */

struct trace {
	int settled, length;
	long count;
	struct observation *observations;
};

static void print_json(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text >= ' ' && *text <= '~' ? *text : '?');
	}
	putchar('"');
}

static int same_trace(const struct trace *trace, int settled, int length, const struct observation *observations)
{
	int i;

	if (trace->settled != settled || trace->length != length)
		return 0;
	for (i = 0; i < length; i++)
		if (!same_observation(&trace->observations[i], &observations[i]))
			return 0;
	return 1;
}

static int by_count(const void *x, const void *y)
{
	const struct trace *a = x, *b = y;

	return a->settled != b->settled ? a->settled - b->settled : a->count != b->count ? (a->count < b->count ? 1 : -1) : 0;
}

static void print_trace(const struct trace *trace)
{
	int i, j, first = 1;

	printf("{\"pacing\":\"%s\",\"count\":%ld,\"outcomes\":[", trace->settled ? "settled" : "back-to-back", trace->count);
	for (i = 0; i < trace->length; i++) {
		if (i > 0)
			putchar(',');
		print_json(trace->observations[i].outcome);
	}
	printf("],\"bytes\":{");
	for (i = 0; i < trace->length; i++) {
		const struct observation *o = &trace->observations[i];

		if (o->shown == 0)
			continue;
		printf("%s\"%d\":\"", first ? "" : ",", i);
		for (j = 0; j < o->shown; j++)
			printf("%02x", o->bytes[j]);
		putchar('"');
		first = 0;
	}
	printf("}}");
}

/* Runs a case in all pacings and prints its record. Whether this process is still good for another. */
static int run_case(const char *id, const char *hash, const struct step *steps, int count, const struct settings *settings)
{
	struct trace *traces = allocate(MAX_TRACES * sizeof *traces);
	int found = 0, stuck = 0, pacing, i;
	long trial;

	for (pacing = 0; pacing < settings->pacings; pacing++)
		for (trial = 0; trial < settings->trials; trial++) {
			struct observation *observations = allocate(MAX_STEPS * sizeof *observations);
			int length = run_trial(steps, count, settings->deadline_ms, settings->settled[pacing], observations, &stuck);

			for (i = 0; i < found && !same_trace(&traces[i], settings->settled[pacing], length, observations); i++)
				;
			if (i == found && found < MAX_TRACES) {
				traces[found].settled = settings->settled[pacing];
				traces[found].length = length;
				traces[found].observations = observations;
				found++;
			} else {
				free(observations);
			}
			if (i < MAX_TRACES)
				traces[i].count++;
		}
	qsort(traces, (size_t)found, sizeof traces[0], by_count);
	printf("{\"record\":\"case\",\"id\":");
	print_json(id);
	printf(",\"hash\":");
	print_json(hash);
	printf(",\"traces\":[");
	for (i = 0; i < found; i++) {
		if (i > 0)
			putchar(',');
		print_trace(&traces[i]);
		free(traces[i].observations);
	}
	printf("]}\n");
	fflush(stdout);
	free(traces);
	return !stuck;
}

/* The life of a worker: reads the settings and one case after another, each ended by `run`. */
static int live_as_worker(void)
{
	static struct step steps[MAX_STEPS];
	static char line[MAX_LINE];
	char id[512] = "", hash[128] = "";
	struct settings settings = { 10, { 0, 0 }, 0, 300 };
	long timer = 0;
	int count = 0;

	while (fgets(line, sizeof line, stdin) != NULL) {
		if (strncmp(line, "trials ", 7) == 0) {
			settings.trials = atol(line + 7);
		} else if (strncmp(line, "deadline-ms ", 12) == 0) {
			settings.deadline_ms = atol(line + 12);
		} else if (strncmp(line, "pacing ", 7) == 0 && settings.pacings < 2) {
			settings.settled[settings.pacings++] = strncmp(line + 7, "settled", 7) == 0;
		} else if (strncmp(line, "case ", 5) == 0) {
			sscanf(line + 5, "%511s %127s", id, hash);
			count = 0;
			timer = 0;
		} else if (strncmp(line, "timer ", 6) == 0) {
			timer = atol(line + 6);
		} else if (strncmp(line, "step ", 5) == 0 && count < MAX_STEPS) {
			if (parse_step(&steps[count++], line, timer) != NULL)
				return 2;
		} else if (strncmp(line, "run", 3) == 0 && !run_case(id, hash, steps, count, &settings)) {
			break; /* a call never came back: whoever started us starts another */
		}
	}
	fflush(stdout);
	ExitProcess(0); /* without waiting for a thread that is stuck */
}

/* ---- Workers: cases side by side, each where it can take nothing with it ---- */

struct plan {
	char **lines;             /* of each case, one text: its case line and its steps */
	char **ids;
	int count;
	struct settings settings;
	volatile LONG next;
	CRITICAL_SECTION output;
};

static DWORD case_patience(const struct plan *plan, const char *lines)
{
	const char *at;
	long longest = 0, steps = 0;

	for (at = lines; (at = strchr(at, '\n')) != NULL; at++) {
		if (strncmp(at + 1, "timer ", 6) == 0 && atol(at + 7) > longest)
			longest = atol(at + 7);
		steps += strncmp(at + 1, "step ", 5) == 0;
	}
	/* Every step at its deadline, in every trial, and a fill in each; that is generous, and ends what would never end. */
	return (DWORD)(plan->settings.trials * plan->settings.pacings * (steps * (longest + scaled(plan->settings.deadline_ms + SETTLE_LIMIT_MS)) + 2000)
		+ FILL_LIMIT_MS);
}

struct worker {
	HANDLE process, to, from;
};

static void start_worker(struct worker *worker, const struct plan *plan)
{
	char text[160], option[32];
	int i;
	DWORD id;

	sprintf(option, "--worker %.1f", slowness);
	worker->process = start_again(option, &worker->to, &worker->from, &id);
	i = sprintf(text, "trials %ld\ndeadline-ms %ld\n", plan->settings.trials, plan->settings.deadline_ms);
	write_all(worker->to, text, (DWORD)i);
	for (i = 0; i < plan->settings.pacings; i++) {
		int length = sprintf(text, "pacing %s\n", plan->settings.settled[i] ? "settled" : "back-to-back");

		write_all(worker->to, text, (DWORD)length);
	}
}

static void end_worker(struct worker *worker)
{
	if (worker->process == NULL)
		return;
	CloseHandle(worker->to);
	if (WaitForSingleObject(worker->process, 2000) != WAIT_OBJECT_0)
		TerminateProcess(worker->process, 9);
	CloseHandle(worker->process);
	CloseHandle(worker->from);
	worker->process = NULL;
}

/* A line of a worker's output, with its end. NULL if there is none within the time, or the worker has ended. */
static char *read_line(struct worker *worker, DWORD ms)
{
	size_t length = 0, capacity = 1 << 14;
	char *line = allocate(capacity);
	double begun = now_ms();

	for (;;) {
		DWORD got;

		if (length + 1 == capacity) {
			capacity *= 2;
			line = realloc(line, capacity);
			if (line == NULL)
				give_up("memory");
		}
		if (now_ms() - begun > ms || !wait_readable(worker->from, ms) || !ReadFile(worker->from, line + length, 1, &got, NULL) || got == 0) {
			free(line);
			return NULL;
		}
		if (line[length++] == '\n') {
			line[length] = '\0';
			return line;
		}
	}
}

static DWORD WINAPI serve(void *argument)
{
	struct plan *plan = argument;
	struct worker worker = { NULL, NULL, NULL };
	LONG index;

	while ((index = InterlockedIncrement(&plan->next) - 1) < plan->count) {
		const char *lines = plan->lines[index];
		char *line;

		if (worker.process != NULL && WaitForSingleObject(worker.process, 0) == WAIT_OBJECT_0)
			end_worker(&worker);
		if (worker.process == NULL)
			start_worker(&worker, plan);
		write_all(worker.to, lines, (DWORD)strlen(lines));
		write_all(worker.to, "run\n", 4);
		line = read_line(&worker, case_patience(plan, lines));
		EnterCriticalSection(&plan->output);
		if (line != NULL) {
			fputs(line, stdout);
		} else {
			DWORD code = STILL_ACTIVE;

			if (WaitForSingleObject(worker.process, 200) == WAIT_OBJECT_0)
				GetExitCodeProcess(worker.process, &code);
			printf("{\"record\":\"case\",%s,\"traces\":[],\"incomplete\":{\"missing\":%ld,\"why\":\"", plan->ids[index],
				plan->settings.trials * plan->settings.pacings);
			if (code == STILL_ACTIVE)
				printf("no sign of life\"}}\n");
			else
				printf("ended with code 0x%lx\"}}\n", (unsigned long)code);
		}
		fflush(stdout);
		LeaveCriticalSection(&plan->output);
		if (line == NULL) {
			TerminateProcess(worker.process, 9);
			end_worker(&worker);
		}
		free(line);
	}
	end_worker(&worker);
	return 0;
}

static void append(char **text, size_t *length, const char *more)
{
	size_t size = strlen(more);

	*text = realloc(*text, *length + size + 1);
	if (*text == NULL)
		give_up("memory");
	memcpy(*text + *length, more, size + 1);
	*length += size;
}

/* Reads the plan from standard input. A plan that was cut off, or that is none, is refused. */
static void read_plan(struct plan *plan)
{
	static char line[MAX_LINE + 2];
	static struct step step;
	char *text = NULL, id[512], hash[128];
	size_t length = 0;
	long number = 0;
	int capacity = 0, ended = 0, steps = 0;

	memset(plan, 0, sizeof *plan);
	plan->settings.trials = 10;
	plan->settings.deadline_ms = 300;
	InitializeCriticalSection(&plan->output);
	while (!ended && fgets(line, sizeof line, stdin) != NULL) {
		size_t end = strcspn(line, "\r\n");
		const char *why;

		number++;
		if (line[end] == '\0')
			refuse_plan(number, "the line is too long, or cut off");
		line[end] = '\n';
		line[end + 1] = '\0';
		if (number == 1 && strncmp(line, "sockatlas-plan " PROTOCOL "\n", 17) != 0)
			refuse_plan(number, "expected 'sockatlas-plan " PROTOCOL "'");
		if (number == 1)
			continue;
		if (strncmp(line, "case ", 5) == 0) {
			if (sscanf(line + 5, "%511s %127s", id, hash) != 2)
				refuse_plan(number, "a case needs an id and a hash");
			if (plan->count == capacity) {
				capacity = capacity == 0 ? 256 : capacity * 2;
				plan->lines = realloc(plan->lines, (size_t)capacity * sizeof *plan->lines);
				plan->ids = realloc(plan->ids, (size_t)capacity * sizeof *plan->ids);
				if (plan->lines == NULL || plan->ids == NULL)
					give_up("memory");
			}
			plan->ids[plan->count] = allocate(strlen(id) + strlen(hash) + 32);
			sprintf(plan->ids[plan->count], "\"id\":\"%s\",\"hash\":\"%s\"", id, hash);
			text = NULL;
			length = 0;
			steps = 0;
			append(&text, &length, line);
			plan->lines[plan->count++] = text;
		} else if (strncmp(line, "step ", 5) == 0 || strncmp(line, "timer ", 6) == 0) {
			if (plan->count == 0)
				refuse_plan(number, "there is no case yet");
			if (line[0] == 's') {
				if ((why = parse_step(&step, line, 0)) != NULL)
					refuse_plan(number, why);
				if (step.data != NULL && step.data != pattern)
					free(step.data);
				if (++steps > MAX_STEPS)
					refuse_plan(number, "the case has too many steps");
			}
			text = plan->lines[plan->count - 1];
			append(&text, &length, line);
			plan->lines[plan->count - 1] = text;
		} else if (strncmp(line, "trials ", 7) == 0) {
			plan->settings.trials = atol(line + 7);
		} else if (strncmp(line, "deadline-ms ", 12) == 0) {
			plan->settings.deadline_ms = atol(line + 12);
		} else if (strncmp(line, "pacings ", 8) == 0) {
			char *word = strtok(line + 8, " \n");

			for (; word != NULL && plan->settings.pacings < 2; word = strtok(NULL, " \n"))
				plan->settings.settled[plan->settings.pacings++] = strcmp(word, "settled") == 0;
		} else if (strncmp(line, "end-plan ", 9) == 0) {
			if (atoi(line + 9) != plan->count)
				refuse_plan(number, "the plan says that it has another number of cases");
			ended = 1;
		} else {
			refuse_plan(number, "what is this");
		}
	}
	if (!ended)
		refuse_plan(number, "the plan has no end");
	if (plan->settings.pacings == 0) {
		plan->settings.settled[0] = 0;
		plan->settings.settled[1] = 1;
		plan->settings.pacings = 2;
	}
}

/* ---- Header ---- */

/* The median time of a byte over loopback in units of 300 microseconds, from 1 to 20. */
static double measure_slowness(void)
{
	enum { TRIES = 21 };
	double took[TRIES], swap, found;
	struct end a, b;
	int error, i, j;
	char byte = 'p';

	if (make_pair(&links[0], &a, &b, &error) != NULL)
		return 1;
	for (i = 0; i < TRIES; i++) {
		double begun = now_ms();

		if (send(a.socket, &byte, 1, 0) != 1 || recv(b.socket, &byte, 1, 0) != 1)
			break;
		took[i] = now_ms() - begun;
	}
	discard(&a);
	discard(&b);
	if (i < TRIES)
		return 1;
	for (i = 0; i < TRIES; i++)
		for (j = i + 1; j < TRIES; j++)
			if (took[j] < took[i]) {
				swap = took[i];
				took[i] = took[j];
				took[j] = swap;
			}
	found = took[TRIES / 2] / 0.3;
	return found < 1 ? 1 : found > 20 ? 20 : found;
}

/* Whether a datagram that is sent to loopback arrives. */
static int loopback_works(int link)
{
	DWORD patience_ms = 2000;
	struct end a, b;
	int error, works;
	char byte = 'p';

	works = make_pair(&links[link], &a, &b, &error) == NULL && send(a.socket, &byte, 1, 0) == 1
		&& setsockopt(b.socket, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience_ms, sizeof patience_ms) == 0
		&& recv(b.socket, &byte, 1, 0) == 1;
	discard(&a);
	discard(&b);
	return works;
}

/* A text of the registry where Windows says what it is. */
static void registry_text(const char *name, char *text, DWORD size)
{
	HKEY key;

	text[0] = '\0';
	if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", 0, KEY_READ, &key) != ERROR_SUCCESS)
		return;
	if (RegQueryValueExA(key, name, NULL, NULL, (BYTE *)text, &size) != ERROR_SUCCESS)
		text[0] = '\0';
	RegCloseKey(key);
}

/* The fourth number of Windows' version, which counts the updates; 0 if it is not told. */
static unsigned long updates(void)
{
	DWORD value = 0, size = sizeof value;
	HKEY key;

	if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", 0, KEY_READ, &key) == ERROR_SUCCESS) {
		RegQueryValueExA(key, "UBR", NULL, NULL, (BYTE *)&value, &size);
		RegCloseKey(key);
	}
	return value;
}

static const char *machine_name(void)
{
	SYSTEM_INFO info;

	GetNativeSystemInfo(&info);
	switch (info.wProcessorArchitecture) {
	case PROCESSOR_ARCHITECTURE_AMD64: return "x86_64";
	case 12: return "aarch64"; /* PROCESSOR_ARCHITECTURE_ARM64, which older headers lack */
	case PROCESSOR_ARCHITECTURE_INTEL: return "i686";
	default: return "unknown";
	}
}

typedef LONG (WINAPI *version_function)(OSVERSIONINFOW *);
typedef const char *(*wine_version_function)(void);

/* Finds a function of ntdll, which every process has. */
static FARPROC of_ntdll(const char *name)
{
	return GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

static void print_identity(void)
{
	OSVERSIONINFOW version;
	FARPROC ask_version = of_ntdll("RtlGetVersion"), ask_wine = of_ntdll("wine_get_version");
	char release[40], product[128], name[160];
	const unsigned one = 1;
	SYSTEM_INFO info;

	memset(&version, 0, sizeof version);
	version.dwOSVersionInfoSize = sizeof version;
	if (ask_version != NULL)
		((version_function)(void (*)(void))ask_version)(&version);
	GetSystemInfo(&info);
	sprintf(release, "%lu.%lu.%lu", version.dwMajorVersion, version.dwMinorVersion, version.dwBuildNumber);
	printf("\"identity\":{\"sysname\":");
	print_json(ask_wine != NULL ? "Wine" : "Windows");
	printf(",\"release\":");
	print_json(ask_wine != NULL ? ((wine_version_function)(void (*)(void))ask_wine)() : release);
	snprintf(name, sizeof name, "%s.%lu", release, updates());
	printf(",\"version\":");
	print_json(name);
	printf(",\"machine\":");
	print_json(machine_name());
#if defined(_UCRT) || (defined(_MSC_VER) && _MSC_VER >= 1900)
	printf(",\"libc\":{\"name\":\"ucrt\"}");
#else
	printf(",\"libc\":{\"name\":\"msvcrt\"}");
#endif
	if (ask_wine == NULL) {
		registry_text("ProductName", product, sizeof product - 1);
		product[sizeof product - 1] = '\0';
		printf(",\"os\":{\"id\":\"windows\",\"version\":");
		print_json(release);
		printf(",\"name\":");
		print_json(product[0] != '\0' ? product : "Windows");
		printf("}");
	}
	printf(",\"bits\":%d,\"endian\":\"%s\",\"cpus\":%lu}", (int)(sizeof(void *) * CHAR_BIT), *(const unsigned char *)&one == 1 ? "little" : "big",
		(unsigned long)info.dwNumberOfProcessors);
}

/* Links that cannot be made here, with the error that making one gave. */
static void print_unsupported(void)
{
	char what[80], buffer[24];
	int i, first = 1;

	printf(",\"unsupported\":[");
	for (i = 0; missing_links[i] != NULL; i++, first = 0) {
		printf(first ? "" : ",");
		print_json(missing_links[i]);
	}
	for (i = 0; links[i].name != NULL; i++) {
		struct end a, b;
		int error = 0;

		if (make_pair(&links[i], &a, &b, &error) != NULL) {
			snprintf(what, sizeof what, "%s %s", links[i].name, error_name(error, buffer));
			printf(",");
			print_json(what);
		}
		discard(&a);
		discard(&b);
	}
	printf(",\"MSG_DONTWAIT\",\"MSG_NOSIGNAL\"]");
}

static void print_errors(void)
{
	int i;

	printf(",\"errnos\":{");
	for (i = 0; errors[i].name != NULL; i++) {
		char text[400] = "";

		FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, (DWORD)errors[i].number, 0x0409, text, sizeof text, NULL);
		text[strcspn(text, "\r\n")] = '\0';
		text[120] = '\0';
		printf("%s\"%s\":{\"number\":%d,\"text\":", i == 0 ? "" : ",", errors[i].name, errors[i].number);
		print_json(text[0] != '\0' ? text : errors[i].name);
		printf("}");
	}
	printf("}");
}

static void print_header(const struct settings *settings)
{
	printf("{\"record\":\"header\",\"protocol\":" PROTOCOL ",\"agent\":{\"source\":\"" AGENT_SOURCE_HASH "\",\"compiler\":");
#if defined(__clang__)
	print_json("clang " __clang_version__);
#elif defined(__GNUC__)
	print_json("gcc " __VERSION__);
#elif defined(_MSC_VER)
	{
		char compiler[40];

		sprintf(compiler, "MSVC %d", _MSC_VER);
		print_json(compiler);
	}
#else
	print_json("unknown");
#endif
	printf("},");
	print_identity();
	print_unsupported();
	printf(",\"surroundings\":{\"loopback\":%s,\"ipv6\":%s,\"limits\":{\"descriptors\":\"unlimited\",\"processes\":\"unlimited\"}}",
		loopback_works(2) ? "true" : "false", loopback_works(3) ? "true" : "false");
	print_errors();
	printf(",\"slowness\":%.1f,\"deadlineMs\":%lu}\n", slowness, (unsigned long)scaled(settings->deadline_ms));
	fflush(stdout);
}

/* ---- Main ---- */

static int supervise(int jobs, double forced)
{
	HANDLE threads[MAX_WORKERS];
	static struct plan plan;
	double begun = now_ms();
	int i;

	read_plan(&plan);
	slowness = forced > 0 ? forced : measure_slowness();
	print_header(&plan.settings);
	if (jobs < 1) {
		SYSTEM_INFO info;

		GetSystemInfo(&info);
		jobs = (int)info.dwNumberOfProcessors * JOBS_PER_CPU;
	}
	jobs = jobs > MAX_WORKERS ? MAX_WORKERS : jobs;
	jobs = jobs > plan.count ? plan.count : jobs;
	for (i = 0; i < jobs; i++)
		if ((threads[i] = CreateThread(NULL, 1 << 16, serve, &plan, 0, NULL)) == NULL)
			give_up("a thread");
	for (i = 0; i < jobs; i++)
		WaitForSingleObject(threads[i], INFINITE);
	printf("{\"record\":\"end\",\"cases\":%d,\"elapsedMs\":%.0f}\n", plan.count, now_ms() - begun);
	fflush(stdout);
	ExitProcess(0);
}

int main(int argc, char **argv)
{
	WSADATA started;
	double forced = 0;
	int jobs = 0, i;

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("sockatlas agent for Windows, protocol " PROTOCOL ", source %s\n", AGENT_SOURCE_HASH);
		return 0;
	}
	if (WSAStartup(MAKEWORD(2, 2), &started) != 0)
		give_up("Winsock");
	_setmode(_fileno(stdin), _O_BINARY);
	_setmode(_fileno(stdout), _O_BINARY);
	timeBeginPeriod(1);
	made_of_thread = TlsAlloc();
	pattern = allocate(ROOM);
	for (i = 0; i < ROOM; i++)
		pattern[i] = (char)('a' + i % 26);
	if (argc > 2 && (strcmp(argv[1], "--process") == 0 || strcmp(argv[1], "--worker") == 0)) {
		slowness = atof(argv[2]);
		return strcmp(argv[1], "--process") == 0 ? live_as_process() : live_as_worker();
	}
	for (i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--jobs") == 0)
			jobs = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--slowness") == 0)
			forced = atof(argv[i + 1]);
		else
			break;
	}
	if (i < argc) {
		fprintf(stderr, "usage: agent [--jobs N] [--slowness X] [--version] < plan > observations\n");
		return 2;
	}
	return supervise(jobs, forced);
}
