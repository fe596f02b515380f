import type { Piece } from '../piece.ts';

/** Calls that are started and go on in a thread while later steps are made. */
export const threads: readonly Piece[] = [
  {
    name: 'started',
    needs: ['text', 'cannot'],
    headers: ['errno.h', 'pthread.h', 'signal.h', 'stdio.h'],
    text: () => `/* A call that was started. */
struct started {
	pthread_t thread;
	pthread_mutex_t lock;
	int is_over;
	char outcome[160];
};

/* Starts a thread that makes the call. The alarm is not for it: it may wait as long as it will. */
static const char *start(struct started *call, void *(*make)(void *))
{
	sigset_t alarm_only, before;

	pthread_mutex_init(&call->lock, NULL);
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm_only, &before);
	if ((errno = pthread_create(&call->thread, NULL, make, NULL)) != 0)
		cannot("pthread_create");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return "started";
}

/* In the thread: the call is over, and this is its outcome. */
static void *is_over(struct started *call, const char *outcome)
{
	pthread_mutex_lock(&call->lock);
	snprintf(call->outcome, sizeof call->outcome, "%s", outcome);
	call->is_over = 1;
	pthread_mutex_unlock(&call->lock);
	return NULL;
}`,
  },
  {
    name: 'await_call',
    needs: ['started', 'sleep_ms'],
    text: ({ timers }) => `/* The outcome of a call that was started, if it is over in time. */
static const char *await_call(struct started *call)
{
	long waited;
	int over;

	for (waited = 0; waited <= DEADLINE_MS${timers ? ' + timer_ms' : ''}; waited++) {
		pthread_mutex_lock(&call->lock);
		over = call->is_over;
		pthread_mutex_unlock(&call->lock);
		if (over)
			return call->outcome;
		sleep_ms(1);
	}
	return "blocks";
}`,
  },
  {
    name: 'interrupt',
    needs: ['started'],
    text: () => `/* Sends a signal to the thread of a call that was started. */
static int interrupt(struct started *call, int number)
{
	errno = pthread_kill(call->thread, number);
	return errno == 0 ? 0 : -1;
}`,
  },
];
