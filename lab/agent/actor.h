/*
 * An actor makes calls: process 0 of a case, the processes that it forks, and a helper for each call that was started, which is a thread
 * where the system has them. This file has what all of them share: descriptors, deadlines, the signals that a call raises, and settling.
 */
#ifndef SOCKATLAS_ACTOR_H
#define SOCKATLAS_ACTOR_H

#include "plan.h"

struct descriptor {
	int fd;           /* -1: not open */
	int kind;         /* an index of socket_kinds, for descriptors made by socket */
	char missing[48]; /* why it could not be made, or "" */
};

/* A call that was started and may still be going on. */
struct pending {
	int busy;         /* it was started, and its end was not seen yet */
	pid_t pid;        /* the process that makes it; 0 where a thread does */
#ifdef HAS_THREADS
	pthread_t thread;
#endif
	int channel;      /* where its answer comes from */
	const struct step *step;
	int collected;    /* it was awaited to its end, and this is what it gave */
	struct observation observation;
};

enum { RECEIVE_MAX = 1 << 20, CONTROL_MAX = 8192 };

/* Where received bytes go. Whoever makes calls at the same time has one of his own. */
struct room {
	unsigned char received[RECEIVE_MAX];
	union {
		long long aligned; /* as control messages have to be */
		char space[CONTROL_MAX];
	} control;
};

/* The way to another process: a pipe for commands, a pipe for replies. */
struct peer {
	pid_t pid; /* 0: none, or reaped */
	int commands;
	int replies;
	char ended[32]; /* how it ended: "killed SIGPIPE", "exited"; "" if it never was */
};

struct actor {
	const struct plan_case *plan_case;
	enum pacing pacing;
	int process;
	long deadline_ms;           /* 0: calls may take for ever (helpers) */
	long timer_ms;              /* the longest timer that may end the call that is made now, or 0 */
	long late_from_ms;          /* a call under a timer that is at least so long says when it returned only after it */
	long quiet_us;              /* how long nothing must change before things count as settled */
	struct room *room;
	int async_started;          /* a call was just started; whether it has begun to wait cannot be seen */
	struct descriptor descriptors[MAX_DESCRIPTORS];
	struct endpoint endpoints[MAX_DESCRIPTORS];
	struct pending pending[MAX_ASYNC];
	struct peer peers[MAX_PROCESSES]; /* used by process 0 alone */
	pid_t peer_pids[MAX_PROCESSES];   /* remembered when they are dead */
	pid_t peer_helpers[MAX_PROCESSES][MAX_ASYNC]; /* helpers that they started, which must not outlive them */
	int reply;                  /* where a process other than 0 answers; else -1 */
};

/* How many times slower than an ordinary machine this one is, 1 to 20; it scales every time that the agent waits. */
static double slowness = 1.0;

