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

/* Appends the names that this system lacks: constants at compile time, links by trying each. */
static void text_unsupported(struct text *text)
{
	struct text list = { NULL, 0, 0 };
	char what[100];
	int i;

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
	text_append(text, list.start != NULL ? list.start : "", list.length);
	free(list.start);
}

/*
 * How slow this machine is, from the time that a process takes to be made and to end: about 0.3 ms on an ordinary machine in 2026, 1 to
 * 5 ms and more where another machine is emulated. The fastest of tries that are spread over up to a fifth of a second, since whatever else
 * runs at the moment only makes it slower, and would stretch all deadlines of the run. No more tries than tell something: one that took an
 * ordinary time cannot be bettered, and where eight have not been better the next will not be.
 */
static double measure_slowness(void)
{
	enum { MOST_TRIES = 24, NO_BETTER = 8 };
	const double ordinary_us = 500;
	double fastest = 1e9;
	int i, in_vain = 0;

	for (i = 0; i < MOST_TRIES && in_vain < NO_BETTER && fastest > ordinary_us; i++) {
		double took;
		long long start;
		pid_t pid;
		int status;

		if (i > 0)
			sleep_us(8000);
		start = now_us();
		pid = fork();
		if (pid == 0)
			_exit(0);
		if (pid < 0)
			continue;
		reap(pid, &status);
		took = (double)(now_us() - start);
		in_vain = took < 0.97 * fastest ? 0 : in_vain + 1;
		if (took < fastest)
			fastest = took;
	}
	fastest /= ordinary_us;
	return fastest < 1 ? 1 : fastest > 20 ? 20 : fastest;
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
	text_format(&text, "],\"slowness\":%.1f,\"deadlineMs\":%ld}", slowness, scaled(plan->deadline_ms));
	puts(text.start);
	free(text.start);
}

#endif
