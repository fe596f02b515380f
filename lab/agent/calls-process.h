/*
 * Calls about this process: signals that a descriptor sends it, and the program that it runs.
 */
#ifndef SOCKATLAS_CALLS_PROCESS_H
#define SOCKATLAS_CALLS_PROCESS_H

#include "calls-credentials.h"

/* ---- Signals of descriptors ---- */

/* set-async FD 0|1: SIGIO comes to this process when something happens to the descriptor (F_SETOWN, O_ASYNC), or no more. */
static void do_set_async(struct actor *me, const struct step *step, struct observation *o)
{
#if defined(O_ASYNC) && defined(F_SETOWN)
	int fd = descriptor_of(me, step, 0, o), flags, returned;

	if (fd < 0)
		return;
	flags = fcntl(fd, F_GETFL);
	before_call(me);
	returned = fcntl(fd, F_SETOWN, (int)getpid());
	if (returned >= 0)
		returned = fcntl(fd, F_SETFL, step->number[1] ? flags | O_ASYNC : flags & ~O_ASYNC);
	after_call(o, returned, errno);
#else
	(void)me;
	(void)step;
	observe_text(o, UNSUPPORTED, "O_ASYNC");
#endif
}

/* signals: those that were noted since the last call of this process began. */
static void do_signals(struct actor *me, const struct step *step, struct observation *o)
{
	struct text text = { NULL, 0, 0 };
	size_t i;

	(void)me;
	(void)step;
	for (i = 0; i < NOTED_SIGNALS; i++)
		if (this_caller()->arrived[i])
			text_format(&text, "%s%s", text.length > 0 ? ", " : "", signal_name(noted_signals[i]));
	observe_text(o, VALUE, "%s", text.length > 0 ? text.start : "none");
	free(text.start);
}

/* ---- Another program ---- */

/* set-cloexec FD 0|1: whether exec() closes this descriptor. */
static void do_set_cloexec(struct actor *me, const struct step *step, struct observation *o)
{
	int fd = descriptor_of(me, step, 0, o), returned;

	if (fd < 0)
		return;
	before_call(me);
	returned = fcntl(fd, F_SETFD, step->number[1] ? FD_CLOEXEC : 0);
	after_call(o, returned, errno);
}

/* The agent's own program file, which exec runs again: there may be no other. */
static const char *program = "";

/*
 * exec: this process runs another program, which inherits what is not marked FD_CLOEXEC, tells process 0 that it is there, and does nothing
 * more until it is killed. It is the agent itself, with `--inherit` and the number of the descriptor to answer on.
 */
static void do_exec(struct actor *me, const struct step *step, struct observation *o)
{
	char reply[16];
	int error;

	(void)step;
	if (me->process == 0) {
		observe_text(o, INCONCLUSIVE, "process 0 cannot run another program");
		return;
	}
	snprintf(reply, sizeof reply, "%d", me->reply);
	set_alarm(0); /* a timer outlives exec, its handler does not */
#if defined(__linux__)
	execl("/proc/self/exe", program, "--inherit", reply, (char *)NULL);
#endif
	execl(program, program, "--inherit", reply, (char *)NULL);
	error = errno;
	observe_text(o, INCONCLUSIVE, "%.30s cannot be run again: %s", program, errno_name(error));
}

/* The life of the other program. */
static void inherit(int answer_on)
{
	struct reply reply;

	memset(&reply, 0, sizeof reply);
	clear_observation(&reply.observation);
	tell(answer_on, &reply, sizeof reply);
	for (;;)
		pause();
}

#endif
