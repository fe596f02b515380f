/*
 * The sockatlas agent: reads a plan on standard input, makes the calls that it says, and writes what they returned on standard output.
 * PROTOCOL.md describes both. C99 and POSIX, nothing else: cc -o agent agent.c
 *
 * Its parts stand below in the order in which they are best read, each using only those above it. Here: trials, cases, and the supervisor
 * that keeps many cases in flight.
 */
#include "portability.h"       /* one source for all systems */
#include "names.h"             /* names for numbers */
#include "observation.h"       /* what a step gave back */
#include "links.h"             /* kinds of sockets, addresses, connected pairs */
#include "plan.h"              /* reading a plan */
#include "actor.h"             /* a process that makes calls: descriptors, deadlines, settling */
#include "processes.h"         /* started calls, and more than one process */
#include "calls-socket.h"      /* the calls: making and ending descriptors, options, */
#include "calls-data.h"        /* moving bytes, */
#include "calls-readiness.h"   /* waiting for events, */
#include "calls-address.h"     /* addresses, */
#include "calls-credentials.h" /* who a message comes from, */
#include "calls-process.h"     /* signals, other programs; */
#include "calls.h"             /* the table of all of them */
#include "identity.h"          /* what this system is */

/* ---- A trial ---- */

static void begin_trial(struct actor *me)
{
	long i;

	for (i = 0; i < MAX_DESCRIPTORS; i++) {
		me->descriptors[i].fd = -1;
		me->descriptors[i].missing[0] = '\0';
		me->endpoints[i].length = 0;
		me->endpoints[i].missing[0] = '\0';
	}
	for (i = 0; i < MAX_PROCESSES; i++)
		me->peers[i].ended[0] = '\0';
	for (i = 0; i < MAX_ASYNC; i++)
		me->pending[i].collected = 0;
	me->async_started = 0;
}

/* Makes one step; whether the trial goes on after it. */
static int run_step(struct actor *me, int index, struct observation *o)
{
	if (me->plan_case->steps[index].process == 0)
		perform(me, index, o);
	else
		ask(me, index, o);
	/* A pair that could not be made leaves nothing to ask. */
	return !ends_trial(o) && !(o->outcome == SETUP_FAILED && index == 0);
}

#ifdef STACK_IS_A_LIBRARY /* see docker/lwip/lwip.h */

/* The life of the process of a trial: makes the steps and tells what each gave. What it opened ends with it, and so does its stack. */
static void live_a_trial(struct actor *me, int out)
{
	int i, goes_on = 1;

	dup2(STDERR_FILENO, STDOUT_FILENO); /* what the stack prints, such as an assertion that fails, is no observation */
	begin_trial(me);
	for (i = 0; goes_on && i < me->plan_case->step_count; i++) {
		struct observation o;

		memset(&o, 0, sizeof o);
		goes_on = run_step(me, i, &o);
		tell(out, &o, sizeof o);
	}
	_exit(0);
}

/*
 * Runs all steps once, in a process of its own, with a stack that no other trial has used; returns how many were observed. The process dies where
 * an assertion of the stack's fails: then the step that it did not get through is `killed`, and nobody is left to make those after it. A stack that
 * has locked itself out never comes back: the step in which it did not is `blocks`, and those after it are inconclusive.
 */
