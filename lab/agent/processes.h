/*
 * The processes of a case. Process 0 conducts: it runs its own steps, and hands each step of another process over and waits for the
 * observation, so that steps happen one after another. A call that is started runs in a thread of its process. Where there are no threads,
 * it runs in a helper process that holds only the descriptors that the call uses, so that closing any other end really closes it; closing
 * one of these would close a copy, and is `unsupported` there.
 */
#ifndef SOCKATLAS_PROCESSES_H
#define SOCKATLAS_PROCESSES_H

#include "actor.h"

/* Writes all bytes between our own processes. -1 if the other one is gone. */
static int tell(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = write(fd, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += n;
		length -= (size_t)n;
	}
	return 0;
}

/* Reads all bytes: 1, or 0 at the end of the pipe. */
static int hear(int fd, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t n = read(fd, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		at += n;
		length -= (size_t)n;
	}
	return 1;
}

/*
 * Waits until fd is readable or at its end, at most ms: 0 if the time was up. Waits in short pieces, and one that took longer because this
 * process got no processor counts no more than its length: whoever is to write may not have got one either.
 */
static int wait_readable(int fd, long ms)
{
	enum { PIECE_US = 20000 };
	long long left = (long long)ms * 1000, began, took;
	struct pollfd p;

	do {
		p.fd = fd;
		p.events = POLLIN;
		p.revents = 0;
		began = now_us();
		if (poll(&p, 1, (int)((left < PIECE_US ? left + 999 : PIECE_US) / 1000)) > 0)
			return 1;
		took = now_us() - began;
		left -= took < PIECE_US ? took : PIECE_US;
	} while (left > 0);
	return 0;
}

static pid_t reap(pid_t pid, int *status)
{
	pid_t reaped;

	while ((reaped = waitpid(pid, status, 0)) < 0 && errno == EINTR)
		;
	return reaped;
}

/* fork() for a process of the case. The child has neither its parent's alarm nor the threads that make its started calls. */
static pid_t fork_actor(void)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		alarm_rings_at = 0;
		memset(callers, 0, sizeof callers);
		helper_threads = 0;
	}
	return pid;
}

/* ---- Calls that were started ---- */

/* Whether the step is a close(). */
static int closes(const struct step *step)
{
	return strcmp(step->call->name, "close") == 0;
}

#ifdef HAS_THREADS

/* What a helper hands back. */
struct answer {
	struct observation observation;
	int made; /* a new descriptor, or -1 */
};

/* A helper: an actor with copies of what it needs, so that nothing is shared while both make calls. */
struct helper {
	struct actor actor;
	const struct step *step;
	struct caller *caller;
	int answer_to;
};

/* The life of the thread of a started call: makes it, however long it takes, and writes what it gave. */
static void *help(void *argument)
{
	struct helper *helper = argument;
	const struct step *step = helper->step;
	int made = argument_with(step, 'D');
	struct answer answer;

	helper->caller->thread = pthread_self();
	helper->caller->used = 1;
	memset(&answer, 0, sizeof answer);
	tell(helper->answer_to, "r", 1);
	step->call->perform(&helper->actor, step, &answer.observation);
	answer.made = made >= 0 ? helper->actor.descriptors[step->number[made]].fd : -1;
	tell(helper->answer_to, &answer, sizeof answer);
	close(helper->answer_to);
	return NULL;
}

/* Starts the helper of a call; 0, or an errno. */
static int start_helper(struct actor *me, const struct step *step, struct pending *pending)
{
	static struct helper *helpers[MAX_ASYNC];
	struct helper *helper;
	struct room *room;
	sigset_t alarm_only, before;
	int channel[2], error;

	if (helpers[step->async] == NULL) {
		helpers[step->async] = allocate(sizeof *helper);
		helpers[step->async]->actor.room = allocate(sizeof(struct room));
	}
	helper = helpers[step->async];
	if (pipe(channel) < 0)
		return errno;
	room = helper->actor.room;
	helper->actor = *me;
	helper->actor.room = room;
	helper->actor.deadline_ms = 0;
	helper->step = step;
	helper->caller = &callers[1 + step->async];
	helper->answer_to = channel[1];
	helper_threads = 1;
	/* The alarm is about calls that this process awaits at once. */
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm_only, &before);
	error = pthread_create(&pending->thread, NULL, help, helper);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error != 0) {
		close(channel[0]);
		close(channel[1]);
		return error;
	}
	pending->channel = channel[0];
	if (closes(step)) /* its descriptor is the helper's now */
		me->descriptors[step->number[0]].fd = -1;
	return 0;
}

