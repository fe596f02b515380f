/*
 * The subject: a program in some language that makes the calls of one end. It is told a command a line on its standard input, and
 * answers each with one line, `OUTCOME<TAB>WORDS`.
 */
#ifndef RUNTIMES_SUBJECT_H
#define RUNTIMES_SUBJECT_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "forcing.h"
#include "json.h"

/* What became of a command. */
enum reply { ANSWERED, BLOCKS, ENDED, BUSY };

struct subject {
	pid_t pid; /* 0: none runs */
	int in, out;
	char held[4 * TEXT]; /* what it wrote beyond the last line */
	size_t holds;
};

static struct subject subject;

/* The subject's standard error: what it says when it dies. */
static const char complaints[] = "/tmp/complaints";

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* In the child: becomes the program. `channel` is where the filter that forces errors is handed over, or -1. */
static void become(char **words, int in, int out, int channel)
{
	int error = open(complaints, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	sigset_t none;

	dup2(in, 0);
	dup2(out, 1);
	dup2(error, 2);
	/* Each runtime decides by itself what SIGPIPE does: it gets what a shell would give it. */
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (channel >= 0)
		install_filter(channel);
	execvp(words[0], words);
	fprintf(stderr, "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

/* Starts the subject. Exits with 4 if there can be no process. */
static void start_subject(char **words, int forcing)
{
	int in[2], out[2], channel[2] = { -1, -1 };

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 ||
	    (forcing && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)) {
		perror("driver: pipe");
		exit(4);
	}
	fflush(stdout);
	subject.pid = fork();
	if (subject.pid < 0) {
		perror("driver: fork");
		exit(4);
	}
	if (subject.pid == 0)
		become(words, in[0], out[1], channel[1]);
	close(in[0]);
	close(out[1]);
	subject.in = in[1];
	subject.out = out[0];
	subject.holds = 0;
	if (forcing) {
		close(channel[1]);
		supervise(channel[0]);
		close(channel[0]);
	}
}

/* Waits for the subject's end, and forgets it. Returns how it ended, as waitpid() has it. */
static int bury_subject(void)
{
	int status = 0;

	waitpid(subject.pid, &status, 0);
	close(subject.in);
	close(subject.out);
	subject.pid = 0;
	return status;
}

/* Ends the subject, if one runs. */
static void stop_subject(void)
{
	if (subject.pid == 0)
		return;
	kill(subject.pid, SIGKILL);
	bury_subject();
}

/* Whether a thread runs or waits for a processor, from its line in /proc. */
static int runs(const char *path)
{
	char text[400], *end;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return 0;
	got = read(fd, text, sizeof text - 1);
	close(fd);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	/* The name before it is in parentheses, and may hold some. */
	end = strrchr(text, ')');
	return end != NULL && (end[2] == 'R' || end[2] == 'D');
}

/* Whether no thread of the subject runs or waits for a processor: nothing more will happen there until something happens outside. */
static int is_asleep(void)
{
	char path[300];
	struct dirent *entry;
	int asleep = 1;
	DIR *tasks;

	snprintf(path, sizeof path, "/proc/%ld/task", (long)subject.pid);
	tasks = opendir(path);
	if (tasks == NULL)
		return 1;
	while (asleep && (entry = readdir(tasks)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "/proc/%ld/task/%s/stat", (long)subject.pid, entry->d_name);
		asleep = !runs(path);
	}
	closedir(tasks);
	return asleep;
}

/* Takes the next line that the subject wrote out of what is held. Returns 0 if there is none yet. */
static int take_line(char *line)
{
	char *end = memchr(subject.held, '\n', subject.holds);
	size_t length;

	if (end == NULL) {
		/* No answer is so long: what overflows is cut. */
		if (subject.holds == sizeof subject.held)
			subject.holds = TEXT;
		return 0;
	}
	length = (size_t)(end - subject.held);
	snprintf(line, TEXT, "%.*s", (int)length, subject.held);
	subject.holds -= length + 1;
	memmove(subject.held, end + 1, subject.holds);
	return 1;
}

/* The last line of what the subject wrote on its standard error that is not empty. */
static void last_complaint(char *line)
{
	char text[8192], *at, *next;
	int fd = open(complaints, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	line[0] = '\0';
	if (fd < 0)
		return;
	if (lseek(fd, -(off_t)sizeof text + 1, SEEK_END) < 0)
		lseek(fd, 0, SEEK_SET);
	got = read(fd, text, sizeof text - 1);
	close(fd);
	text[got > 0 ? got : 0] = '\0';
	for (at = text; at != NULL && *at != '\0'; at = next) {
		next = strchr(at, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (*at != '\0')
			snprintf(line, TEXT, "%.599s", at);
	}
}

/*
 * Splits the subject's line into its outcome and its words. The number of an error is written as its name, so that a language that knows
 * numbers alone needs no table.
 */
static void split_answer(const char *line, char *outcome, char *words)
{
	const char *tab = strchr(line, '\t'), *name;
	char along[32] = "";

	snprintf(outcome, TEXT, "%.*s", (int)(tab == NULL ? strlen(line) : (size_t)(tab - line)), line);
	snprintf(words, TEXT, "%s", tab == NULL ? "" : tab + 1);
	if (strncmp(outcome, "errno:", 6) == 0 && (name = strerrorname_np(atoi(outcome + 6))) != NULL) {
		/* What came along, such as a signal, stays. */
		sscanf(outcome, "errno:%*d%31s", along);
		snprintf(outcome, TEXT, "%s%s", name, along);
	}
}

/* How a subject that is gone ended, as an outcome. */
static void describe_end(int status, char *outcome, char *words)
{
	words[0] = '\0';
	if (WIFSIGNALED(status)) {
		snprintf(outcome, TEXT, "killed: SIG%s", sigabbrev_np(WTERMSIG(status)));
	} else {
		snprintf(outcome, TEXT, "exited: %d", WEXITSTATUS(status));
		last_complaint(words);
	}
}

/* How long a subject that still runs may take beyond any deadline (ms): then something is wrong with it. */
enum { PATIENCE = 60000 };

/*
 * Gives the subject a command, and waits for its answer. A call blocks when the deadline is over and no thread of the subject runs: how slow
 * the machine is plays no part. `meanwhile` is called every few milliseconds, if it is there.
 */
static enum reply ask(const char *command, long deadline_ms, char *outcome, char *words, void (*meanwhile)(void))
{
	long long began = now_ms(), passed;
	char line[TEXT];
	struct pollfd ready = { subject.out, POLLIN, 0 };
	ssize_t got;

	outcome[0] = words[0] = '\0';
	/* One that is gone shows when its answer is read. */
	if (dprintf(subject.in, "%s\n", command) < 0 && errno != EPIPE)
		perror("driver: write to the subject");
	while (!take_line(line)) {
		if (poll(&ready, 1, meanwhile == NULL ? 20 : 2) > 0) {
			got = read(subject.out, subject.held + subject.holds, sizeof subject.held - subject.holds);
			if (got <= 0) {
				describe_end(bury_subject(), outcome, words);
				return ENDED;
			}
			subject.holds += (size_t)got;
			continue;
		}
		if (meanwhile != NULL)
			meanwhile();
		passed = now_ms() - began;
		if (passed > deadline_ms && is_asleep()) {
			snprintf(outcome, TEXT, "blocks");
			return BLOCKS;
		}
		if (passed > deadline_ms + PATIENCE) {
			snprintf(outcome, TEXT, "inconclusive: no answer in %lld s, and it still runs", passed / 1000);
			return BUSY;
		}
	}
	split_answer(line, outcome, words);
	return ANSWERED;
}

/* What SIGPIPE does in the subject now: `default`, `ignored`, `handler` or `unknown`. */
static const char *sigpipe_disposition(void)
{
	unsigned long long ignored = 0, caught = 0, bit = 1ULL << (SIGPIPE - 1);
	char path[64], line[256];
	FILE *status;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)subject.pid);
	status = fopen(path, "re");
	if (status == NULL)
		return "unknown";
	while (fgets(line, sizeof line, status) != NULL) {
		sscanf(line, "SigIgn: %llx", &ignored);
		sscanf(line, "SigCgt: %llx", &caught);
	}
	fclose(status);
	return ignored & bit ? "ignored" : caught & bit ? "handler" : "default";
}

#endif
