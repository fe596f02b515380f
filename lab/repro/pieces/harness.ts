import type { Piece, Traits } from '../piece.ts';

/** A variable that belongs to the call that is being made, and so to the thread that makes it. */
const own = ({ threads }: Traits): string => (threads ? 'static __thread' : 'static');

const flagOf = (signal: string): string => `got_${signal.toLowerCase()}`;

/** `, got_sigpipe = 0` and its like for all signals. */
const flags = (traits: Traits): string => traits.signals.map((signal) => `, ${flagOf(signal)}`).join('');

/** What every program has: steps that are told, outcomes that are compared, an alarm for what blocks, signals that are noted. */
export const harness: readonly Piece[] = [
  {
    name: 'sleep_ms',
    headers: ['errno.h', 'time.h'],
    text: () => `static void sleep_ms(long ms)
{
	struct timespec left;

	left.tv_sec = ms / 1000;
	left.tv_nsec = ms % 1000 * 1000000;
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}`,
  },
  {
    name: 'now_ms',
    headers: ['time.h'],
    text: () => `static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}`,
  },
  {
    name: 'cannot',
    headers: ['errno.h', 'stdio.h', 'stdlib.h', 'string.h'],
    text: () => `/* What the test rests on failed. */
static void cannot(const char *what)
{
	printf("\\nSetup failed: %s: %s\\n", what, strerror(errno));
	exit(2);
}`,
  },
  {
    name: 'errno_name',
    headers: ['errno.h', 'stdio.h'],
    text: () => `#define NAME(error) case error: return #error;
static const char *errno_name(int error)
{
	static char number[24];

	switch (error) {
	NAME(E2BIG) NAME(EACCES) NAME(EADDRINUSE) NAME(EADDRNOTAVAIL) NAME(EAFNOSUPPORT) NAME(EAGAIN) NAME(EALREADY)
	NAME(EBADF) NAME(ECONNABORTED) NAME(ECONNREFUSED) NAME(ECONNRESET) NAME(EDESTADDRREQ) NAME(EEXIST) NAME(EFAULT)
	NAME(EHOSTUNREACH) NAME(EINPROGRESS) NAME(EINTR) NAME(EINVAL) NAME(EIO) NAME(EISCONN) NAME(EMFILE) NAME(EMSGSIZE)
	NAME(ENETUNREACH) NAME(ENOBUFS) NAME(ENOENT) NAME(ENOMEM) NAME(ENOPROTOOPT) NAME(ENOSYS) NAME(ENOTCONN) NAME(ENOTSOCK)
	NAME(ENOTTY) NAME(ENXIO) NAME(EOPNOTSUPP) NAME(EPERM) NAME(EPIPE) NAME(EPROTONOSUPPORT) NAME(EPROTOTYPE) NAME(ESHUTDOWN)
	NAME(ESPIPE) NAME(ETIMEDOUT) NAME(ETOOMANYREFS)
	}
	snprintf(number, sizeof number, "errno:%d", error);
	return number;
}`,
  },
  {
    name: 'signals',
    headers: ['signal.h', 'string.h'],
    text: (traits) => `/* Whether the alarm rang during the call${traits.signals.length === 0 ? '' : ', and which signals came'}. */
${own(traits)} volatile sig_atomic_t time_is_up${flags(traits)};

static void on_signal(int number)
{
	if (number == SIGALRM)
		time_is_up = 1;
${traits.signals.map((signal) => `	if (number == ${signal})\n		${flagOf(signal)} = 1;\n`).join('')}}

/* Without SA_RESTART: a call that a signal interrupts returns. */
static void handle(int number, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}`,
  },
  {
    name: 'set_alarm',
    needs: ['signals'],
    headers: ['string.h', 'sys/time.h'],
    text: (
      traits,
    ) => `/* From now on a call may take so long; 0 stops the alarm. It rings again and again: the first may come just before the call waits. */
static void set_alarm(long ms)
{
	struct itimerval timer;

	memset(&timer, 0, sizeof timer);
	timer.it_value.tv_sec = ms / 1000;
	timer.it_value.tv_usec = ms % 1000 * 1000;
	timer.it_interval.tv_usec = ms > 0 ? 20000 : 0;
	if (ms > 0)
		time_is_up${traits.signals.map((signal) => ` = ${flagOf(signal)}`).join('')} = 0;
	setitimer(ITIMER_REAL, &timer, NULL);
}`,
  },
  {
    name: 'allow',
    needs: ['set_alarm', 'now_ms'],
    text: () => `static long timer_ms;  /* the longest timer that may end the call by itself, or 0 */
static long began_ms;  /* when the call began */

/* A call begins. */
static void allow_time(void)
{
	began_ms = now_ms();
	set_alarm(timer_ms + DEADLINE_MS);
}`,
  },
  {
    name: 'announce',
    needs: ['sleep_ms'],
    headers: ['stdio.h'],
    text: () => `/* The next step, after a while in which the sockets settle. */
static void announce(int step, const char *call)
{
	sleep_ms(SETTLE_MS);
	printf("%2d. %-44s ", step, call);
	fflush(stdout);
}`,
  },
  {
    name: 'begin',
    needs: ['announce', 'set_alarm'],
    text: ({ timers }) => `/* The next step, which is a call that must not take for ever. */
static void begin(int step, const char *call)
{
	announce(step, call);
	${timers ? 'allow_time()' : 'set_alarm(DEADLINE_MS)'};
}`,
  },
  {
    name: 'text',
    headers: ['stdio.h'],
    text: (traits) => `${own(traits)} char text[160]; /* the outcome of the call */`,
  },
  {
    name: 'along',
    needs: ['text', 'signals'],
    headers: ['string.h'],
    text: ({ signals }) => `/* Adds the signals that came during the call. */
static const char *along(void)
{
${signals.map((signal) => `	if (${flagOf(signal)})\n		strcat(text, "+${signal}");\n`).join('')}	return text;
}`,
  },
  {
    name: 'returned',
    needs: ['along', 'errno_name'],
    headers: ['errno.h', 'stdio.h'],
    text: () => `/* The outcome of a call that returns a count, or 0, or -1 and errno; or that had to be interrupted. */
static const char *returned(long n)
{
	int error = errno;

	if (time_is_up)
		snprintf(text, sizeof text, "blocks");
	else if (n < 0)
		snprintf(text, sizeof text, "%s", errno_name(error));
	else
		snprintf(text, sizeof text, "%ld", n);
	return along();
}`,
  },
  {
    name: 'received',
    needs: ['returned'],
    text: () => `/* The outcome of a call that wanted at least one byte: 0 is the end of the data. */
static const char *received(long n)
{
	if (n != 0 || time_is_up)
		return returned(n);
	snprintf(text, sizeof text, "EOF");
	return along();
}`,
  },
  {
    name: 'add_bytes',
    needs: ['text', 'signals'],
    headers: ['stdio.h', 'stdlib.h', 'string.h'],
    text: () => `/* Adds to an outcome that begins with a count the bytes that came, as text if they are, else in hexadecimal. */
static const char *add_bytes(const char *outcome, const char *bytes)
{
	long i, n = atol(outcome), shown = n < 32 ? n : 32;
	int plain = 1;

	if (n <= 0 || time_is_up)
		return outcome;
	for (i = 0; i < shown; i++)
		plain = plain && bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '"' && bytes[i] != '\`';
	strcat(text, plain ? " \\"" : " 0x");
	for (i = 0; i < shown; i++)
		sprintf(text + strlen(text), plain ? "%c" : "%02x", (unsigned char)bytes[i]);
	return strcat(strcat(text, plain ? "\\"" : ""), n < 32 ? "" : "\\342\\200\\246");
}`,
  },
  {
    name: 'received_bytes',
    needs: ['received', 'add_bytes'],
    text: () => `/* The same with the bytes that came. */
static const char *received_bytes(long n, const char *bytes)
{
	return add_bytes(received(n), bytes);
}`,
  },
  {
    name: 'made',
    needs: ['returned'],
    text: () => `/* The outcome of a call that makes a descriptor. */
static const char *made(int fd)
{
	if (fd < 0 || time_is_up)
		return returned(fd);
	snprintf(text, sizeof text, "done");
	return along();
}`,
  },
  {
    name: 'make_socket',
    needs: ['cannot'],
    headers: ['sys/socket.h'],
    text: () => `static int make_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	if (fd < 0)
		cannot("socket");
	return fd;
}`,
  },
  {
    name: 'set_signal',
    needs: ['signals'],
    text: () => `static const char *set_signal(int number, void (*handler)(int))
{
	handle(number, handler);
	return "done";
}`,
  },
  {
    name: 'noted_signals',
    needs: ['text', 'signals'],
    headers: ['string.h'],
    text: ({ signals }) => `/* Which signals came since the last call began. */
static const char *noted_signals(void)
{
	strcpy(text, "=");
${signals.map((signal) => `	if (${flagOf(signal)})\n		strcat(strcat(text, text[1] == '\\0' ? "" : ", "), "${signal}");\n`).join('')}	return text[1] == '\\0' ? strcpy(text, "=none") : text;
}`,
  },
  {
    name: 'late',
    needs: ['text', 'now_ms', 'allow', 'signals'],
    headers: ['string.h'],
    text: () => `/* Adds whether the call returned only after the timer. */
static const char *late(const char *outcome)
{
	if (!time_is_up && now_ms() - began_ms >= timer_ms * 9 / 10)
		return strcat(text, "+late");
	return outcome;
}`,
  },
  {
    name: 'expect',
    needs: ['set_alarm'],
    headers: ['stdio.h', 'string.h'],
    text: (traits) => `${isExpected(traits)}static int differences;

static void expect(const char *outcome, const char *expected)
{
	set_alarm(0);
	if (${traits.choices || traits.anyCount ? 'is_expected(outcome, expected)' : 'strcmp(outcome, expected) == 0'}) {
		printf("%s\\n", outcome);
	} else {
		printf("%-16s but expected: %s\\n", outcome, expected);
		differences++;
	}
}`,
  },
];

function isExpected({ choices, anyCount }: Traits): string {
  if (!choices && !anyCount) return '';
  const any = `	if (expected[0] == 'n' && (expected[1] == '\\0' || expected[1] == '+')) /* any count above 0 */
		return outcome[0] >= '1' && outcome[0] <= '9' && strcmp(outcome + strspn(outcome, "0123456789"), expected + 1) == 0;\n`;
  const several = `	for (next = strstr(expected, " or "); next != NULL; next = strstr(expected, " or ")) {
		if (strlen(outcome) == (size_t)(next - expected) && strncmp(outcome, expected, strlen(outcome)) == 0)
			return 1;
		expected = next + 4;
	}\n`;
  return `static int is_expected(const char *outcome, const char *expected)
{
${choices ? '	const char *next;\n\n' : ''}${anyCount ? any : ''}${choices ? several : ''}	return strcmp(outcome, expected) == 0;
}

`;
}
