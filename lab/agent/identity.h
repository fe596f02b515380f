/*
 * What this system is, as it says of itself, and what it lacks. Nothing here is taken from the name of an image or a runner.
 */
#ifndef SOCKATLAS_IDENTITY_H
#define SOCKATLAS_IDENTITY_H

#include "calls.h"

#ifndef AGENT_SOURCE_HASH
#define AGENT_SOURCE_HASH "unknown"
#endif

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#elif defined(__TINYC__)
#define COMPILER "tcc"
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

/* The C library's name. musl does not tell; it is what is left on Linux. */
static const char *libc_name(void)
{
#if defined(__GLIBC__)
	return "glibc";
#elif defined(__UCLIBC__)
	return "uclibc";
#elif defined(__dietlibc__)
	return "dietlibc";
#elif defined(__BIONIC__)
	return "bionic";
#elif defined(__CYGWIN__)
	return "newlib (Cygwin)";
#elif defined(__linux__)
	return "musl";
#else
	return "libc of the system";
#endif
}

/* The C library's version, or NULL where nothing tells. AGENT_LIBC_VERSION may say it when the agent is compiled. */
static const char *libc_version(void)
{
#if defined(__GLIBC__)
	return gnu_get_libc_version();
#elif defined(AGENT_LIBC_VERSION)
	return AGENT_LIBC_VERSION[0] != '\0' ? AGENT_LIBC_VERSION : NULL;
#else
	return NULL;
#endif
}

#if !defined(__APPLE__)
/* The value of KEY=value or KEY="value" in /etc/os-release; 0 if it is not there. */
static int os_release(const char *key, char *value, size_t size)
{
	char line[256];
	FILE *file = fopen("/etc/os-release", "r");
	size_t length = strlen(key);
	int found = 0;

	if (file == NULL)
		return 0;
	while (!found && fgets(line, sizeof line, file) != NULL) {
		char *start = line + length + 1;

		if (strncmp(line, key, length) != 0 || line[length] != '=')
			continue;
		if (*start == '"')
			start++;
		start[strcspn(start, "\"\n")] = '\0';
		snprintf(value, size, "%.*s", (int)size - 1, start);
		found = 1;
	}
	fclose(file);
	return found;
}
#endif

/* Appends "os": {...} if the system has a name of its own beside its kernel's. */
static void text_os(struct text *text)
{
	char id[60] = "", version[120] = "", name[200] = "";

#if defined(__APPLE__)
	size_t size = sizeof version;

	if (sysctlbyname("kern.osproductversion", version, &size, NULL, 0) != 0) /* from macOS 10.13.4 */
		version[0] = '\0';
	snprintf(id, sizeof id, "macos");
	snprintf(name, sizeof name, "macOS %s", version);
#else
	if (!os_release("ID", id, sizeof id))
		return;
	os_release("VERSION_ID", version, sizeof version);
	if (!os_release("PRETTY_NAME", name, sizeof name))
		snprintf(name, sizeof name, "%s", id);
#endif
	text_format(text, ",\"os\":{\"id\":");
	text_json(text, id);
	if (version[0] != '\0') {
		text_format(text, ",\"version\":");
		text_json(text, version);
	}
	text_format(text, ",\"name\":");
	text_json(text, name);
	text_format(text, "}");
}

static void text_item(struct text *list, const char *what)
{
	if (list->length > 0)
		text_format(list, ",");
	text_json(list, what);
}

