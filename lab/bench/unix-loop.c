/* The calls of the simplest AF_UNIX case, written by hand: what the agent's trials are held against by `npm run bench`. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long trials = argc > 1 ? atol(argv[1]) : 100000, i, wrong = 0;
	struct timespec start, end;
	char buffer[64];
	int ends[2];

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (i = 0; i < trials; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
			return 1;
		wrong += write(ends[0], "hello", 5) != 5;
		wrong += close(ends[1]) != 0;
		wrong += read(ends[0], buffer, sizeof buffer) != -1;
		wrong += read(ends[0], buffer, sizeof buffer) != 0;
		close(ends[0]);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%.0f\n", (double)trials / ((double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9));
	return wrong != 0;
}
