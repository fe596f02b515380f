/*
 * The table of calls. To add one: a function in one of the calls-*.h that makes it between before_call and an after_ function, and a row
 * here. PROTOCOL.md says what each does.
 */
#ifndef SOCKATLAS_CALLS_H
#define SOCKATLAS_CALLS_H

#include "calls-process.h"

/* exit of process 0 would be the end of the case; for another one, process 0 does it all in exit_process. */
static void do_exit(struct actor *me, const struct step *step, struct observation *o)
{
	(void)step;
	observe_text(o, INCONCLUSIVE, "process %d cannot end itself", me->process);
}

static const struct call calls[] = {
	{ "accept", "dD", do_accept },
	{ "await", "a", await_call },
	{ "bind", "dw", do_bind },
	{ "bind-like", "dt", do_bind_like },
	{ "close", "d", do_close },
	{ "connect", "dt", do_connect },
	{ "connect-pair", "lDD", do_connect_pair },
	{ "connect-short", "dn", do_connect_short },
	{ "disconnect", "d", do_disconnect },
	{ "drain", "d", do_drain },
	{ "drop-incoming", "d", do_drop_incoming },
	{ "dup", "dD", do_dup },
	{ "epoll-add", "duX", do_epoll_ctl },
	{ "epoll-create", "D", do_epoll_create },
	{ "epoll-delete", "du", do_epoll_ctl },
	{ "epoll-modify", "duX", do_epoll_ctl },
	{ "epoll-wait", "dn", do_epoll_wait },
	{ "exec", "", do_exec },
	{ "exit", "", do_exit },
	{ "fill", "dn", do_fill },
	{ "fork", "PR", fork_process },
	{ "getpeername", "d", do_get_name },
	{ "getsockname", "d", do_get_name },
	{ "getsockopt", "do", do_getsockopt },
	{ "interrupt", "as", interrupt_call },
	{ "ioctl", "dw", do_ioctl },
	{ "kevent-add", "dufK", do_kevent_add },
	{ "kevent-wait", "dn", do_kevent_wait },
	{ "kill", "ps", kill_process },
	{ "kqueue", "D", do_kqueue },
	{ "listen", "dn", do_listen },
	{ "open", "tDwn", do_open },
	{ "peer-credentials", "d", do_peer_credentials },
	{ "poll", "dnE", do_poll },
	{ "read", "dn", do_read },
	{ "readv", "dN", do_readv },
	{ "recv", "dnM", do_recv },
	{ "recv-credentials", "dn", do_recv_credentials },
	{ "recv-fds", "dnQ", do_recv_fds },
	{ "recvmmsg", "dnnM", do_recvmmsg },
	{ "recvmsg", "dnnM", do_recvmsg },
	{ "select", "dnS", do_select },
	{ "send", "dbM", do_send },
	{ "send-credentials", "db", do_send_credentials },
	{ "send-fds", "dbnu", do_send_fds },
	{ "sendfile", "dn", do_sendfile },
	{ "sendmmsg", "dbnM", do_sendmmsg },
	{ "sendmsg", "dbM", do_sendmsg },
	{ "sendto", "dtbM", do_sendto },
	{ "set-async", "dn", do_set_async },
	{ "set-cloexec", "dn", do_set_cloexec },
	{ "set-nonblocking", "dn", do_set_nonblocking },
	{ "setsockopt", "donN", do_setsockopt },
	{ "shutdown", "dh", do_shutdown },
	{ "signal", "sw", do_signal },
	{ "signals", "", do_signals },
	{ "socket", "kD", do_socket },
	{ "splice-in", "dn", do_splice_in },
	{ "splice-out", "dn", do_splice_out },
	{ "unlink", "t", do_unlink },
	{ "write", "db", do_write },
	{ "writev", "dN", do_writev },
	{ NULL, NULL, NULL }
};

#endif
