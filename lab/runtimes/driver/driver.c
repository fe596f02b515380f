/*
 * Measures what a language's runtime makes of a connection: the driver is the peer, makes its calls itself, and tells a program in that language, the
 * subject, which calls to make at its end. Plan on standard input, observations on standard output; docs/runtimes.md describes both.
 *
 * Linux only: it looks at the subject in /proc.
 */
#define _GNU_SOURCE
#include <sys/utsname.h>
#include "json.h"
#include "forcing.h"
#include "subject.h"
#include "peer.h"
#include "plan.h"
#include "http.h"

/* How long (ms) the first answer of a program may take that has to load its runtime first, beside what PATIENCE gives to one that runs. */
enum { START = 20000 };

static const char *sigpipe = "unknown";

/* The two ends of a trial's connection, as descriptors of the plan. */
struct ends {
	int ours, peers; /* which descriptor is the subject's, which the peer's */
	int fd; /* the peer's end, or -1 */
	pid_t holder; /* the process that has taken it over, or 0 */
};

/* Makes the connection: listens, has the subject open it, accepts. Returns whether it stands; `outcome` says what happened. */
static int connect_ends(struct ends *ends, const char *link, char *outcome, char *words)
{
	struct listener listener;
	enum reply reply;
	char answer[TEXT];

	if (!listen_on(&listener, link)) {
		snprintf(outcome, TEXT, "setup failed: listen %s", strerrorname_np(errno));
		stop_listening(&listener);
		return 0;
	}
	reply = ask(listener.open, START, answer, words, NULL);
	if (reply == ANSWERED && strcmp(answer, "done") == 0) {
		sigpipe = sigpipe_disposition();
		ends->fd = accept_within(&listener, 2000);
	}
	stop_listening(&listener);
	if (ends->fd >= 0)
		snprintf(outcome, TEXT, "done");
	else if (reply == ANSWERED && strncmp(answer, "unsupported", 11) == 0)
		snprintf(outcome, TEXT, "%s", answer);
	else
		snprintf(outcome, TEXT, "setup failed: open %.500s", answer);
	return ends->fd >= 0;
}

/* Hands the peer's end to a process that does nothing but hold it. */
static void hand_over(struct ends *ends, char *outcome)
{
	ends->holder = fork();
	if (ends->holder == 0) {
		close(subject.in);
		close(subject.out);
		for (;;)
			pause();
	}
	snprintf(outcome, TEXT, ends->holder > 0 ? "done" : "inconclusive: fork");
	close(ends->fd);
	ends->fd = -1;
}

static void end_holder(struct ends *ends)
{
	if (ends->holder > 0) {
		kill(ends->holder, SIGKILL);
		waitpid(ends->holder, NULL, 0);
	}
	ends->holder = 0;
}

/* A call at the peer's end. */
static void call_at_peer(struct ends *ends, char **words, int count, char *outcome)
{
	const char *call = words[0];
	char bytes[TEXT];

	if (strcmp(call, "write") == 0 && count == 3)
		spell(send(ends->fd, bytes, from_hex(words[2], bytes, sizeof bytes), MSG_NOSIGNAL), 0, 1, outcome);
	else if (strcmp(call, "read") == 0)
		read_peer(ends->fd, plan.deadline_ms, outcome);
	else if (strcmp(call, "shutdown") == 0 && count == 3 && strcmp(words[2], "SHUT_WR") == 0)
		spell(shutdown(ends->fd, SHUT_WR), 0, 0, outcome);
	else if (strcmp(call, "setsockopt") == 0 && count == 5 && strcmp(words[2], "SO_LINGER") == 0 && strcmp(words[4], "0") == 0)
		spell(linger_zero(ends->fd), 0, 0, outcome);
	else if (strcmp(call, "close") == 0) {
		spell(close(ends->fd), 0, 0, outcome);
		ends->fd = -1;
	} else
		snprintf(outcome, TEXT, "unsupported: %.100s", call);
}