/* Ends a helper that still waits, if it does. */
static void end_helper(struct pending *pending)
{
	struct answer answer;

	if (!pending->busy)
		return;
	do /* again and again, since the signal may come just before the call begins to wait */
		pthread_kill(pending->thread, SIGUSR2);
	while (!wait_readable(pending->channel, 1));
	if (hear(pending->channel, &answer, sizeof answer) && answer.made >= 0)
		close(answer.made);
	pthread_join(pending->thread, NULL);
	callers[1 + pending->step->async].used = 0;
	close(pending->channel);
	pending->busy = 0;
}

/* Reads the answer of a helper that has one, and ends it. */
static void take_answer(struct pending *pending, struct observation *o, int *made)
{
	struct answer answer;

	if (hear(pending->channel, &answer, sizeof answer)) {
		*o = answer.observation;
		*made = answer.made;
	} else {
		observe_text(o, INCONCLUSIVE, "the helper ended without an answer");
		*made = -1;
	}
	pthread_join(pending->thread, NULL);
	callers[1 + pending->step->async].used = 0;
	close(pending->channel);
	pending->busy = 0;
}

static int signal_helper(const struct pending *pending, int signal_number)
{
	int error = pthread_kill(pending->thread, signal_number);

	errno = error;
	return error == 0 ? 0 : -1;
}

#else

/* Sends an open descriptor along with one byte, or the byte alone if fd is -1. */
static int pass_descriptor(int channel, int fd)
{
	char byte = fd < 0 ? 'n' : 'd';
	union { /* aligned as a control message has to be; 64 bytes are enough for one descriptor everywhere */
		struct cmsghdr header;
		char space[64];
	} control;
	struct iovec data;
	struct msghdr message;
	ssize_t sent;

	data.iov_base = &byte;
	data.iov_len = 1;
	memset(&message, 0, sizeof message);
	memset(&control, 0, sizeof control);
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	if (fd >= 0) {
		struct cmsghdr *header;

		message.msg_control = control.space;
		message.msg_controllen = CMSG_SPACE(sizeof fd);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(header), &fd, sizeof fd);
	}
	while ((sent = sendmsg(channel, &message, 0)) < 0 && errno == EINTR)
		;
	return sent == 1 ? 0 : -1;
}

/* Receives what pass_descriptor sent: the descriptor, or -1. */
static int take_descriptor(int channel)
{
	char byte;
	int fd = -1;
	union {
		struct cmsghdr header;
		char space[64];
	} control;
	struct iovec data;
	struct msghdr message;
	struct cmsghdr *header;

	data.iov_base = &byte;
	data.iov_len = 1;
	memset(&message, 0, sizeof message);
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = control.space;
	message.msg_controllen = sizeof control.space;
	while (recvmsg(channel, &message, 0) < 0)
		if (errno != EINTR)
			return -1;
	header = CMSG_FIRSTHDR(&message);
	if (header != NULL && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof fd);
	return fd;
}

/* In the helper: makes the call, however long it takes, and hands the observation and a new descriptor back. Of a close() it must hold the last copy. */
static void help_as_process(struct actor *me, const struct step *step, int channel)
{
	struct observation o;
	char go;
	int used = argument_with(step, 'd'), other = argument_with(step, 'u'), made = argument_with(step, 'D'), i;

	close_all_but(me, (used >= 0 ? 1ul << step->number[used] : 0) | (other >= 0 ? 1ul << step->number[other] : 0));
	if (me->reply >= 0)
		close(me->reply);
	for (i = 0; i < MAX_PROCESSES; i++)
		if (me->peers[i].pid != 0) {
			close(me->peers[i].commands);
			close(me->peers[i].replies);
		}
	for (i = 0; i < MAX_ASYNC; i++)
		if (me->pending[i].busy)
			close(me->pending[i].channel);
	me->deadline_ms = 0;
	tell(channel, "r", 1);
	if (closes(step) && !hear(channel, &go, 1))
		_exit(1);
	step->call->perform(me, step, &o);
	tell(channel, &o, sizeof o);
	pass_descriptor(channel, made >= 0 ? me->descriptors[step->number[made]].fd : -1);
	_exit(0);
}