/* Appends the names that this system lacks: what its stack does, constants at compile time, links by trying each. */
static void text_unsupported(struct text *text)
{
	struct text list = { NULL, 0, 0 };
	char what[100];
	int i;

	for (i = 0; stack_lacks[i] != NULL; i++)
		text_item(&list, stack_lacks[i]);
	for (i = 0; message_flags[i].name != NULL; i++)
		if (!message_flags[i].exists)
			text_item(&list, message_flags[i].name);
	for (i = 0; socket_options[i].name != NULL; i++)
		if (!socket_options[i].exists)
			text_item(&list, socket_options[i].name);
	for (i = 0; poll_events[i].name != NULL; i++)
		if (!poll_events[i].exists) {
			snprintf(what, sizeof what, "POLL%s", poll_events[i].name);
			text_item(&list, what);
		}
	for (i = 0; links[i].name != NULL; i++) {
		int ends[2] = { -1, -1 };
		const char *failed = "";
		struct endpoint file;

		if (is_lacking(links[i].name))
			continue;
		memset(&file, 0, sizeof file);
		if (has_address_form(links[i].form))
			failed = make_pair(&links[i], ends, &file);
		if (failed != NULL) {
			snprintf(what, sizeof what, "%s%s%s", links[i].name, *failed ? " " : "", *failed ? errno_name(errno) : "");
			text_item(&list, what);
		}
		unlink_endpoint(&file);
		if (ends[0] >= 0)
			close(ends[0]);
		if (ends[1] >= 0)
			close(ends[1]);
	}
#ifndef HAS_THREADS
	text_item(&list, "threads"); /* started calls run in processes of their own: see processes.h */
#endif
	text_append(text, list.start != NULL ? list.start : "", list.length);
	free(list.start);
}

/* ---- The surroundings: what can be missing on a machine whose kernel has it ---- */

/* Whether a datagram that is sent to this loopback address arrives: not so where no address is set or the interface is down. */
static int loopback_works(int family)
{
	struct endpoint endpoint;
	char byte = 'l';
	int fd = socket(family, SOCK_DGRAM, 0), works = 0;
	struct pollfd p;

	if (fd < 0)
		return 0;
	memset(&endpoint, 0, sizeof endpoint);
	if (bind_fresh(fd, &endpoint, family, ADDRESS_LOOPBACK) == 0
		&& sendto(fd, &byte, 1, 0, (const struct sockaddr *)(const void *)&endpoint.address, endpoint.length) == 1) {
		p.fd = fd;
		p.events = POLLIN;
		p.revents = 0;
		works = poll(&p, 1, 1000) == 1;
	}
	close(fd);
	return works;
}

