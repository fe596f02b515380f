/*
 * The first process of a kernel target: gives the agent what a container would give it, starts it, and turns the machine off.
 *
 * The agent stays the program that runs everywhere else. It must not be PID 1: the kernel would spare it signals that it has to feel, and
 * panic when it ends.
 *
 * Everything that goes wrong is said on the console, in lines that begin with "init: ". The last of them, "init: agent ended with N", is what
 * /boot.sh waits for: a console without it is that of a guest that did not come to its end.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Nobody, as in containers: the agent must behave as for any ordinary user. */
#define NOBODY 65534

/* The one port of the one virtio-serial device. A serial line would do, but is a hundred times slower: see README.md. */
#define PORT "/dev/vport0p1"

/* Driver modules in the order in which they depend on each other, put here by pack.sh; none where the kernel has them built in. */
#define MODULE "/modules/%02d.ko"

static void complain(const char *what)
{
	printf("init: %s: %s\n", what, strerror(errno));
}

/* The kernel does what comes next: with panic=-1 and QEMU's -no-reboot, the machine ends at once. */
static void turn_off(void)
{
	fflush(stdout);
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void mount_on(const char *path, const char *type, const char *options)
{
	if (mount(type, path, type, MS_NOSUID, options) != 0)
		complain(path);
}

static void load_modules(void)
{
	char path[32];
	int i;

	for (i = 0; i < 100; i++) {
		int file;

		snprintf(path, sizeof path, MODULE, i);
		if ((file = open(path, O_RDONLY | O_CLOEXEC)) < 0)
			return;
		if (syscall(SYS_finit_module, file, "", 0) != 0 && errno != EEXIST)
			complain(path);
		close(file);
	}
}

/* Switches the loopback interface on, which gives it 127.0.0.1 and ::1. */
static void raise_loopback(void)
{
	struct ifreq request;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memset(&request, 0, sizeof request);
	strcpy(request.ifr_name, "lo");
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0) {
		complain("lo");
	} else {
		request.ifr_flags |= IFF_UP | IFF_RUNNING;
		if (ioctl(fd, SIOCSIFFLAGS, &request) != 0)
			complain("lo");
	}
	if (fd >= 0)
		close(fd);
}

/* Opens the way out. The host announces the port a moment after the driver has found the device. */
static int open_port(void)
{
	int i, fd = -1;

	for (i = 0; i < 5000 && fd < 0; i++) {
		if (i > 0)
			usleep(2000);
		fd = open(PORT, O_WRONLY | O_CLOEXEC);
	}
	if (fd < 0)
		complain(PORT);
	return fd;
}

static void become_agent(int plan, int port)
{
	char *const arguments[] = { "/agent", NULL }, *const environment[] = { "PATH=/", "TMPDIR=/tmp", NULL };

	dup2(plan, 0);
	dup2(port, 1);
	if (setgid(NOBODY) == 0 && setuid(NOBODY) == 0) {
		chdir("/");
		execve(arguments[0], arguments, environment);
	}
	complain(arguments[0]);
	_exit(126);
}

int main(int argc, char **argv)
{
	int console, plan, port, status;
	pid_t agent, ended;

	/* The kernel's options ended with "-- nothing": the benchmark wants to know what the boot alone takes. */
	if (argc > 1 && strcmp(argv[1], "nothing") == 0)
		turn_off();

	mount_on("/dev", "devtmpfs", "");
	if ((console = open("/dev/console", O_RDWR)) >= 0) {
		dup2(console, 0);
		dup2(console, 1);
		dup2(console, 2);
		if (console > 2)
			close(console);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("init: started");
	mount_on("/proc", "proc", "");
	mount_on("/tmp", "tmpfs", "mode=1777,size=64m");
	if (mkdir("/dev/pts", 0755) == 0)
		mount_on("/dev/pts", "devpts", "mode=620,ptmxmode=666");
	load_modules();
	raise_loopback();

	if ((plan = open("/plan", O_RDONLY | O_CLOEXEC)) < 0)
		complain("/plan");
	if (plan < 0 || (port = open_port()) < 0)
		turn_off();
	if ((agent = fork()) == 0)
		become_agent(plan, port);
	if (agent < 0) {
		complain("fork");
		turn_off();
	}
	close(port);

	/* Whoever loses their parent becomes our child, and is reaped here. */
	do
		ended = wait(&status);
	while (ended != agent && (ended >= 0 || errno == EINTR));
	if (ended != agent)
		complain("wait");
	else if (WIFSIGNALED(status))
		printf("init: agent was killed by signal %d\n", WTERMSIG(status));
	else
		printf("init: agent ended with %d\n", WEXITSTATUS(status));
	turn_off();
}