/* Starts the helper of a call; 0, or an errno. */
static int start_helper(struct actor *me, const struct step *step, struct pending *pending)
{
	int channel[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) < 0)
		return errno;
	pending->pid = fork_actor();
	if (pending->pid == 0) {
		close(channel[0]);
		help_as_process(me, step, channel[1]);
	}
	close(channel[1]);
	pending->channel = channel[0];
	if (pending->pid < 0) {
		close(channel[0]);
		return errno;
	}
	if (closes(step)) {
		close_descriptor(me, step->number[0]);
		tell(channel[0], "g", 1);
	}
	return 0;
}

static void end_helper(struct pending *pending)
{
	int status;

	if (!pending->busy)
		return;
	close(pending->channel);
	kill(pending->pid, SIGKILL);
	reap(pending->pid, &status);
	pending->busy = 0;
}

/* Reads the answer of a helper that has one, and ends it. */
static void take_answer(struct pending *pending, struct observation *o, int *made)
{
	int status;

	if (hear(pending->channel, o, sizeof *o)) {
		*made = take_descriptor(pending->channel);
		end_helper(pending);
		return;
	}
	*made = -1;
	reap(pending->pid, &status);
	clear_observation(o);
	if (WIFSIGNALED(status)) {
		o->outcome = KILLED;
		o->number = WTERMSIG(status);
	} else {
		observe_text(o, INCONCLUSIVE, "the helper ended without an answer");
	}
	close(pending->channel);
	pending->busy = 0;
}

static int signal_helper(const struct pending *pending, int signal_number)
{
	return kill(pending->pid, signal_number);
}

#endif

/* Starts a call in a helper. The helper is about to make the call when this returns; that it waits in it cannot be seen. */
static void start_call(struct actor *me, const struct step *step, struct observation *o)
{
	struct pending *pending = &me->pending[step->async];
	char ready;
	int error;

	if (pending->busy) {
		observe_text(o, INCONCLUSIVE, "async %d is still going on", step->async);
		return;
	}
	error = start_helper(me, step, pending);
	if (error != 0) {
		observe_text(o, INCONCLUSIVE, "no helper: %s", errno_name(error));
		return;
	}
	pending->busy = 1;
	pending->step = step;
	pending->collected = 0;
	if (!hear(pending->channel, &ready, 1)) {
		end_helper(pending);
		observe_text(o, INCONCLUSIVE, "the helper ended before its call");
		return;
	}
	me->async_started = 1;
	clear_observation(o);
	o->outcome = STARTED;
}

/*
 * Whether a step would close a descriptor that a started call waits on. A thread shares it; a helper process has a copy, and the close would
 * not be the one that the case asks about.
 */
static int closes_a_copy(const struct actor *me, const struct step *step)
{
#ifdef HAS_THREADS
	(void)me;
	(void)step;
	return 0;
#else
	int i, used, other;

	for (i = 0; i < MAX_ASYNC && closes(step); i++) {
		const struct pending *pending = &me->pending[i];

		if (!pending->busy || wait_readable(pending->channel, 0))
			continue;
		used = argument_with(pending->step, 'd');
		other = argument_with(pending->step, 'u');
		if ((used >= 0 && pending->step->number[used] == step->number[0]) || (other >= 0 && pending->step->number[other] == step->number[0]))
			return 1;
	}
	return 0;
#endif
}

/* await: what the call gave, or `blocks` if it has not returned by the deadline. */
static void await_call(struct actor *me, const struct step *step, struct observation *o)
{
	struct pending *pending = &me->pending[step->number[0]];
	int fd, made;

	if (pending->collected) { /* it returned before: on another system it may be this await that it returns to */
		*o = pending->observation;
		return;
	}
	if (!pending->busy) {
		observe_text(o, INCONCLUSIVE, "async %d was not started", step->number[0]);
		return;
	}
	if (!wait_readable(pending->channel, step->timer_ms + me->deadline_ms)) {
		clear_observation(o);
		o->outcome = BLOCKS;
		return;
	}
	take_answer(pending, o, &fd);
	made = argument_with(pending->step, 'D');
	if (fd >= 0 && made >= 0)
		put_descriptor(me, pending->step->number[made], fd);
	else if (made >= 0)
		note_missing(me, pending->step, made, o);
	pending->collected = 1;
	pending->observation = *o;
}