/* A call at the subject's end: a command for it. Returns whether the subject can go on. */
static int call_at_subject(char **words, int count, char *outcome, char *said)
{
	char command[TEXT], bytes[200];
	enum reply reply;

	if (strcmp(words[0], "read") == 0 && count == 3)
		snprintf(command, sizeof command, "read %.20s", words[2]);
	else if (strcmp(words[0], "write") == 0 && count == 3) {
		int length = (int)from_hex(words[2], bytes, sizeof bytes);

		snprintf(command, sizeof command, "write %.*s", length, bytes);
	} else if (strcmp(words[0], "shutdown") == 0 && count == 3 && strcmp(words[2], "SHUT_WR") == 0)
		snprintf(command, sizeof command, "shutdown");
	else if (strcmp(words[0], "close") == 0)
		snprintf(command, sizeof command, "close");
	else {
		snprintf(outcome, TEXT, "unsupported: %.100s", words[0]);
		return 1;
	}
	reply = ask(command, plan.deadline_ms, outcome, said, NULL);
	/* It waits for what never comes: there is no way to have it give up but one. */
	if (reply == BLOCKS || reply == BUSY)
		stop_subject();
	return reply == ANSWERED;
}

/* One step. Returns whether the trial can go on. */
static int make_step(struct ends *ends, const char *step, char *outcome, char *said)
{
	char line[TEXT], *words[9];
	int count, goes_on = 1;

	snprintf(line, sizeof line, "%s", step);
	said[0] = '\0';
	/* The process and whether it is started stand first: here there is one of each. */
	count = split(line, words, 8) - 2;
	if (count < 2 || strcmp(words[0], "0") != 0 || strcmp(words[1], "-") != 0) {
		snprintf(outcome, TEXT, "unsupported: step %.100s", step);
		return 0;
	}
	if (strcmp(words[2], "connect-pair") == 0 && count == 4) {
		ends->ours = atoi(words[4]);
		ends->peers = atoi(words[5]);
		return connect_ends(ends, words[3], outcome, said);
	}
	if (strcmp(words[2], "fork") == 0)
		hand_over(ends, outcome);
	else if (strcmp(words[2], "kill") == 0) {
		end_holder(ends);
		snprintf(outcome, TEXT, "0");
	} else if (atoi(words[3]) == ends->peers)
		call_at_peer(ends, words + 2, count, outcome);
	else
		goes_on = call_at_subject(words + 2, count, outcome, said);
	return goes_on && strncmp(outcome, "unsupported: ", 13) != 0;
}

/* One trial of a case, and the record of it. */
static void try_case(const struct task *task)
{
	static char outcomes[MAX_STEPS][TEXT], words[MAX_STEPS][TEXT];
	struct ends ends = { 0, 1, -1, 0 };
	int i;

	for (i = 0; i < task->count; i++) {
		if (i > 0)
			settle(ends.fd);
		if (!make_step(&ends, task->steps[i], outcomes[i], words[i])) {
			i++;
			break;
		}
	}
	if (ends.fd >= 0)
		close(ends.fd);
	end_holder(&ends);
	printf("{\"record\":\"trial\",\"case\":\"%s\",\"hash\":\"%s\",", task->id, task->hash);
	print_strings("outcomes", outcomes, i);
	putchar(',');
	print_strings("words", words, i);
	puts("}");
}

/*
 * Forces one error: `step connect|read|write NUMBER`. For a read, bytes come first, so that event loops go to read them; and after a write
 * comes a read, so that what an event loop hears later is there too.
 */