static long scaled(long ms)
{
	return (long)((double)ms * slowness);
}

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void sleep_us(long us)
{
	struct timespec t;

	t.tv_sec = us / 1000000;
	t.tv_nsec = us % 1000000 * 1000;
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

/* ---- Signals and deadlines ---- */

/* What concerns the call that a thread makes at the moment. The first is the process's own thread, the others make started calls. */
struct caller {
	volatile sig_atomic_t deadline_passed;
	volatile sig_atomic_t arrived[NOTED_SIGNALS];
	long long began_us; /* when its call began, if it can be late */
	long long late_us;  /* how long it takes at least if it is */
#ifdef HAS_THREADS
	volatile sig_atomic_t used;
	pthread_t thread;
#endif
};

static struct caller callers[1 + MAX_ASYNC];
static volatile sig_atomic_t helper_threads; /* whether there are any, or were */

/* The one who asks. Signal handlers ask, too: POSIX lets them call pthread_self and pthread_equal. */
static struct caller *this_caller(void)
{
#ifdef HAS_THREADS
	int i;

	for (i = 1; i <= MAX_ASYNC && helper_threads; i++)
		if (callers[i].used && pthread_equal(callers[i].thread, pthread_self()))
			return &callers[i];
#endif
	return &callers[0];
}

/* Whether the call that was just made has been interrupted because its time was up. */
static int deadline_passed(void)
{
	return this_caller()->deadline_passed;
}

static void on_alarm(int signal_number)
{
	(void)signal_number;
	this_caller()->deadline_passed = 1;
}

static void on_noted(int signal_number)
{
	struct caller *caller = this_caller();
	size_t i;

	for (i = 0; i < NOTED_SIGNALS; i++)
		if (noted_signals[i] == signal_number)
			caller->arrived[i] = 1;
}

/* Wakes the thread of a started call that nobody waits for any more. */
static void on_wake(int signal_number)
{
	(void)signal_number;
}

static void handle(int signal_number, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler; /* no SA_RESTART: a call that the alarm interrupts must return */
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

/* Whoever started us may have left signals ignored or blocked, and both are inherited: service managers ignore SIGPIPE, for one. */
static void reset_signals(void)
{
	sigset_t none;
	size_t i;
	int s;

	for (s = 1; s < 32; s++)
		if (s != SIGKILL && s != SIGSTOP)
			handle(s, SIG_DFL);
	handle(SIGALRM, on_alarm);
	handle(SIGUSR2, on_wake);
	for (i = 0; i < NOTED_SIGNALS; i++)
		handle(noted_signals[i], on_noted);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static long long alarm_rings_at; /* when the alarm of this process rings, or 0 */

/* Rings after `ms`, and then again and again, so that a signal which comes just before the call begins to wait is not the last one. */
static void set_alarm(long ms)
{
	struct itimerval timer;

	timer.it_value.tv_sec = ms / 1000;
	timer.it_value.tv_usec = ms % 1000 * 1000;
	timer.it_interval.tv_sec = 0;
	timer.it_interval.tv_usec = ms > 0 ? 20000 : 0;
	setitimer(ITIMER_REAL, &timer, NULL);
	alarm_rings_at = ms > 0 ? now_us() + (long long)ms * 1000 : 0;
}

/*
 * Called just before a call: forgets old signals and sees to the deadline. An alarm that was set for an earlier call stays if it leaves this
 * one its whole time and no more than an eighth beyond: setting it for each call would be half of all that a short trial does.
 */
static void before_call(const struct actor *me)
{
	struct caller *caller = this_caller();
	long most_ms = me->timer_ms + me->deadline_ms;
	long long now, left;
	size_t i;

	for (i = 0; i < NOTED_SIGNALS; i++)
		caller->arrived[i] = 0;
	caller->late_us = 0;
	if (me->deadline_ms > 0) {
		now = now_us();
		left = alarm_rings_at - now;
		if (left < (long long)most_ms * 1000 || left > (long long)most_ms * 1125)
			set_alarm(most_ms + most_ms / 8);
		if (me->timer_ms > 0 && me->timer_ms >= me->late_from_ms) {
			caller->began_us = now;
			caller->late_us = (long long)me->timer_ms * 900; /* kernels count in ticks, and may begin in the middle of one */
		}
	}
	caller->deadline_passed = 0;
}

/* Called after a call with what it returned and the errno it left: the observation of a call that returns a count or 0. */
static void after_call(struct observation *o, long returned, int error)
{
	const struct caller *caller = this_caller();
	size_t i;

	clear_observation(o);
	if (returned >= 0) {
		o->outcome = RETURNED;
		o->number = returned;
	} else if (error == EINTR && caller->deadline_passed) {
		o->outcome = BLOCKS;
	} else {
		o->outcome = FAILED;
		o->number = error;
	}
	o->late = o->outcome != BLOCKS && caller->late_us > 0 && now_us() - caller->began_us >= caller->late_us;
	for (i = 0; i < NOTED_SIGNALS; i++)
		if (caller->arrived[i])
			o->signals |= 1u << i;
	if (caller->deadline_passed)
		set_alarm(0); /* it would ring on */
}

/* The same for a call that wanted to send `wanted` bytes: one that the alarm interrupted half-way was blocked, too. */
static void after_sending(struct observation *o, long returned, int error, size_t wanted)
{
	after_call(o, returned, error);
	if (returned >= 0 && (size_t)returned < wanted && deadline_passed()) {
		o->outcome = BLOCKS;
		o->number = 0;
		o->late = 0;
	}
}

/* The same for a call that wanted at least one byte, or for `wanted` 0, none: keeps the first bytes that came. */
static void after_receiving(struct observation *o, long returned, int error, const unsigned char *bytes, size_t wanted)
{
	after_call(o, returned, error);
	if (returned == 0 && wanted > 0)
		o->outcome = END_OF_FILE;
	if (returned > 0) {
		o->bytes_shown = returned < SHOWN_BYTES ? (unsigned)returned : SHOWN_BYTES;
		memcpy(o->bytes, bytes, o->bytes_shown);
	}
}

/* The same for a call that made something whose number means nothing elsewhere. */
static void after_making(struct observation *o, long returned, int error)
{
	after_call(o, returned, error);
	if (returned >= 0) {
		o->outcome = DONE;
		o->number = 0;
		o->late = 0;
	}
}

/* What the steps that are more than a call may take: fill and exec, which loads a program, in milliseconds, and connect-pair, in deadlines. */
enum { FILL_LIMIT_MS = 30000, PAIR_DEADLINES = 10, EXEC_LIMIT_MS = 10000 };

/* ---- Descriptors ---- */

static void put_descriptor(struct actor *me, long slot, int fd)
{
	me->descriptors[slot].fd = fd;
	me->descriptors[slot].missing[0] = '\0';
}

/* The descriptor of argument `index`; -1 with the observation set if there is none. */
static int descriptor_of(const struct actor *me, const struct step *step, int index, struct observation *o)
{
	const struct descriptor *d = &me->descriptors[step->number[index]];

	if (d->fd < 0 && d->missing[0] != '\0')
		observe_text(o, SETUP_FAILED, "%s", d->missing);
	else if (d->fd < 0)
		observe_text(o, INCONCLUSIVE, "descriptor %d is not open in process %d", step->number[index], me->process);
	return d->fd;
}

/* The step that should have made the descriptor of argument `index` failed with `o`: later steps that need it say so. */
static void note_missing(struct actor *me, const struct step *step, int index, const struct observation *o)
{
	const char *why = o->outcome == FAILED ? errno_name((int)o->number) : o->outcome == BLOCKS ? "blocks" : "failed";

	snprintf(me->descriptors[step->number[index]].missing, sizeof me->descriptors[0].missing, "%.24s %.20s", step->call->name, why);
}

/* What a descriptor of the plan is bound to now, if it is an internet socket and open here; else what was noted stays. */
static void renew_address(struct actor *me, long slot)
{
	const struct endpoint *known = &me->endpoints[slot];

	if (me->descriptors[slot].fd >= 0 && known->length > 0 && (known->address.ss_family == AF_INET || known->address.ss_family == AF_INET6))
		renew_endpoint(me->descriptors[slot].fd, &me->endpoints[slot]);
}

/* The address of argument `index`, asked for if it is open here; NULL with the observation set if it was never bound. */
static const struct endpoint *endpoint_of(struct actor *me, const struct step *step, int index, struct observation *o)
{
	const struct endpoint *endpoint = &me->endpoints[step->number[index]];

	renew_address(me, step->number[index]);
	if (endpoint->length > 0)
		return endpoint;
	if (endpoint->missing[0] != '\0')
		observe_text(o, SETUP_FAILED, "%s", endpoint->missing);
	else
		observe_text(o, INCONCLUSIVE, "descriptor %d was never bound", step->number[index]);
	return NULL;
}

static void close_descriptor(struct actor *me, long slot)
{
	if (me->descriptors[slot].fd >= 0)
		close(me->descriptors[slot].fd);
	me->descriptors[slot].fd = -1;
}

/* Closes all descriptors whose bit is not in `keep`. */
static void close_all_but(struct actor *me, unsigned long keep)
{
	long slot;

	for (slot = 0; slot < MAX_DESCRIPTORS; slot++)
		if (!(keep >> slot & 1))
			close_descriptor(me, slot);
}

/* ---- Settling ---- */

/*
 * How long things must be quiet. What delivers bytes and ends of connections does so before the call that sent them returns (AF_UNIX, pipes,
 * and Linux's TCP, whose soft interrupt runs first), or a moment later where many cases are in flight: QUIET_US. But not
 *
 * - where threads of the stack's own deliver: FreeBSD's netisr, gVisor's goroutines. Such a thread is ready at once and may have to wait for a
 *   processor until the one that runs has used up its slice, which is 10 ms for Go's scheduler and for the BSDs' at most;
 * - with MPTCP, where the end of a connection is handled by work in a queue of the kernel's (mptcp_worker): on our side, then on the peer's.
 *   A kernel worker may wait until the next tick of the clock takes the processor from whoever has it, so that is two ticks.
 *
 * AF_UNIX and pipes never wait for these.
 */
enum { QUIET_US = 3000, THREAD_SLICE_US = 10000, SETTLE_LIMIT_US = 200000, ASYNC_START_US = 20000, LOOK_EVERY_US = 1500, LATE_US = 3000 };

struct state {
	short events[MAX_DESCRIPTORS];
	int readable[MAX_DESCRIPTORS];
};

static int threads_deliver; /* what is sent through loopback arrives only after send() has returned; measured at the start */

/* The length of a tick of the kernel's clock in microseconds, at most 10 ms: what a system says that keeps a coarse clock, or 10 ms. */
static long tick_us(void)
{
#ifdef CLOCK_MONOTONIC_COARSE
	struct timespec tick;

	if (clock_getres(CLOCK_MONOTONIC_COARSE, &tick) == 0 && tick.tv_sec == 0 && tick.tv_nsec > 0 && tick.tv_nsec < 10000000)
		return tick.tv_nsec / 1000;
#endif
	return 10000;
}

/* How long nothing must change in this case before it counts as settled, on a machine of ordinary speed. */
static long quiet_us_of(const struct plan_case *plan_case)
{
	if (uses_protocol(plan_case))
		return QUIET_US + 2 * tick_us();
	return threads_deliver && uses_internet(plan_case) ? THREAD_SLICE_US : QUIET_US;
}

/* What can be seen of all descriptors without consuming anything: poll bits, and bytes that could be read. */
static void look(const struct actor *me, struct state *state)
{
	struct pollfd fds[MAX_DESCRIPTORS];
	long slot;

	memset(state, 0, sizeof *state);
	for (slot = 0; slot < MAX_DESCRIPTORS; slot++) {
		size_t i;

		fds[slot].fd = me->descriptors[slot].fd; /* poll passes over -1 */
		fds[slot].events = 0;
		fds[slot].revents = 0;
		for (i = 0; poll_events[i].name != NULL; i++)
			fds[slot].events = (short)(fds[slot].events | poll_events[i].value);
	}
	poll(fds, MAX_DESCRIPTORS, 0);
	for (slot = 0; slot < MAX_DESCRIPTORS; slot++) {
		state->events[slot] = fds[slot].revents;
		if (fds[slot].fd >= 0 && ioctl(fds[slot].fd, FIONREAD, &state->readable[slot]) < 0)
			state->readable[slot] = -1;
	}
}

/*
 * Waits until nothing changes any more, as far as this process can see. Time in which this process itself got no processor does not
 * count as quiet: then nobody else who had something to do, such as a kernel's thread that delivers packets, need have got one.
 */
static void settle(struct actor *me)
{
	struct state before, after;
	long long start = now_us(), quiet_since = start, time = start, slept_at;

	if (me->async_started)
		sleep_us((long)(ASYNC_START_US * slowness));
	me->async_started = 0;
	look(me, &before);
	do {
		slept_at = now_us();
		sleep_us((long)(LOOK_EVERY_US * slowness));
		time = now_us();
		if ((double)(time - slept_at) > (LOOK_EVERY_US + LATE_US) * slowness)
			quiet_since = time;
		look(me, &after);
		if (memcmp(&before, &after, sizeof before) != 0) {
			before = after;
			quiet_since = time;
		}
	} while ((double)(time - quiet_since) < (double)me->quiet_us * slowness && (double)(time - start) < SETTLE_LIMIT_US * slowness);
}

/*
 * How long a step may take from its beginning to its end, in milliseconds, with settling and some time for a machine that has much else
 * to do. `deadline_ms` is what one call may take here.
 */
static long step_limit_ms(const struct step *step, long deadline_ms)
{
	const char *name = step->call == NULL ? "" : step->call->name;
	long limit = step->timer_ms + deadline_ms + scaled((SETTLE_LIMIT_US + ASYNC_START_US) / 1000 + 50);

	if (strcmp(name, "fill") == 0)
		limit += scaled(FILL_LIMIT_MS);
	else if (strcmp(name, "connect-pair") == 0 || strcmp(name, "kill") == 0)
		limit += deadline_ms * PAIR_DEADLINES;
	else if (strcmp(name, "exec") == 0)
		limit += scaled(EXEC_LIMIT_MS);
	return limit;
}

/*
 * How long a trial of the case takes if all goes as it most often does, in milliseconds; only to begin with those that take long. A call that
 * is awaited, that reads or that accepts waits in one case of three or so.
 */
static long expected_ms(const struct plan_case *plan_case, long deadline_ms)
{
	static const char *const waiting[] = { "await", "read", "recv", "recvmsg", "readv", "accept", "connect", "recv-fds", "recvmmsg", "splice-in" };
	long expected = 0;
	size_t i, w;

	for (i = 0; i < (size_t)plan_case->step_count; i++) {
		const struct step *step = &plan_case->steps[i];
		const char *name = step->call == NULL ? "" : step->call->name;

		expected += QUIET_US / 1000 + step->timer_ms;
		if (strcmp(name, "fill") == 0)
			expected += 150;
		if (step->async >= 0) {
			expected += ASYNC_START_US / 1000;
			continue;
		}
		for (w = 0; w < sizeof waiting / sizeof waiting[0]; w++)
			if (strcmp(name, waiting[w]) == 0)
				expected += deadline_ms / 3;
	}
	return expected;
}

#endif
