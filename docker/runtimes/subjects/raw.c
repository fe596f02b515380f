/* C: the raw calls. `raw note` notes SIGPIPE in a handler, as the agent does; `raw default` leaves it as it is. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int fd = -1;
static volatile sig_atomic_t noted;

static void note(int signal) { noted = signal; }

static void answer(long result, int is_read, int is_count)
{
	const char *along = noted ? "+SIGPIPE" : "";
	if (result < 0) printf("errno:%d%s\t%s\n", errno, along, strerror(errno));
	else if (is_read && result == 0) puts("EOF");
	else if (is_count) printf("%ld%s\n", result, along);
	else puts("0");
}

static long open_connection(const char *link, const char *where)
{
	if (strcmp(link, "unix") == 0) {
		struct sockaddr_un a = { .sun_family = AF_UNIX };
		snprintf(a.sun_path, sizeof a.sun_path, "%s", where);
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		return connect(fd, (struct sockaddr *)&a, sizeof a);
	}
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(where)), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	fd = socket(AF_INET, SOCK_STREAM, 0);
	return connect(fd, (struct sockaddr *)&a, sizeof a);
}

int main(int count, char **arguments)
{
	char line[512], bytes[4096], link[8], where[100];
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (count > 1 && strcmp(arguments[1], "note") == 0) {
		struct sigaction handler = { .sa_handler = note };
		sigaction(SIGPIPE, &handler, NULL);
	}
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		noted = 0;
		if (sscanf(line, "open %7s %99s", link, where) == 2) {
			if (open_connection(link, where) == 0) puts("done");
			else answer(-1, 0, 0);
		} else if (strncmp(line, "read ", 5) == 0) answer(read(fd, bytes, atoi(line + 5)), 1, 1);
		else if (strncmp(line, "write ", 6) == 0) answer(write(fd, line + 6, strlen(line + 6)), 0, 1);
		else if (strcmp(line, "shutdown") == 0) answer(shutdown(fd, SHUT_WR), 0, 0);
		else if (strcmp(line, "close") == 0) answer(close(fd), 0, 0);
		else printf("unsupported: %s\n", line);
	}
}
