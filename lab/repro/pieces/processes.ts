import type { Piece } from '../piece.ts';

/** Processes that make their steps when main says that it is their turn. */
export const processes: readonly Piece[] = [
  {
    name: 'process',
    needs: ['cannot', 'set_alarm'],
    headers: ['errno.h', 'fcntl.h', 'signal.h', 'stdio.h', 'stdlib.h', 'string.h', 'sys/wait.h', 'unistd.h'],
    text: ({ processes: names, timers }) => `/* A process that makes its steps when it is its turn, and tells main their outcomes. */
struct process {
	pid_t pid;
	int is_gone;
	int turns;   /* main writes a byte for each turn */
	int answers; /* where outcomes come from */
};

static struct process ${names.join(', ')};
static int my_turns, my_answers; /* the other ends, in the process */

/* In the process: waits until it is its turn; when main is done, ends. */
static void wait_for_turn(void)
{
	char byte;
	long n;

	while ((n = (long)read(my_turns, &byte, 1)) < 0 && errno == EINTR)
		;
	if (n != 1)
		_exit(0);
	${timers ? 'allow_time()' : 'set_alarm(DEADLINE_MS)'};
}

static const char *fork_process(struct process *process, void (*steps)(void))
{
	int turns[2], answers[2];

	if (pipe(turns) < 0 || pipe(answers) < 0)
		cannot("pipe");
	fflush(stdout);
	process->pid = fork();
	if (process->pid < 0)
		cannot("fork");
	if (process->pid == 0) {
		close(turns[1]);
		close(answers[0]);
		my_turns = turns[0];
		my_answers = answers[1];
		fcntl(my_answers, F_SETFD, FD_CLOEXEC);
		steps();
		for (;;)
			wait_for_turn();
	}
	close(turns[0]);
	close(answers[1]);
	process->turns = turns[1];
	process->answers = answers[0];
	return "done";
}`,
  },
  {
    name: 'answer',
    needs: ['process'],
    text: () => `/* In the process: the outcome of the step whose turn it was. */
static void answer(const char *outcome)
{
	set_alarm(0);
	if (write(my_answers, outcome, strlen(outcome) + 1) < 0)
		_exit(0);
}`,
  },
  {
    name: 'gone',
    needs: ['process'],
    text: () => `/* Waits until the process is gone: of what it died, or "done". */
static const char *gone(struct process *process)
{
	static const struct {
		int number;
		const char *name;
	} names[] = { { SIGPIPE, "SIGPIPE" }, { SIGIO, "SIGIO" }, { SIGUSR1, "SIGUSR1" }, { SIGKILL, "SIGKILL" }, { SIGTERM, "SIGTERM" } };
	static char how[40];
	int status = 0;
	size_t i;

	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	process->is_gone = 1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		exit(2);
	if (!WIFSIGNALED(status))
		return "done";
	snprintf(how, sizeof how, "killed: %d", WTERMSIG(status));
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].number == WTERMSIG(status))
			snprintf(how, sizeof how, "killed: %s", names[i].name);
	return how;
}`,
  },
  {
    name: 'ask',
    needs: ['gone'],
    text: () => `/* It is the turn of this process: the outcome of its step, or of what it died. */
static const char *ask(struct process *process)
{
	static char outcome[160];
	long n;

	if (write(process->turns, "", 1) != 1)
		return gone(process);
	while ((n = (long)read(process->answers, outcome, sizeof outcome)) < 0 && errno == EINTR)
		;
	return n > 0 ? outcome : gone(process);
}`,
  },
  {
    name: 'end_process',
    needs: ['gone'],
    text: () => `/* It is the turn of this process to exit. */
static const char *end_process(struct process *process)
{
	if (write(process->turns, "", 1) != 1)
		cannot("write");
	return gone(process);
}`,
  },
  {
    name: 'exec_process',
    needs: ['gone'],
    text: () => `/* It is the turn of this process to run another program, which closes its end of our pipe. */
static const char *exec_process(struct process *process)
{
	char byte;

	if (write(process->turns, "", 1) != 1)
		cannot("write");
	while (read(process->answers, &byte, 1) < 0 && errno == EINTR)
		;
	return waitpid(process->pid, NULL, WNOHANG) == 0 ? "done" : gone(process);
}`,
  },
  {
    name: 'kill_process',
    needs: ['gone', 'returned'],
    text: () => `/* Kills a process and waits until it is gone. */
static const char *kill_process(struct process *process, int number)
{
	if (kill(process->pid, number) < 0)
		return returned(-1);
	gone(process);
	return returned(0);
}`,
  },
  {
    name: 'whose',
    needs: ['text'],
    headers: ['stdio.h', 'sys/types.h', 'unistd.h'],
    text: ({ processes: names }) => `/* Which process this is, seen from here. */
static const char *whose(long pid)
{
	const char *whose = pid == 0 ? "nobody" : pid == (long)getpid() ? "self" : "another process";

${names.length === 0 ? '' : `	if (pid > 0 && (${names.map((name) => `pid == (long)${name}.pid`).join(' || ')}))\n		whose = "its process";\n`}	snprintf(text, sizeof text, "=%s", whose);
	return text;
}`,
  },
  {
    name: 'peer_process',
    needs: ['whose', 'returned'],
    headers: ['sys/socket.h'],
    text: () => `/* Which process the peer is, as the system says. */
static const char *peer_process(int fd)
{
#if defined(__linux__)
	struct ucred peer;
	socklen_t length = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
		return returned(-1);
	return whose((long)peer.pid);
#elif defined(__OpenBSD__)
	struct sockpeercred peer;
	socklen_t length = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
		return returned(-1);
	return whose((long)peer.pid);
#elif defined(__APPLE__)
	pid_t peer;
	socklen_t length = sizeof peer;

	if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &peer, &length) < 0)
		return returned(-1);
	return whose((long)peer);
#else
#error "How to ask for the process of a peer here?"
#endif
}`,
  },
  {
    name: 'receive_credentials',
    needs: ['whose', 'received'],
    headers: ['string.h', 'sys/socket.h', 'sys/uio.h'],
    text: () => `/* recvmsg(): which process sent what came (SCM_CREDENTIALS), or the count if nobody says. */
static const char *receive_credentials(int fd, char *bytes, size_t size)
{
	static union {
		struct cmsghdr header;
		char space[8192];
	} room;
	struct msghdr message;
	struct cmsghdr *header;
	struct ucred sender;
	struct iovec data;
	long n;

	memset(&message, 0, sizeof message);
	data.iov_base = bytes;
	data.iov_len = size;
	message.msg_iov = &data;
	message.msg_iovlen = 1;
	message.msg_control = room.space;
	message.msg_controllen = sizeof room;
	n = (long)recvmsg(fd, &message, 0);
	received(n);
	for (header = n > 0 ? CMSG_FIRSTHDR(&message) : NULL; header != NULL; header = CMSG_NXTHDR(&message, header))
		if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_CREDENTIALS) {
			memcpy(&sender, CMSG_DATA(header), sizeof sender);
			return whose((long)sender.pid);
		}
	return text;
}`,
  },
];
