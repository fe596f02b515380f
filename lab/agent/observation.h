/*
 * What one step gave back. Kept as numbers while trials run, so that traces can be compared and sent between processes cheaply;
 * it becomes text only when a case reports.
 */
#ifndef SOCKATLAS_OBSERVATION_H
#define SOCKATLAS_OBSERVATION_H

#include "names.h"

enum outcome {
	RETURNED,      /* number: the count */
	END_OF_FILE,
	DONE,
	VALUE,         /* text */
	EVENTS,        /* number: bits of poll_events; or text, if there is any */
	FAILED,        /* number: errno */
	STARTED,
	BLOCKS,
	KILLED,        /* number: signal */
	UNSUPPORTED,   /* text */
	SETUP_FAILED, /* text */
	INCONCLUSIVE /* text */
};

enum { SHOWN_BYTES = 32 };

struct observation {
	enum outcome outcome;
	long number;
	unsigned signals;                  /* a bit for each of noted_signals that arrived during the call */
	int message_flags;                 /* msg_flags of recvmsg */
	int descriptors;                   /* how many descriptors were received */
	int late;                          /* it returned, but only after the timer that was in force */
	unsigned bytes_shown;              /* how many of bytes[] count */
	unsigned char bytes[SHOWN_BYTES];  /* the first bytes received */
	char text[64];
};

/* Signals that a call can raise in its caller. Their bits in observation.signals follow this order. */
static const int noted_signals[] = {
	SIGPIPE,
#ifdef SIGURG
	SIGURG,
#endif
#ifdef SIGIO
	SIGIO,
#endif
	SIGUSR1
};
enum { NOTED_SIGNALS = sizeof noted_signals / sizeof noted_signals[0] };

static void clear_observation(struct observation *o)
{
	o->outcome = DONE;
	o->number = 0;
	o->signals = 0;
	o->message_flags = 0;
	o->descriptors = 0;
	o->late = 0;
	o->bytes_shown = 0;
	o->text[0] = '\0';
}

/* Sets an outcome that carries text: VALUE, UNSUPPORTED, SETUP_FAILED or INCONCLUSIVE. */
PRINTF_LIKE(3, 4)
static void observe_text(struct observation *o, enum outcome outcome, const char *format, ...)
{
	va_list arguments;

	clear_observation(o);
	o->outcome = outcome;
	va_start(arguments, format);
	vsnprintf(o->text, sizeof o->text, format, arguments);
	va_end(arguments);
}

static int same_observation(const struct observation *a, const struct observation *b)
{
	return a->outcome == b->outcome && a->number == b->number && a->signals == b->signals && a->bytes_shown == b->bytes_shown
		&& a->message_flags == b->message_flags && a->descriptors == b->descriptors && a->late == b->late
		&& memcmp(a->bytes, b->bytes, a->bytes_shown) == 0 && strcmp(a->text, b->text) == 0;
}

/* Whether the trial cannot go on as the scenario that it is meant to be. */
static int ends_trial(const struct observation *o)
{
	return o->outcome == UNSUPPORTED || o->outcome == INCONCLUSIVE;
}

/* Text that grows. It is made of one block, and `length` never counts the final zero. */
struct text {
	char *start;
	size_t length;
	size_t capacity;
};

static void give_up(const char *what)
{
	fprintf(stderr, "agent: %s: %s\n", what, strerror(errno));
	_exit(4);
}

static void text_reserve(struct text *text, size_t more)
{
	if (text->length + more + 1 > text->capacity) {
		text->capacity = (text->length + more + 1) * 2;
		text->start = realloc(text->start, text->capacity);
		if (text->start == NULL)
			give_up("memory");
	}
}

static void text_append(struct text *text, const char *bytes, size_t length)
{
	text_reserve(text, length);
	memcpy(text->start + text->length, bytes, length);
	text->length += length;
	text->start[text->length] = '\0';
}

PRINTF_LIKE(2, 3)
static void text_format(struct text *text, const char *format, ...)
{
	char buffer[512];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(buffer, sizeof buffer, format, arguments);
	va_end(arguments);
	if (length > 0)
		text_append(text, buffer, (size_t)length < sizeof buffer ? (size_t)length : sizeof buffer - 1);
}

/* Appends a JSON string. Bytes outside printable ASCII become '?', so that no system's answer can break a line. */
static void text_json(struct text *text, const char *string)
{
	text_append(text, "\"", 1);
	for (; *string != '\0'; string++) {
		char c = *string;

		if (c == '"' || c == '\\')
			text_append(text, "\\", 1);
		else if (c < ' ' || c > '~')
			c = '?';
		text_append(text, &c, 1);
	}
	text_append(text, "\"", 1);
}

/* Appends the names of bits, separated by |; `none` if there are none. */
static void text_bits(struct text *text, const struct name *table, int bits)
{
	size_t before = text->length;
	int spelled = 0;

	for (; table->name != NULL; table++)
		if (table->exists && bits & table->value & ~spelled) { /* some systems have two names for one bit */
			text_format(text, "%s%s", text->length > before ? "|" : "", table->name);
			spelled |= table->value;
		}
	if (text->length == before)
		text_format(text, "none");
}

/* Appends an outcome in its canonical spelling, see PROTOCOL.md. */
static void text_outcome(struct text *text, const struct observation *o)
{
	struct text word = { NULL, 0, 0 };
	size_t i;

	switch (o->outcome) {
	case RETURNED:
		text_format(&word, "%ld", o->number);
		break;
	case END_OF_FILE:
		text_format(&word, "EOF");
		break;
	case DONE:
		text_format(&word, "done");
		break;
	case VALUE:
		text_format(&word, "=%s", o->text);
		break;
	case EVENTS:
		if (o->text[0] != '\0')
			text_format(&word, "%s", o->text);
		else
			text_bits(&word, poll_events, (int)o->number);
		break;
	case FAILED:
		text_format(&word, "%s", errno_name((int)o->number));
		break;
	case STARTED:
		text_format(&word, "started");
		break;
	case BLOCKS:
		text_format(&word, "blocks");
		break;
	case KILLED:
		text_format(&word, "killed: %s", signal_name((int)o->number));
		break;
	case UNSUPPORTED:
		text_format(&word, "unsupported: %s", o->text);
		break;
	case SETUP_FAILED:
		text_format(&word, "setup failed: %s", o->text);
		break;
	case INCONCLUSIVE:
		text_format(&word, "inconclusive: %s", o->text);
		break;
	}
	for (i = 0; i < NOTED_SIGNALS; i++)
		if (o->signals & 1u << i)
			text_format(&word, "+%s", signal_name(noted_signals[i]));
	for (i = 0; message_flags[i].name != NULL; i++)
		if (message_flags[i].exists && o->message_flags & message_flags[i].value)
			text_format(&word, "+%s", message_flags[i].name);
	if (o->descriptors > 0)
		text_format(&word, "+%dfd", o->descriptors);
	if (o->late)
		text_format(&word, "+late");
	text_json(text, word.start);
	free(word.start);
}

#endif