/* interrupt ASYNC SIGNAL: whoever makes the call handles the signals that are noted, so that it is interrupted; others end the process. */
static void interrupt_call(struct actor *me, const struct step *step, struct observation *o)
{
	struct pending *pending = &me->pending[step->number[0]];
	int returned;

	if (!pending->busy) {
		observe_text(o, INCONCLUSIVE, "async %d was not started", step->number[0]);
		return;
	}
	before_call(me);
	returned = signal_helper(pending, (int)step->number[1]);
	after_call(o, returned, errno);
}

/* ---- One step ---- */

/* Makes one call of the case in this process, now or in a helper. Before that, lets things settle if the pacing asks for it. */
static void perform(struct actor *me, int index, struct observation *o)
{
	const struct step *step = &me->plan_case->steps[index];

	if (me->pacing == SETTLED && index > 0)
		settle(me);
	me->timer_ms = step->timer_ms;
	if (step->unsupported != NULL)
		observe_text(o, UNSUPPORTED, "%s", step->unsupported);
	else if (step->async >= 0)
		start_call(me, step, o);
	else if (closes_a_copy(me, step))
		observe_text(o, UNSUPPORTED, "threads");
	else
		step->call->perform(me, step, o);
}

/* ---- Other processes ---- */

struct command {
	int step;               /* an index, or -1: end */
	struct endpoint target; /* what the descriptor whose address the step means was bound to, in whichever process */
};

struct reply {
	struct observation observation;
	struct endpoint made;   /* what the descriptor that the step used is bound to now */
	pid_t helper;           /* the helper that the step started, or 0 */
};

/* The life of a process other than 0: makes the calls that it is told to. */
static void serve(struct actor *me, int commands)
{
	struct command command;

	while (hear(commands, &command, sizeof command) && command.step >= 0) {
		const struct step *step = &me->plan_case->steps[command.step];
		int target = argument_with(step, 't'), bound = argument_with(step, 'd');
		struct reply reply;

		memset(&reply, 0, sizeof reply);
		if (target >= 0)
			me->endpoints[step->number[target]] = command.target;
		perform(me, command.step, &reply.observation);
		if (step->async >= 0)
			reply.helper = me->pending[step->async].pid; /* 0 for a thread, which dies with its process */
		if (bound >= 0) {
			renew_address(me, step->number[bound]);
			reply.made = me->endpoints[step->number[bound]];
		}
		tell(me->reply, &reply, sizeof reply);
	}
	_exit(0);
}

/* fork PROCESS FD...: descriptors that are named move; without any, both processes keep all. */
static void fork_process(struct actor *me, const struct step *step, struct observation *o)
{
	struct peer *peer = &me->peers[step->number[0]];
	int commands[2], replies[2], i;
	unsigned long moved = 0;

	if (me->process != 0 || peer->pid != 0) {
		observe_text(o, INCONCLUSIVE, "process %d cannot make process %d", me->process, step->number[0]);
		return;
	}
	for (i = 1; i < step->arguments; i++)
		moved |= 1ul << step->number[i];
	if (pipe(commands) < 0 || pipe(replies) < 0) {
		observe_text(o, INCONCLUSIVE, "no pipe to a process: %s", errno_name(errno));
		return;
	}
	peer->pid = fork_actor();
	me->peer_pids[step->number[0]] = peer->pid;
	if (peer->pid == 0) {
		for (i = 0; i < MAX_PROCESSES; i++)
			if (i != step->number[0] && me->peers[i].pid != 0) {
				close(me->peers[i].commands);
				close(me->peers[i].replies);
			}
		for (i = 0; i < MAX_ASYNC; i++)
			if (me->pending[i].busy) {
				close(me->pending[i].channel);
				me->pending[i].busy = 0;
			}
		memset(me->peers, 0, sizeof me->peers);
		close(commands[1]);
		close(replies[0]);
		if (moved != 0)
			close_all_but(me, moved);
		me->process = (int)step->number[0];
		me->reply = replies[1];
		serve(me, commands[0]);
	}
	close(commands[0]);
	close(replies[1]);
	peer->commands = commands[1];
	peer->replies = replies[0];
	if (peer->pid < 0) {
		observe_text(o, INCONCLUSIVE, "no process: %s", errno_name(errno));
		peer->pid = 0;
		return;
	}
	for (i = 0; i < MAX_DESCRIPTORS; i++)
		if (moved >> i & 1)
			close_descriptor(me, i);
	clear_observation(o);
}

