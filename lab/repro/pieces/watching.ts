import type { Piece } from '../piece.ts';

const bits = (prefix: 'POLL' | 'EPOLL', names: readonly string[]): string =>
  names
    .map((name) => {
      const line = `		{ (int)${prefix}${name}, "${name}" },`;
      return ['RDHUP', 'RDNORM', 'RDBAND', 'WRNORM', 'WRBAND'].includes(name) && prefix === 'POLL'
        ? `#ifdef ${prefix}${name}\n${line}\n#endif`
        : line;
    })
    .join('\n');

/** Ways to ask, or to wait for, what happened to a descriptor. */
export const watching: readonly Piece[] = [
  {
    name: 'event_names',
    needs: ['text'],
    headers: ['stdio.h', 'string.h'],
    text: () => `struct event {
	int bit;
	const char *name;
};

/* The names of these bits, of which one may have two names. */
static const char *event_names(int bits, const struct event *events, int count)
{
	int i;

	text[0] = '\\0';
	for (i = 0; i < count; i++)
		if (bits & events[i].bit) {
			strcat(strcat(text, text[0] == '\\0' ? "" : "|"), events[i].name);
			bits &= ~events[i].bit;
		}
	return text[0] == '\\0' ? strcpy(text, "none") : text;
}`,
  },
  {
    name: 'polled',
    needs: ['event_names', 'returned'],
    headers: ['poll.h'],
    text: () => `/* poll() of one descriptor: the events that it reports. */
static const char *polled(int fd, int events, int timeout_ms)
{
	static const struct event known[] = {
${bits('POLL', ['IN', 'PRI', 'OUT', 'ERR', 'HUP', 'RDHUP', 'NVAL', 'RDNORM', 'RDBAND', 'WRNORM', 'WRBAND'])}
	};
	struct pollfd p;

	p.fd = fd;
	p.events = (short)events;
	p.revents = 0;
	if (poll(&p, 1, timeout_ms) < 0)
		return returned(-1);
	return event_names((unsigned short)p.revents, known, (int)(sizeof known / sizeof known[0]));
}`,
  },
  {
    name: 'selected',
    needs: ['event_names', 'returned'],
    headers: ['sys/select.h', 'sys/time.h'],
    text: () => `/* select() of one descriptor in these sets (1 READ, 2 WRITE, 4 EXCEPT): those in which it is ready. */
static const char *selected(int fd, int asked, int timeout_ms)
{
	static const struct event known[] = { { 1, "READ" }, { 2, "WRITE" }, { 4, "EXCEPT" } };
	struct timeval time;
	fd_set sets[3];
	int i, n, ready = 0;

	for (i = 0; i < 3; i++) {
		FD_ZERO(&sets[i]);
		if (asked & 1 << i)
			FD_SET(fd, &sets[i]);
	}
	time.tv_sec = timeout_ms / 1000;
	time.tv_usec = timeout_ms % 1000 * 1000;
	if ((n = select(fd + 1, &sets[0], &sets[1], &sets[2], timeout_ms < 0 ? NULL : &time)) < 0)
		return returned(-1);
	for (i = 0; i < 3; i++)
		if (n > 0 && FD_ISSET(fd, &sets[i]))
			ready |= 1 << i;
	return event_names(ready, known, 3);
}`,
  },
  {
    name: 'control_epoll',
    headers: ['string.h', 'sys/epoll.h'],
    text: () => `static int control_epoll(int epoll, int operation, int fd, unsigned events)
{
	struct epoll_event event;

	memset(&event, 0, sizeof event);
	event.events = events;
	return epoll_ctl(epoll, operation, fd, &event);
}`,
  },
  {
    name: 'waited_epoll',
    needs: ['event_names', 'returned'],
    headers: ['sys/epoll.h'],
    text: () => `/* epoll_wait(): the events of all descriptors that are ready. */
static const char *waited_epoll(int epoll, int timeout_ms)
{
	static const struct event known[] = {
${bits('EPOLL', ['IN', 'PRI', 'OUT', 'ERR', 'HUP', 'RDHUP'])}
	};
	struct epoll_event events[8];
	int i, n = epoll_wait(epoll, events, 8, timeout_ms), ready = 0;

	if (n < 0)
		return returned(-1);
	for (i = 0; i < n; i++)
		ready |= (int)events[i].events;
	return event_names(ready, known, (int)(sizeof known / sizeof known[0]));
}`,
  },
  {
    name: 'add_kevent',
    headers: ['string.h', 'sys/types.h', 'sys/event.h', 'sys/time.h'],
    text: () => `static int add_kevent(int queue, int fd, int filter, int flags)
{
	struct kevent change;

	memset(&change, 0, sizeof change);
	change.ident = (unsigned)fd;
	change.filter = (short)filter;
	change.flags = (unsigned short)(EV_ADD | flags);
	return kevent(queue, &change, 1, NULL, 0, NULL);
}`,
  },
  {
    name: 'waited_kevent',
    needs: ['returned'],
    headers: ['stdio.h', 'string.h', 'sys/types.h', 'sys/event.h', 'sys/time.h'],
    text: () => `/* kevent(): the filters that fired, EOF, and the error that came with it. */
static const char *waited_kevent(int queue, int timeout_ms)
{
	struct kevent events[8];
	struct timespec time;
	int i, n;

	time.tv_sec = timeout_ms / 1000;
	time.tv_nsec = timeout_ms % 1000 * 1000000;
	if ((n = kevent(queue, NULL, 0, events, 8, timeout_ms < 0 ? NULL : &time)) < 0)
		return returned(-1);
	strcpy(text, n == 0 ? "=none" : "=");
	for (i = 0; i < n; i++) {
		const char *filter = events[i].filter == EVFILT_READ ? "READ" : events[i].filter == EVFILT_WRITE ? "WRITE" : "another filter";

		sprintf(text + strlen(text), "%s%s", i > 0 ? ", " : "", filter);
		if (events[i].flags & EV_EOF)
			strcat(text, " EOF");
		if (events[i].flags & EV_EOF && events[i].fflags != 0)
			strcat(strcat(text, " "), errno_name((int)events[i].fflags));
	}
	return text;
}`,
  },
];