static void text_limit(struct text *text, const char *name, int resource)
{
	struct rlimit limit;

	if (resource < 0 || getrlimit(resource, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		text_format(text, "\"%s\":\"unlimited\"", name);
	else
		text_format(text, "\"%s\":%.0f", name, (double)limit.rlim_cur);
}

/* Appends "surroundings": {...}. */
static void text_surroundings(struct text *text)
{
#ifdef RLIMIT_NPROC /* not in POSIX; illumos has no such limit */
	int processes = RLIMIT_NPROC;
#else
	int processes = -1;
#endif

	text_format(text, ",\"surroundings\":{\"loopback\":%s,\"ipv6\":%s,\"limits\":{", loopback_works(AF_INET) ? "true" : "false",
		loopback_works(AF_INET6) ? "true" : "false");
	text_limit(text, "descriptors", RLIMIT_NOFILE);
	text_format(text, ",");
	text_limit(text, "processes", processes);
	text_format(text, "}}");
}

/* Appends "errnos": the number and the text of each error that this system knows by name. */
static void text_errnos(struct text *text)
{
	int i, first = 1;

	text_format(text, ",\"errnos\":{");
	for (i = 0; errno_names[i].name != NULL; i++) {
		if (!errno_names[i].exists)
			continue;
		text_format(text, "%s\"%s\":{\"number\":%d,\"text\":", first ? "" : ",", errno_names[i].name, errno_names[i].value);
		text_json(text, strerror(errno_names[i].value));
		text_format(text, "}");
		first = 0;
	}
	text_format(text, "}");
}

/* ---- How fast ---- */

/* What was measured of this machine at the start. */
struct pace {
	double slowness;     /* how many times longer things take to settle here than on an ordinary machine, 1 to 20 */
	int threads_deliver; /* see actor.h */
	int emulated;        /* it computes so slowly that fewer cases should be in flight */
};

static int by_number(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/*
 * Measures what settling waits for: how long a byte takes from one end of a connection over loopback to the other, and whether it is there
 * when send() returns. The median of tries, so that whatever else runs at the moment does not show. A machine on which half of them take
 * no longer than ORDINARY_US has slowness 1: ten of such times fit into what is waited for at least. That is so on any machine of 2026, and on
 * most that are emulated (0.2 ms).
 */
static struct pace measure_pace(void)
{
	enum { TRIES = 21, ORDINARY_US = 300, EMULATED_US = 60 };
	struct pace pace = { 1, 0, 0 };
	long took[TRIES];
	struct endpoint file;
	int i, link, at_once = 0, undelayed = 1, ends[2];
	char byte = 'p';

	link = find_link(loopback_works(AF_INET) ? "tcp4" : "unix-pair");
	if (make_pair(&links[link], ends, &file) != NULL)
		return pace;
	/* Or a byte may wait until the one before it is acknowledged, which is up to a timer: on the BSDs and lwIP, not on Linux. */
	setsockopt(ends[0], IPPROTO_TCP, TCP_NODELAY, &undelayed, sizeof undelayed);
	for (i = 0; i < TRIES; i++) {
		long long start = now_us();
		struct pollfd p;

		p.fd = ends[1];
		p.events = POLLIN;
		p.revents = 0;
		if (write(ends[0], &byte, 1) == 1 && poll(&p, 1, 0) == 1)
			at_once++;
		if (read(ends[1], &byte, 1) != 1)
			break;
		took[i] = (long)(now_us() - start);
	}
	close(ends[0]);
	close(ends[1]);
	if (i < TRIES)
		return pace;
	qsort(took, TRIES, sizeof took[0], by_number);
	pace.slowness = (double)took[TRIES / 2] / ORDINARY_US;
	pace.slowness = pace.slowness < 1 ? 1 : pace.slowness > 20 ? 20 : pace.slowness;
	pace.threads_deliver = at_once < TRIES * 2 / 3;
	pace.emulated = took[TRIES / 2] > EMULATED_US;
	return pace;
}

/* Prints the header record. */
static void print_header(const struct plan *plan)
{
	struct text text = { NULL, 0, 0 };
	struct utsname system;
	const unsigned one = 1;
	long cpus = 1;

#ifdef _SC_NPROCESSORS_ONLN
	if ((cpus = sysconf(_SC_NPROCESSORS_ONLN)) < 1)
		cpus = 1;
#endif
	memset(&system, 0, sizeof system);
	uname(&system);
	text_format(&text, "{\"record\":\"header\",\"protocol\":" PROTOCOL ",\"agent\":{\"source\":");
	text_json(&text, AGENT_SOURCE_HASH);
	text_format(&text, ",\"compiler\":");
	text_json(&text, COMPILER);
	text_format(&text, "},\"identity\":{\"sysname\":");
	text_json(&text, system.sysname);
	text_format(&text, ",\"release\":");
	text_json(&text, system.release);
	text_format(&text, ",\"version\":");
	text_json(&text, system.version);
	text_format(&text, ",\"machine\":");
	text_json(&text, system.machine);
	text_format(&text, ",\"libc\":{\"name\":");
	text_json(&text, libc_name());
	if (libc_version() != NULL) {
		text_format(&text, ",\"version\":");
		text_json(&text, libc_version());
	}
	text_format(&text, "}");
	text_os(&text);
	text_format(&text, ",\"bits\":%d,\"endian\":\"%s\",\"cpus\":%ld},\"unsupported\":[", (int)(sizeof(void *) * CHAR_BIT),
		*(const unsigned char *)&one == 1 ? "little" : "big", cpus);
	text_unsupported(&text);
	text_format(&text, "]");
	text_surroundings(&text);
	text_errnos(&text);
	text_format(&text, ",\"slowness\":%.1f,\"deadlineMs\":%ld}", slowness, scaled(plan->deadline_ms));
	puts(text.start);
	free(text.start);
}

#endif
