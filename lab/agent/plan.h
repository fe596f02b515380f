/*
 * Reads a plan: lines of words, see PROTOCOL.md. All words become numbers here, once, so that running a step only has to look at
 * numbers. A word that this agent or this system does not know makes its step `unsupported`; it never makes the plan wrong, so that an
 * old agent can run a new plan.
 */
#ifndef SOCKATLAS_PLAN_H
#define SOCKATLAS_PLAN_H

#include "links.h"
#include "observation.h"

/* The version of PROTOCOL.md that this agent speaks. */
#define PROTOCOL "2"

enum {
	MAX_LINE = 4096,
	MAX_WORDS = 64,
	MAX_STEPS = 64,
	MAX_DESCRIPTORS = 32,
	MAX_PROCESSES = 8,
	MAX_ASYNC = 16,
	MAX_ARGUMENTS = 32,
	MAX_TIMER_MS = 60000,
	PATTERN_MAX = 1 << 20
};

enum pacing { BACK_TO_BACK, SETTLED };

struct call;

struct step {
	const struct call *call;           /* NULL if unknown */
	int process;
	int async;                         /* -1 if the call is made and awaited at once */
	long timer_ms;                     /* the longest timer that may end the call, or 0 */
	int arguments;
	int *number;                       /* each argument as a number: a descriptor, a flag, an index into a table */
	char **word;                       /* and as it was written */
	unsigned char *data;               /* the bytes of a DATA argument */
	size_t length;
	char *unsupported;                 /* what this system lacks of it, or NULL */
};

struct plan_case {
	char *id;
	char *hash;
	struct step *steps;
	int step_count;
	long expected_ms; /* how long a trial may take; a guess */
	int position;     /* in the plan */
};

struct plan {
	long trials;
	enum pacing pacings[2];
	int pacing_count;
	long deadline_ms;
	struct plan_case *cases;
	int case_count;
};

/* One row for each call: its name, its arguments as letters, and the function that makes it. */
struct actor;
typedef void (*perform_function)(struct actor *me, const struct step *step, struct observation *o);
struct call {
	const char *name;
	/*
	 * d descriptor, u another one that the call uses, t one whose address is meant, D new descriptor, p process, P new process, a async,
	 * n number, b data, l link, k kind of socket, h how to shut down, o option, s signal, f filter of kqueue, w any word;
	 * and for all words that are left:
	 * R descriptors, Q new descriptors, N numbers, M flags of messages, E events of poll, X of epoll, K flags of kqueue, S sets of select
	 */
	const char *arguments;
	perform_function perform;
};

/* The row of this name in a table that ends with a row without one, or NULL. */
static const struct call *find_call(const struct call *calls, const char *name)
{
	for (; calls->name != NULL; calls++)
		if (strcmp(calls->name, name) == 0)
			return calls;
	return NULL;
}

static long plan_line;

PRINTF_LIKE(1, 2)
static void refuse_plan(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "agent: plan, line %ld: ", plan_line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	_exit(2);
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size > 0 ? size : 1);

	if (memory == NULL)
		give_up("memory");
	return memory;
}

static char *copy_word(const char *word)
{
	return strcpy(allocate(strlen(word) + 1), word);
}

/* A decimal number between two bounds; anything else refuses the plan. */
static long plan_number(const char *word, long least, long most)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(word, &end, 10);
	if (end == word || *end != '\0' || errno != 0 || value < least || value > most)
		refuse_plan("expected a number from %ld to %ld, got '%.40s'", least, most, word);
	return value;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	refuse_plan("'%c' is not a hexadecimal digit", c);
	return 0;
}

/* Bytes to send where the plan gives none: abc…zabc…, made once and shared. */
static unsigned char *pattern(void)
{
	static unsigned char *bytes;
	size_t i;

	if (bytes == NULL) {
		bytes = allocate(PATTERN_MAX);
		for (i = 0; i < PATTERN_MAX; i++)
			bytes[i] = (unsigned char)('a' + i % 26);
	}
	return bytes;
}