/*
 * The process is gone or about to go: reaps it and says of what it died. The calls that it had started die with it, as threads of it
 * would: their helpers hold copies of its descriptors.
 */
static void bury(struct actor *me, int process, struct observation *o, int expected)
{
	struct peer *peer = &me->peers[process];
	int status = 0, i;

	reap(peer->pid, &status);
	for (i = 0; i < MAX_ASYNC; i++) {
		if (me->peer_helpers[process][i] > 0)
			kill(me->peer_helpers[process][i], SIGKILL);
		me->peer_helpers[process][i] = 0;
	}
	close(peer->commands);
	close(peer->replies);
	peer->pid = 0;
	if (WIFSIGNALED(status))
		snprintf(peer->ended, sizeof peer->ended, "killed %.20s", signal_name(WTERMSIG(status)));
	else
		snprintf(peer->ended, sizeof peer->ended, "exited");
	clear_observation(o);
	if (WIFSIGNALED(status) && !expected) {
		o->outcome = KILLED;
		o->number = WTERMSIG(status);
	} else if (!expected) {
		observe_text(o, INCONCLUSIVE, "the process ended with code %d", WEXITSTATUS(status));
	}
}

/* exit: process 0 tells the other to end and reaps it. */
static void exit_process(struct actor *me, int process, struct observation *o)
{
	struct command end;

	memset(&end, 0, sizeof end);
	end.step = -1;
	tell(me->peers[process].commands, &end, sizeof end);
	bury(me, process, o, 1);
}

/* kill PROCESS SIGNAL: the step is over when the process is dead, or at once for a signal that leaves it alive. */
static void kill_process(struct actor *me, const struct step *step, struct observation *o)
{
	struct peer *peer = &me->peers[step->number[0]];
	int signal_number = (int)step->number[1], returned, lives;
	size_t i;

	if (me->process != 0 || peer->pid == 0) {
		observe_text(o, INCONCLUSIVE, "process %d cannot signal process %d", me->process, step->number[0]);
		return;
	}
	before_call(me);
	returned = kill(peer->pid, signal_number);
	after_call(o, returned, errno);
	if (o->outcome != RETURNED)
		return;
	lives = signal_number == SIGSTOP || signal_number == SIGCONT || signal_number == SIGCHLD;
	for (i = 0; i < NOTED_SIGNALS; i++)
		lives |= noted_signals[i] == signal_number;
	/* A dead process is a closed pipe of replies. One that lives on has nothing to say. */
	if (wait_readable(peer->replies, lives ? scaled(20) : me->deadline_ms * 10)) {
		struct observation ignored;

		bury(me, (int)step->number[0], &ignored, 1);
	}
}

/* Hands a step to another process and waits for what it observes. */
static void ask(struct actor *me, int index, struct observation *o)
{
	const struct step *step = &me->plan_case->steps[index];
	struct peer *peer = &me->peers[step->process];
	int target = argument_with(step, 't'), bound = argument_with(step, 'd');
	struct command command;
	struct reply reply;

	if (peer->pid == 0) {
		if (peer->ended[0] != '\0')
			observe_text(o, SETUP_FAILED, "process %s", peer->ended);
		else
			observe_text(o, INCONCLUSIVE, "process %d was never made", step->process);
		return;
	}
	if (step->call != NULL && strcmp(step->call->name, "exit") == 0) {
		exit_process(me, step->process, o);
		return;
	}
	memset(&command, 0, sizeof command);
	command.step = index;
	if (target >= 0) {
		renew_address(me, step->number[target]);
		command.target = me->endpoints[step->number[target]];
	}
	if (tell(peer->commands, &command, sizeof command) < 0) {
		bury(me, step->process, o, 0);
		return;
	}
	if (!wait_readable(peer->replies, step_limit_ms(step, me->deadline_ms) + me->deadline_ms * 3 + scaled(1000))) {
		observe_text(o, INCONCLUSIVE, "process %d does not answer", step->process);
		return;
	}
	if (!hear(peer->replies, &reply, sizeof reply)) {
		bury(me, step->process, o, 0);
		return;
	}
	*o = reply.observation;
	if (step->async >= 0)
		me->peer_helpers[step->process][step->async] = reply.helper;
	if (bound >= 0 && (reply.made.length > 0 || reply.made.missing[0] != '\0'))
		me->endpoints[step->number[bound]] = reply.made;
}

#endif
