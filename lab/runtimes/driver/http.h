/*
 * HTTP exchanges: the subject makes one request as a client, and the driver is a server that misbehaves in the same way on every connection.
 */
#ifndef RUNTIMES_HTTP_H
#define RUNTIMES_HTTP_H

#include "peer.h"
#include "plan.h"

/* The server of the exchange that goes on, and how many connections were made to it. */
static struct { struct listener listener; const struct task *task; int connections; } server;

/* Waits for the request, and takes it with its body; `only_head` leaves the body. Gives up after two seconds. */
static void take_request(int fd, int only_head)
{
	static char bytes[65536];
	struct pollfd ready = { fd, POLLIN, 0 };
	size_t got = 0, wanted = 0;
	ssize_t more;

	while (poll(&ready, 1, 2000) == 1) {
		char *end, *length;

		/* A head is looked at and left, byte by byte, so that nothing of the body is taken with it. */
		more = recv(fd, bytes + got, only_head ? 1 : sizeof bytes - 1 - got, 0);
		if (more <= 0)
			return;
		got += (size_t)more;
		bytes[got] = '\0';
		end = strstr(bytes, "\r\n\r\n");
		if (end != NULL && only_head)
			return;
		length = strcasestr(bytes, "content-length:");
		if (end != NULL)
			wanted = (size_t)(end + 4 - bytes) + (length == NULL ? 0 : strtoul(length + 15, NULL, 10));
		if ((wanted > 0 && got >= wanted) || got == sizeof bytes - 1)
			return;
	}
}

/* Serves one connection as the exchange says. */
static void serve(int fd)
{
	const struct task *task = server.task;
	struct pollfd ready = { fd, POLLIN, 0 };
	static char bytes[TEXT];
	int i;

	for (i = 1; i < task->count; i++) {
		const char *step = task->steps[i];

		if (strcmp(step, "request") == 0)
			take_request(fd, 0);
		else if (strcmp(step, "head") == 0)
			take_request(fd, 1);
		else if (strcmp(step, "wait") == 0)
			poll(&ready, 1, 2000);
		else if (strcmp(step, "settle") == 0)
			settle(-1);
		else if (strcmp(step, "reset") == 0)
			linger_zero(fd);
		else if (strncmp(step, "send ", 5) == 0)
			send(fd, bytes, from_hex(step + 5, bytes, sizeof bytes), MSG_NOSIGNAL);
	}
	close(fd);
}

/* Takes the connections that wait. */
static void serve_waiting(void)
{
	int fd = accept_within(&server.listener, 0);

	if (fd < 0)
		return;
	server.connections++;
	serve(fd);
}

/* One exchange: `step get` or `step post BYTES`, then what the server does: request, head, wait, settle, send HEX, reset. It closes at the end. */
static void try_http(const struct task *task)
{
	static char outcomes[1][TEXT], words[1][TEXT];
	char command[TEXT];
	const char *port;

	server.task = task;
	server.connections = 0;
	if (!listen_on(&server.listener, "tcp4")) {
		snprintf(outcomes[0], TEXT, "setup failed: listen %s", strerrorname_np(errno));
	} else {
		enum reply reply;
		char method[8] = "", size[16] = "0";

		port = strrchr(server.listener.open, ' ') + 1;
		sscanf(task->steps[0], "%7s %15s", method, size);
		snprintf(command, sizeof command, "%s %s %s", method, port, size);
		/* Clients wait a while before they try again. */
		reply = ask(command, 15000, outcomes[0], words[0], serve_waiting);
		if (reply == BLOCKS || reply == BUSY)
			stop_subject();
	}
	stop_listening(&server.listener);
	printf("{\"record\":\"http\",\"case\":\"%s\",\"hash\":\"%s\",\"connections\":%d,", task->id, task->hash, server.connections);
	print_strings("outcomes", outcomes, 1);
	putchar(',');
	print_strings("words", words, 1);
	puts("}");
}

#endif