/* DATA: pairs of hexadecimal digits, or x and a count of bytes of the pattern abc…z. */
static void plan_data(struct step *step, const char *word)
{
	size_t i;

	if (word[0] == 'x') {
		step->length = (size_t)plan_number(word + 1, 0, PATTERN_MAX);
		step->data = pattern();
		return;
	}
	if (strlen(word) % 2 != 0)
		refuse_plan("data has half a byte: '%.40s'", word);
	step->length = strlen(word) / 2;
	step->data = allocate(step->length);
	for (i = 0; i < step->length; i++)
		step->data[i] = (unsigned char)(hex_digit(word[2 * i]) << 4 | hex_digit(word[2 * i + 1]));
}

/*
 * What a plan may name and the agent has not got because its sockets are not the kernel's: calls, links and kinds of sockets, each followed by a
 * comma. A header that puts the agent on a stack in a library names them (docker/lwip); elsewhere there are none.
 */
#ifndef STACK_LACKS
#define STACK_LACKS
#endif
static const char *const stack_lacks[] = { STACK_LACKS NULL };

/* Whether the stack lacks what this word of a plan names. */
static int is_lacking(const char *word)
{
	int i;

	for (i = 0; stack_lacks[i] != NULL; i++)
		if (strcmp(stack_lacks[i], word) == 0)
			return 1;
	return 0;
}

static void lacks(struct step *step, const char *word)
{
	if (step->unsupported == NULL)
		step->unsupported = copy_word(word);
}

/* A word from a table of names; one that is unknown or absent here makes the step unsupported. */
static long plan_name(struct step *step, const struct name *table, const char *prefix, const char *word)
{
	const struct name *found = find_name(table, word);
	char full[48];

	if (found != NULL && found->exists)
		return found->value;
	snprintf(full, sizeof full, "%s%.38s", prefix, word);
	lacks(step, full);
	return 0;
}

static long plan_option(struct step *step, const char *word)
{
	long i;

	for (i = 0; socket_options[i].name != NULL; i++)
		if (strcmp(socket_options[i].name, word) == 0 && socket_options[i].exists)
			return i;
	lacks(step, word);
	return 0;
}

/* Turns one argument into a number, as its letter says. */
static void plan_argument(struct step *step, char letter, const char *word)
{
	long number = 0;

	switch (letter) {
	case 'd': case 'u': case 't': case 'D': case 'R': case 'Q':
		number = plan_number(word, 0, MAX_DESCRIPTORS - 1);
		break;
	case 'p': case 'P':
		number = plan_number(word, 1, MAX_PROCESSES - 1);
		break;
	case 'a':
		number = plan_number(word, 0, MAX_ASYNC - 1);
		break;
	case 'n': case 'N':
		number = plan_number(word, INT_MIN, INT_MAX);
		break;
	case 'b':
		plan_data(step, word);
		break;
	case 'l':
		if ((number = find_link(word)) < 0 || is_lacking(word))
			lacks(step, word);
		break;
	case 'k':
		if ((number = find_kind(word)) < 0 || is_lacking(word))
			lacks(step, word);
		break;
	case 'h':
		number = plan_name(step, shutdown_names, "", word);
		break;
	case 'o':
		number = plan_option(step, word);
		break;
	case 's':
		number = plan_name(step, signal_names, "", word);
		break;
	case 'M':
		number = plan_name(step, message_flags, "", word);
		break;
	case 'E':
		number = plan_name(step, poll_events, "POLL", word);
		break;
	case 'X':
		number = plan_name(step, epoll_events, "EPOLL", word);
		break;
	case 'f':
		number = plan_name(step, kqueue_filters, "EVFILT_", word);
		break;
	case 'K':
		number = plan_name(step, kqueue_flags, "EV_", word);
		break;
	case 'S':
		number = plan_name(step, select_sets, "select ", word);
		break;
	default:
		break;
	}
	step->number[step->arguments] = (int)number;
	step->word[step->arguments] = copy_word(word);
	step->arguments++;
}

static int is_rest(char letter)
{
	return letter != '\0' && strchr("RQNMEXKS", letter) != NULL;
}