static int run_trial(struct actor *me, struct observation *observations)
{
	int ends[2], status = 0, i, count = me->plan_case->step_count, seen = 0, silent = 0;
	pid_t pid;

	if (me->plan_case->steps[0].unsupported != NULL) { /* nothing will be opened */
		perform(me, 0, &observations[0]);
		return 1;
	}
	if (pipe(ends) < 0)
		give_up("a pipe to a trial");
	pid = fork_actor();
	if (pid < 0)
		give_up("a process for a trial");
	if (pid == 0) {
		close(ends[0]);
		live_a_trial(me, ends[1]);
	}
	close(ends[1]);
	while (seen < count) {
		silent = !wait_readable(ends[0], step_limit_ms(&me->plan_case->steps[seen], me->deadline_ms) + me->deadline_ms * 3 + scaled(1000));
		if (silent || !hear(ends[0], &observations[seen], sizeof observations[0]))
			break;
		seen++;
	}
	close(ends[0]);
	if (silent)
		kill(pid, SIGKILL);
	reap(pid, &status);
	if (silent) {
		clear_observation(&observations[seen]);
		observations[seen++].outcome = BLOCKS;
		if (seen < count)
			observe_text(&observations[seen++], INCONCLUSIVE, "the stack does not answer any more");
		return seen;
	}
	if (seen == count || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return seen;
	if (!WIFSIGNALED(status)) {
		observe_text(&observations[seen], INCONCLUSIVE, "the trial ended with code %d", WEXITSTATUS(status));
		return seen + 1;
	}
	clear_observation(&observations[seen]);
	observations[seen].outcome = KILLED;
	observations[seen].number = WTERMSIG(status);
	for (i = seen + 1; i < count; i++)
		observe_text(&observations[i], SETUP_FAILED, "process killed %.20s", signal_name(WTERMSIG(status)));
	return count;
}

#else

static void end_trial(struct actor *me)
{
	int i;

	for (i = 0; i < MAX_ASYNC; i++)
		end_helper(&me->pending[i]);
	for (i = 1; i < MAX_PROCESSES; i++)
		if (me->peers[i].pid != 0) {
			struct observation ignored;

			kill(me->peers[i].pid, SIGKILL);
			bury(me, i, &ignored, 1);
		}
	close_all_but(me, 0);
	for (i = 0; i < MAX_DESCRIPTORS; i++)
		unlink_endpoint(&me->endpoints[i]);
}

/* Runs all steps once; returns how many were observed. */
static int run_trial(struct actor *me, struct observation *observations)
{
	int i = 0, goes_on = 1;

	begin_trial(me);
	while (goes_on && i < me->plan_case->step_count) {
		goes_on = run_step(me, i, &observations[i]);
		i++;
	}
	end_trial(me);
	return i;
}

#endif

/* ---- A case: many trials, few distinct traces ---- */

enum { MAX_TRACES = 400 };

struct trace {
	enum pacing pacing;
	long count;
	int length;
	struct observation *observations;
};

struct traces {
	struct trace *list;
	int count;
	int latest; /* where the last trial was found: the next one is most often the same */
	long trials; /* all trials so far, also those beyond MAX_TRACES */
};

static int is_trace(const struct trace *trace, enum pacing pacing, const struct observation *observations, int length)
{
	int i;

	if (trace->pacing != pacing || trace->length != length)
		return 0;
	for (i = 0; i < length; i++)
		if (!same_observation(&trace->observations[i], &observations[i]))
			return 0;
	return 1;
}

static void count_trace(struct traces *traces, enum pacing pacing, const struct observation *observations, int length)
{
	int i = traces->latest;

	traces->trials++;
	if (i >= traces->count || !is_trace(&traces->list[i], pacing, observations, length))
		for (i = 0; i < traces->count; i++)
			if (is_trace(&traces->list[i], pacing, observations, length))
				break;
	if (i == traces->count) {
		struct trace *trace = &traces->list[i];

		if (traces->count == MAX_TRACES)
			return; /* reported as missing trials: nothing is counted that was not seen */
		trace->pacing = pacing;
		trace->count = 0;
		trace->length = length;
		trace->observations = allocate((size_t)length * sizeof *observations);
		memcpy(trace->observations, observations, (size_t)length * sizeof *observations);
		traces->count++;
	}
	traces->list[i].count++;
	traces->latest = i;
}

static int by_pacing_and_count(const void *a, const void *b)
{
	const struct trace *x = a, *y = b;

	if (x->pacing != y->pacing)
		return x->pacing < y->pacing ? -1 : 1;
	return x->count > y->count ? -1 : x->count < y->count;
}

static void text_trace(struct text *text, const struct trace *trace)
{
	int i, first = 1;
	unsigned b;

	text_format(text, "{\"pacing\":\"%s\",\"count\":%ld,\"outcomes\":[", trace->pacing == BACK_TO_BACK ? "back-to-back" : "settled", trace->count);
	for (i = 0; i < trace->length; i++) {
		if (i > 0)
			text_format(text, ",");
		text_outcome(text, &trace->observations[i]);
	}
	text_format(text, "],\"bytes\":{");
	for (i = 0; i < trace->length; i++) {
		const struct observation *o = &trace->observations[i];

		if (o->bytes_shown == 0)
			continue;
		text_format(text, "%s\"%d\":\"", first ? "" : ",", i);
		for (b = 0; b < o->bytes_shown; b++)
			text_format(text, "%02x", o->bytes[b]);
		text_format(text, "\"");
		first = 0;
	}
	text_format(text, "}}");
}

/*
 * Tells the supervisor all that was seen so far: a line with the number of trials that it counts, and the traces as JSON. The last line
 * replaces all before it, so that a case which hangs or dies later has lost nothing.
 */
static void tell_traces(struct traces *traces, int out)
{
	struct text text = { NULL, 0, 0 };
	struct trace *sorted = allocate((size_t)traces->count * sizeof *sorted);
	long counted = 0;
	int i;

	memcpy(sorted, traces->list, (size_t)traces->count * sizeof *sorted);
	qsort(sorted, (size_t)traces->count, sizeof *sorted, by_pacing_and_count);
	for (i = 0; i < traces->count; i++)
		counted += sorted[i].count;
	text_format(&text, "%ld [", counted);
	for (i = 0; i < traces->count; i++) {
		if (i > 0)
			text_format(&text, ",");
		text_trace(&text, &sorted[i]);
	}
	text_format(&text, "]\n");
	tell(out, text.start, text.length);
	free(text.start);
	free(sorted);
}

/* The life of a case's process 0. */
static void run_case(const struct plan *plan, const struct plan_case *plan_case, int out)
{
	enum { TELL_EVERY_US = 200000 };
	static struct actor me;
	static struct room room;
	struct observation observations[MAX_STEPS];
	struct traces traces = { NULL, 0, 0, 0 };
	long long told = now_us();
	int t;
	long trial;

	reset_signals();
	/*
	 * Whoever delivers packets goes first. Linux before 6.4 leaves them to a thread of ordinary priority once there are many, and one
	 * that waits behind dozens of cases makes loopback look as slow as a network.
	 */
	if (nice(19) < 0)
		errno = 0; /* then at the priority that we have */
	traces.list = allocate(MAX_TRACES * sizeof *traces.list);
	me.plan_case = plan_case;
	me.deadline_ms = scaled(plan->deadline_ms);
	me.late_from_ms = plan->deadline_ms;
	me.quiet_us = quiet_us_of(plan_case);
	me.room = &room;
	me.reply = -1;
	for (t = 0; t < plan->pacing_count; t++) {
		me.pacing = plan->pacings[t];
		for (trial = 0; trial < plan->trials; trial++) {
			int length = run_trial(&me, observations);
			long long time = now_us();

			count_trace(&traces, me.pacing, observations, length);
			if (time - told > TELL_EVERY_US) {
				tell_traces(&traces, out);
				told = time;
			}
		}
	}
	tell_traces(&traces, out);
	_exit(0);
}

/* ---- A directory of our own ---- */

static void make_directory(void)
{
	const char *parents[3];
	int i;

	parents[0] = getenv("TMPDIR");
	parents[1] = "/tmp";
	parents[2] = ".";
	for (i = 0; i < 3; i++) {
		/* The address of a socket has room for 100 bytes or so, and macOS likes long temporary directories. */
		if (parents[i] == NULL || strlen(parents[i]) > sizeof directory - 24)
			continue;
		snprintf(directory, sizeof directory, "%.40s/sockatlas.%ld", parents[i], (long)getpid());
		if (mkdir(directory, 0700) == 0)
			return;
	}
	give_up("a directory for sockets (set TMPDIR to one that can be written)");
}

/* Removes the directory and what killed cases left in it. */
static void remove_directory(void)
{
	DIR *open_directory = opendir(directory);
	struct dirent *entry;
	char path[400];

	while (open_directory != NULL && (entry = readdir(open_directory)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	if (open_directory != NULL)
		closedir(open_directory);
	rmdir(directory);
}

/* ---- The supervisor ---- */

/* A case in flight. */
struct job {
	const struct plan_case *plan_case;
	pid_t pid;               /* also its process group; 0: free */
	int reaped;              /* it has ended, with this status */
	int status;
	int from;
	struct text heard;
	long long silent_since;
};

static volatile sig_atomic_t stopping;

static void on_stop(int signal_number)
{
	stopping = signal_number;
}

/* How long a case may say nothing: every step may take what it may, and then some. In microseconds. */
static long long patience_us(const struct plan *plan, const struct plan_case *plan_case)
{
	long ms = scaled(5000);
	int i;

	for (i = 0; i < plan_case->step_count; i++)
		ms += step_limit_ms(&plan_case->steps[i], scaled(plan->deadline_ms));
	return (long long)ms * 1000;
}

static void start_job(struct job *jobs, int job_count, struct job *job, const struct plan *plan, const struct plan_case *plan_case)
{
	int ends[2], i;

	if (pipe(ends) < 0)
		give_up("a pipe to a case");
	fflush(NULL);
	job->pid = fork();
	if (job->pid < 0)
		give_up("a process for a case");
	if (job->pid == 0) {
		setpgid(0, 0);
		close(ends[0]);
		for (i = 0; i < job_count; i++)
			if (&jobs[i] != job && jobs[i].pid != 0)
				close(jobs[i].from);
		run_case(plan, plan_case, ends[1]);
	}
	setpgid(job->pid, job->pid); /* whichever of the two comes first */
	close(ends[1]);
	job->reaped = 0;
	job->plan_case = plan_case;
	job->from = ends[0];
	job->heard.length = 0;
	job->silent_since = now_us();
}

/* The last complete line that a case told, or NULL. Cuts what was heard. */
static char *last_line(struct text *heard)
{
	char *end, *start;

	if (heard->length == 0)
		return NULL;
	end = heard->start + heard->length;
	while (end > heard->start && end[-1] != '\n')
		end--;
	if (end == heard->start)
		return NULL;
	end[-1] = '\0';
	start = strrchr(heard->start, '\n');
	return start == NULL ? heard->start : start + 1;
}

/* Only the last complete line counts: what stands before it can go. */
static void forget_old_lines(struct text *heard)
{
	char *last, *before;

	if (heard->length < 65536)
		return;
	for (last = heard->start + heard->length - 1; last > heard->start && *last != '\n'; last--)
		;
	for (before = last - 1; before > heard->start && *before != '\n'; before--)
		;
	if (before > heard->start) {
		heard->length = (size_t)(heard->start + heard->length - (before + 1));
		memmove(heard->start, before + 1, heard->length + 1);
	}
}

/* Prints the record of a case that is over, and frees its job. `why` says why trials are missing, if any are. */
static void finish_job(struct job *job, const struct plan *plan, const char *why)
{
	struct text text = { NULL, 0, 0 };
	char *line = last_line(&job->heard), *traces = "[]";
	long counted = line == NULL ? 0 : strtol(line, &traces, 10), wanted = plan->trials * plan->pacing_count;

	kill(-job->pid, SIGKILL); /* what is left of its group */
	close(job->from);
	job->pid = 0;
	text_format(&text, "{\"record\":\"case\",\"id\":");
	text_json(&text, job->plan_case->id);
	text_format(&text, ",\"hash\":");
	text_json(&text, job->plan_case->hash);
	text_format(&text, ",\"traces\":");
	text_append(&text, traces + strspn(traces, " "), strlen(traces + strspn(traces, " ")));
	if (counted < wanted) {
		text_format(&text, ",\"incomplete\":{\"missing\":%ld,\"why\":", wanted - counted);
		text_json(&text, why != NULL ? why : "more distinct traces than the agent counts");
		text_format(&text, "}");
	}
	text_format(&text, "}");
	puts(text.start);
	free(text.start);
}

/* A case's pipe has ended: it is over, or died. */
static void end_job(struct job *job, const struct plan *plan)
{
	char why[80];
	int status;

	if (!job->reaped)
		reap(job->pid, &job->status);
	status = job->status;
	if (WIFSIGNALED(status))
		snprintf(why, sizeof why, "killed: %s", signal_name(WTERMSIG(status)));
	else
		snprintf(why, sizeof why, "ended with code %d", WEXITSTATUS(status));
	finish_job(job, plan, WIFEXITED(status) && WEXITSTATUS(status) == 0 ? NULL : why);
}

/* Reads what a case tells; ends its job at the end of the pipe. */
static void hear_job(struct job *job, const struct plan *plan)
{
	ssize_t n;

	text_reserve(&job->heard, 65536);
	n = read(job->from, job->heard.start + job->heard.length, 65536);
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		end_job(job, plan);
		return;
	}
	job->heard.length += (size_t)n;
	job->heard.start[job->heard.length] = '\0';
	job->silent_since = now_us();
	forget_old_lines(&job->heard);
}

/* Kills the cases that have been silent for too long, and says so in their records. */
static void end_silent_jobs(struct job *jobs, int job_count, const struct plan *plan)
{
	int i;

	for (i = 0; i < job_count; i++)
		if (jobs[i].pid != 0 && now_us() - jobs[i].silent_since > patience_us(plan, jobs[i].plan_case)) {
			kill(-jobs[i].pid, SIGKILL);
			if (!jobs[i].reaped)
				reap(jobs[i].pid, &jobs[i].status);
			finish_job(&jobs[i], plan, "no sign of life");
		}
}

/*
 * Reaps whatever has ended. Where the agent is PID 1, in a container, it inherits the children of processes that were killed, and would
 * run out of processes if it left them.
 */
static void reap_all(struct job *jobs, int job_count)
{
	pid_t pid;
	int i, status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < job_count; i++)
			if (jobs[i].pid == pid) {
				jobs[i].reaped = 1;
				jobs[i].status = status;
			}
}

/* Runs all cases, `job_count` at once. */
static void run_plan(const struct plan *plan, int job_count)
{
	struct job *jobs = allocate((size_t)job_count * sizeof *jobs);
	struct pollfd *fds = allocate((size_t)job_count * sizeof *fds);
	int next = 0, running = 0, i;

	while (next < plan->case_count || running > 0) {
		for (i = 0; i < job_count && next < plan->case_count && !stopping; i++)
			if (jobs[i].pid == 0)
				start_job(jobs, job_count, &jobs[i], plan, &plan->cases[next++]);
		for (i = 0; i < job_count; i++) {
			fds[i].fd = jobs[i].pid != 0 ? jobs[i].from : -1;
			fds[i].events = POLLIN;
			fds[i].revents = 0;
		}
		poll(fds, (nfds_t)job_count, 250);
		if (stopping) {
			for (i = 0; i < job_count; i++)
				if (jobs[i].pid != 0)
					kill(-jobs[i].pid, SIGKILL);
			remove_directory();
			handle((int)stopping, SIG_DFL);
			raise((int)stopping);
		}
		for (i = 0; i < job_count; i++)
			if (jobs[i].pid != 0 && fds[i].revents != 0)
				hear_job(&jobs[i], plan);
		end_silent_jobs(jobs, job_count, plan);
		reap_all(jobs, job_count);
		for (running = 0, i = 0; i < job_count; i++)
			running += jobs[i].pid != 0;
		if (ferror(stdout))
			give_up("standard output");
		fflush(stdout);
	}
	for (i = 0; i < job_count; i++)
		free(jobs[i].heard.start);
	free(jobs);
	free(fds);
}

/* ---- Start ---- */

/* Cases mostly wait; what they compute fits many times into one processor, and fewer times into one that is emulated. */
static int default_jobs(int emulated)
{
	long cpus = 1, each = emulated ? 32 : 64;

#ifdef _SC_NPROCESSORS_ONLN
	cpus = sysconf(_SC_NPROCESSORS_ONLN);
#endif
	cpus = cpus < 1 ? 1 : cpus > 4 ? 4 : cpus;
	return (int)(cpus * each > 128 ? 128 : cpus * each);
}

/* The longest cases first: the last one to begin decides when all are done. */
static int by_expected_time(const void *a, const void *b)
{
	const struct plan_case *x = a, *y = b;

	if (x->expected_ms != y->expected_ms)
		return x->expected_ms > y->expected_ms ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

static void sort_cases(struct plan *plan)
{
	int i;

	for (i = 0; i < plan->case_count; i++) {
		plan->cases[i].position = i;
		plan->cases[i].expected_ms = expected_ms(&plan->cases[i], scaled(plan->deadline_ms));
	}
	qsort(plan->cases, (size_t)plan->case_count, sizeof plan->cases[0], by_expected_time);
}

/*
 * Finds out what this place is like, and prints the header: how many cases may be in flight here, if nobody said. A process of its own looks, so
 * that the supervisor never has a socket: a stack in a library would not get through the fork of a case. Sets `slowness` and `threads_deliver`.
 */
static int look_around(const struct plan *plan, double forced)
{
	struct pace pace;
	int ends[2], status = 0;
	pid_t pid;

	if (pipe(ends) < 0)
		give_up("a pipe to the process that looks around");
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		give_up("a process that looks around");
	if (pid == 0) {
		close(ends[0]);
		pace = measure_pace();
		slowness = forced > 0 ? forced : pace.slowness;
		print_header(plan);
		if (fflush(stdout) != 0)
			give_up("standard output");
		_exit(tell(ends[1], &pace, sizeof pace) < 0 ? 4 : 0);
	}
	close(ends[1]);
	if (!hear(ends[0], &pace, sizeof pace)) {
		reap(pid, &status);
		if (WIFSIGNALED(status)) /* an exit has its reason on standard error */
			fprintf(stderr, "agent: what looks around was killed by %s\n", signal_name(WTERMSIG(status)));
		remove_directory();
		_exit(4);
	}
	reap(pid, &status);
	close(ends[0]);
	slowness = forced > 0 ? forced : pace.slowness;
	threads_deliver = pace.threads_deliver;
	return default_jobs(pace.emulated);
}

static int usage(void)
{
	fputs("usage: agent [--jobs N] [--slowness X] [--version] < plan > observations\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	int jobs = 0, default_job_count, i;
	double forced = 0;
	long long start = now_us();
	struct plan *plan;

	program = argv[0];
	if (argc == 3 && strcmp(argv[1], "--inherit") == 0)
		inherit(atoi(argv[2]));
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--version") == 0) {
			printf("sockatlas agent, protocol " PROTOCOL ", source %s\n", AGENT_SOURCE_HASH);
			return 0;
		}
		if (i + 1 == argc)
			return usage();
		if (strcmp(argv[i], "--jobs") == 0 && (jobs = atoi(argv[++i])) >= 1 && jobs <= 1000)
			continue;
		if (strcmp(argv[i], "--slowness") == 0 && (forced = atof(argv[++i])) >= 1 && forced <= 20)
			continue;
		return usage();
	}
	plan = read_plan(stdin, calls);
	reset_signals();
	handle(SIGALRM, SIG_IGN);
	handle(SIGPIPE, SIG_IGN); /* the supervisor learns of a closed output from write */
	make_directory();
	default_job_count = look_around(plan, forced);
	sort_cases(plan);
	handle(SIGINT, on_stop);
	handle(SIGTERM, on_stop);
	run_plan(plan, jobs > 0 ? jobs : default_job_count);
	remove_directory();
	printf("{\"record\":\"end\",\"cases\":%d,\"elapsedMs\":%lld}\n", plan->case_count, (now_us() - start) / 1000);
	if (fflush(stdout) != 0 || ferror(stdout))
		give_up("standard output");
	return 0;
}