static void try_force(const struct task *task)
{
	static char outcomes[2][TEXT], words[2][TEXT];
	char name[20] = "";
	struct listener listener;
	enum forced_call call = FORCE_CONNECT;
	int number = 0, fd = -1, count = 1;
	enum reply reply = ANSWERED;

	sscanf(task->steps[0], "%19s %d", name, &number);
	while (call < FORCE_WRITE && strcmp(name, forced_names[call]) != 0)
		call++;
	if (!listen_on(&listener, "tcp4")) {
		snprintf(outcomes[0], TEXT, "setup failed: listen %s", strerrorname_np(errno));
	} else {
		forced_hits = 0;
		forced_errno = number;
		if (call == FORCE_CONNECT)
			forced_call = call;
		reply = ask(listener.open, START, outcomes[0], words[0], NULL);
		if (call != FORCE_CONNECT && reply == ANSWERED && strcmp(outcomes[0], "done") == 0) {
			fd = accept_within(&listener, 2000);
			settle(fd);
			forced_call = call;
			if (call == FORCE_READ)
				send(fd, "hello", 5, MSG_NOSIGNAL);
			settle(fd);
			reply = ask(call == FORCE_READ ? "read 64" : "write hello", plan.deadline_ms, outcomes[0], words[0], NULL);
			if (call == FORCE_WRITE && reply == ANSWERED) {
				settle(fd);
				count++;
				/* Nothing comes from us: if it waits, there is nothing more to hear. */
				reply = ask("read 64", 300, outcomes[1], words[1], NULL);
			}
		}
	}
	forced_call = FORCE_NOTHING;
	if (fd >= 0)
		close(fd);
	stop_listening(&listener);
	if (reply == BLOCKS || reply == BUSY)
		stop_subject();
	printf("{\"record\":\"forced\",\"case\":\"%s\",\"hash\":\"%s\",\"hits\":%d,", task->id, task->hash, forced_hits);
	print_strings("outcomes", outcomes, count);
	putchar(',');
	print_strings("words", words, count);
	puts("}");
}

/* What the runtime calls itself: the first line that its command prints. */
static void print_version(void)
{
	char line[TEXT] = "", text[TEXT];
	int out[2], status;
	FILE *said;

	if (pipe2(out, O_CLOEXEC) != 0)
		exit(4);
	fflush(stdout);
	if (fork() == 0) {
		dup2(open("/dev/null", O_RDONLY), 0);
		dup2(out[1], 1);
		dup2(out[1], 2);
		execvp(plan.version[0], plan.version);
		_exit(127);
	}
	close(out[1]);
	said = fdopen(out[0], "r");
	while (said != NULL && fgets(text, sizeof text, said) != NULL)
		if (line[0] == '\0')
			snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\r\n"), text);
	wait(&status);
	print_string(line);
}

static void print_header(void)
{
	struct utsname system;

	uname(&system);
	fputs("{\"record\":\"header\",\"protocol\":1,\"kernel\":", stdout);
	print_string(system.release);
	fputs(",\"machine\":", stdout);
	print_string(system.machine);
	fputs(",\"version\":", stdout);
	print_version();
	puts("}");
}

/* All tasks once, in one process of the subject as long as it lives; each trial begins with another task, so that what one leaves behind shows. */
static void try_all(long trial)
{
	int i;

	for (i = 0; i < plan.count; i++) {
		const struct task *task = &plan.tasks[(i + trial * 7) % plan.count];

		/* Forced errors are asked for in plans of their own, since the filter costs every call some time. */
		if (subject.pid == 0)
			start_subject(plan.subject, task->kind == FORCE);
		if (task->kind == CASE)
			try_case(task);
		else if (task->kind == HTTP)
			try_http(task);
		else
			try_force(task);
		fflush(stdout);
	}
	stop_subject();
}

int main(void)
{
	long long began = now_ms();
	long trial;

	/* A subject that is gone must not take the driver with it. */
	signal(SIGPIPE, SIG_IGN);
	read_plan();
	print_header();
	fflush(stdout);
	for (trial = 0; trial < plan.trials; trial++)
		try_all(trial);
	printf("{\"record\":\"end\",\"sigpipe\":\"%s\",\"elapsedMs\":%lld}\n", sigpipe, now_ms() - began);
	return fflush(stdout) == 0 ? 0 : 4;
}