/* The family of sockets that a step makes, 0 if none, and its protocol. */
static int makes_family(const struct step *step, int *protocol)
{
	int link = step->call != NULL && step->unsupported == NULL && step->call->arguments[0] == 'l';
	int kind = step->call != NULL && step->unsupported == NULL && step->call->arguments[0] == 'k';

	*protocol = link ? links[step->number[0]].protocol : 0;
	return link ? links[step->number[0]].family : kind ? socket_kinds[step->number[0]].family : 0;
}

/* Whether the case has internet sockets. */
static int uses_internet(const struct plan_case *plan_case)
{
	int i, protocol;

	for (i = 0; i < plan_case->step_count; i++)
		switch (makes_family(&plan_case->steps[i], &protocol)) {
		case AF_INET: case AF_INET6:
			return 1;
		default:
			break;
		}
	return 0;
}

/* Whether the case has internet sockets with a protocol other than their family's usual one: MPTCP. */
static int uses_protocol(const struct plan_case *plan_case)
{
	int i, family, protocol;

	for (i = 0; i < plan_case->step_count; i++) {
		family = makes_family(&plan_case->steps[i], &protocol);
		if (protocol != 0 && (family == AF_INET || family == AF_INET6))
			return 1;
	}
	return 0;
}

/* Where the first argument with this letter stands, or -1. */
static int argument_with(const struct step *step, char letter)
{
	const char *at = step->call == NULL ? NULL : strchr(step->call->arguments, letter);
	int index = at == NULL ? -1 : (int)(at - step->call->arguments);

	return index < step->arguments ? index : -1;
}

/* step PROCESS ASYNC CALL ARGUMENT... */
static void plan_step(struct step *step, const struct call *calls, char **words, int count)
{
	const char *letters;
	int i;

	if (count > MAX_ARGUMENTS + 4)
		refuse_plan("more than %d arguments", MAX_ARGUMENTS);
	if (count < 4)
		refuse_plan("a step needs a process, an async number or '-', and a call");
	step->process = (int)plan_number(words[1], 0, MAX_PROCESSES - 1);
	step->async = strcmp(words[2], "-") == 0 ? -1 : (int)plan_number(words[2], 0, MAX_ASYNC - 1);
	step->call = is_lacking(words[3]) ? NULL : find_call(calls, words[3]);
	if (step->call == NULL) {
		lacks(step, words[3]);
		return;
	}
	/* Exactly as much as is needed: every process of every case is a copy of this one, and copying costs by the page. */
	step->number = allocate((size_t)(count - 4) * sizeof *step->number);
	step->word = allocate((size_t)(count - 4) * sizeof *step->word);
	letters = step->call->arguments;
	for (i = 4; i < count; i++) {
		if (*letters == '\0')
			refuse_plan("too many arguments for %s", words[3]);
		plan_argument(step, *letters, words[i]);
		if (!is_rest(*letters))
			letters++;
	}
	if (*letters != '\0' && !is_rest(*letters))
		refuse_plan("too few arguments for %s", words[3]);
}

/* Reads one line and cuts it into words; the number of words, or -1 at the end of the input. */
static int plan_words(FILE *input, char *line, char **words)
{
	size_t length;
	char *word;
	int count = 0;

	if (fgets(line, MAX_LINE + 1, input) == NULL)
		return -1;
	plan_line++;
	length = strlen(line);
	if (length == 0 || line[length - 1] != '\n')
		refuse_plan("longer than %d bytes, or cut off", MAX_LINE - 1);
	line[length - 1] = '\0';
	for (word = line; word != NULL; count++) {
		char *space = strchr(word, ' ');

		if (count == MAX_WORDS)
			refuse_plan("more than %d words", MAX_WORDS);
		if (space != NULL)
			*space++ = '\0';
		if (*word == '\0')
			refuse_plan("words are separated by single spaces");
		words[count] = word;
		word = space;
	}
	return count;
}

