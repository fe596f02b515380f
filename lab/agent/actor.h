/*
 * An actor is a process that makes calls: process 0 of a case, the processes that it forks, and a helper for each call that was started
 * asynchronously. This file has what all of them share: descriptors, deadlines, the signals that a call raises, and settling.
 */
#ifndef SOCKATLAS_ACTOR_H
#define SOCKATLAS_ACTOR_H

#include "plan.h"

struct descriptor {
	int fd;           /* -1: not open */
	int kind;         /* an index of socket_kinds, for descriptors made by socket */
	char missing[48]; /* why it could not be made, or "" */
};

/* A call that was started and may still be going on, in a helper process of its own. */
struct pending {
	pid_t pid;        /* 0: none, or reaped */
	int channel;      /* where its observation comes from; -1 once it came */
	const struct step *step;
	int collected;    /* it was awaited to its end, and this is what it gave */
	struct observation observation;
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

static volatile sig_atomic_t deadline_passed;
static volatile sig_atomic_t arrived[NOTED_SIGNALS];

static void on_alarm(int signal_number)
{
	(void)signal_number;
	deadline_passed = 1;
}

static void on_noted(int signal_number)
{
	size_t i;

	for (i = 0; i < NOTED_SIGNALS; i++)
		if (noted_signals[i] == signal_number)
			arrived[i] = 1;
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
	for (i = 0; i < NOTED_SIGNALS; i++)
		handle(noted_signals[i], on_noted);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Rings after `ms`, and then again and again, so that a signal which comes just before the call begins to wait is not the last one. */
static void set_alarm(long ms)
{
	struct itimerval timer;

	timer.it_value.tv_sec = ms / 1000;
	timer.it_value.tv_usec = ms % 1000 * 1000;
	timer.it_interval.tv_sec = 0;
	timer.it_interval.tv_usec = ms > 0 ? 20000 : 0;
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* Called just before a call: forgets old signals and sets the deadline. */
static void before_call(const struct actor *me)
{
	size_t i;

	for (i = 0; i < NOTED_SIGNALS; i++)
		arrived[i] = 0;
	deadline_passed = 0;
	if (me->deadline_ms > 0)
		set_alarm(me->deadline_ms);
}

/* Called after a call with what it returned and the errno it left: the observation of a call that returns a count or 0. */
static void after_call(struct observation *o, long returned, int error)
{
	size_t i;

	clear_observation(o);
	if (returned >= 0) {
		o->outcome = RETURNED;
		o->number = returned;
	} else if (error == EINTR && deadline_passed) {
		o->outcome = BLOCKS;
	} else {
		o->outcome = FAILED;
		o->number = error;
	}
	for (i = 0; i < NOTED_SIGNALS; i++)
		if (arrived[i])
			o->signals |= 1u << i;
	if (deadline_passed)
		set_alarm(0); /* it would ring on */
}

/* The same for a call that wanted to send `wanted` bytes: one that the alarm interrupted half-way was blocked, too. */
static void after_sending(struct observation *o, long returned, int error, size_t wanted)
{
	after_call(o, returned, error);
	if (returned >= 0 && (size_t)returned < wanted && deadline_passed) {
		o->outcome = BLOCKS;
		o->number = 0;
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
	}
}

/* What the steps that are made of many calls may take: fill, in milliseconds, and connect-pair, in deadlines. */
enum { FILL_LIMIT_MS = 5000, PAIR_DEADLINES = 10 };

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

/* The address of argument `index`; NULL with the observation set if it was never bound. */
static const struct endpoint *endpoint_of(const struct actor *me, const struct step *step, int index, struct observation *o)
{
	const struct endpoint *endpoint = &me->endpoints[step->number[index]];

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

enum { QUIET_US = 3000, SETTLE_LIMIT_US = 200000, ASYNC_START_US = 20000, LOOK_EVERY_US = 1500, LATE_US = 3000 };

struct state {
	short events[MAX_DESCRIPTORS];
	int readable[MAX_DESCRIPTORS];
};

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
	} while ((double)(time - quiet_since) < QUIET_US * slowness && (double)(time - start) < SETTLE_LIMIT_US * slowness);
}

/*
 * How long a step may take from its beginning to its end, in milliseconds, with settling and some time for a machine that has much else
 * to do. `deadline_ms` is what one call may take here.
 */
static long step_limit_ms(const struct step *step, long deadline_ms)
{
	const char *name = step->call == NULL ? "" : step->call->name;
	long limit = deadline_ms + scaled((SETTLE_LIMIT_US + ASYNC_START_US) / 1000 + 50);

	if (strcmp(name, "fill") == 0)
		limit += scaled(FILL_LIMIT_MS);
	else if (strcmp(name, "connect-pair") == 0 || strcmp(name, "kill") == 0)
		limit += deadline_ms * PAIR_DEADLINES;
	return limit;
}

#endif