static void plan_pacings(struct plan *plan, char **words, int count)
{
	int i;

	plan->pacing_count = 0;
	for (i = 1; i < count; i++) {
		if (plan->pacing_count == 2)
			refuse_plan("there are two pacings");
		if (strcmp(words[i], "back-to-back") != 0 && strcmp(words[i], "settled") != 0)
			refuse_plan("unknown pacing '%.40s'", words[i]);
		plan->pacings[plan->pacing_count++] = strcmp(words[i], "back-to-back") == 0 ? BACK_TO_BACK : SETTLED;
	}
}

/*
 * Reads a whole plan, whose steps make calls of this table. Whatever is wrong with it ends the agent with code 2 and a line that says
 * where.
 */
static struct plan *read_plan(FILE *input, const struct call *calls)
{
	static char line[MAX_LINE + 2];
	char *words[MAX_WORDS];
	struct plan *plan = allocate(sizeof *plan);
	struct plan_case *current = NULL;
	struct step *steps = allocate(MAX_STEPS * sizeof *steps);
	long timer_ms = 0;
	int count, capacity = 0, ended = 0;

	pattern(); /* now, so that all processes share it */
	plan->trials = 10;
	plan->pacings[0] = BACK_TO_BACK;
	plan->pacings[1] = SETTLED;
	plan->pacing_count = 2;
	plan->deadline_ms = 300;

	while (!ended && (count = plan_words(input, line, words)) >= 0) {
		if (plan_line == 1) {
			if (strcmp(words[0], "sockatlas-plan") != 0 || count != 2 || strcmp(words[1], PROTOCOL) != 0)
				refuse_plan("this agent reads plans that begin with 'sockatlas-plan " PROTOCOL "'");
		} else if (strcmp(words[0], "step") == 0) {
			if (current == NULL)
				refuse_plan("a step before the first case");
			if (current->step_count == MAX_STEPS)
				refuse_plan("more than %d steps", MAX_STEPS);
			memset(&steps[current->step_count], 0, sizeof steps[0]);
			steps[current->step_count].timer_ms = timer_ms;
			plan_step(&steps[current->step_count++], calls, words, count);
		} else if (strcmp(words[0], "case") == 0 || strcmp(words[0], "end-plan") == 0) {
			if (current != NULL) { /* its steps are complete: keep just as many as there are */
				current->steps = allocate((size_t)current->step_count * sizeof *steps);
				memcpy(current->steps, steps, (size_t)current->step_count * sizeof *steps);
			}
			if (words[0][0] == 'e') {
				if (count != 2 || plan_number(words[1], 0, INT_MAX) != plan->case_count)
					refuse_plan("the plan does not have as many cases as it says");
				ended = 1;
				continue;
			}
			if (count != 3)
				refuse_plan("a case has an id and a hash");
			if (plan->case_count == capacity) {
				capacity = capacity * 2 + 64;
				plan->cases = realloc(plan->cases, (size_t)capacity * sizeof *plan->cases);
				if (plan->cases == NULL)
					give_up("memory");
			}
			current = &plan->cases[plan->case_count++];
			memset(current, 0, sizeof *current);
			current->id = copy_word(words[1]);
			current->hash = copy_word(words[2]);
			timer_ms = 0;
		} else if (strcmp(words[0], "timer") == 0 && count == 2) {
			if (current == NULL)
				refuse_plan("a timer before the first case");
			timer_ms = plan_number(words[1], 0, MAX_TIMER_MS);
		} else if (strcmp(words[0], "trials") == 0 && count == 2) {
			plan->trials = plan_number(words[1], 1, 1000000);
		} else if (strcmp(words[0], "deadline-ms") == 0 && count == 2) {
			plan->deadline_ms = plan_number(words[1], 1, 60000);
		} else if (strcmp(words[0], "pacings") == 0) {
			plan_pacings(plan, words, count);
		} else {
			refuse_plan("expected trials, pacings, deadline-ms, case, timer, step or end-plan, got '%.40s'", words[0]);
		}
	}
	if (!ended)
		refuse_plan("no end-plan: the plan was cut off");
	free(steps);
	return plan;
}

#endif
