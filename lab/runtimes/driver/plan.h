/*
 * The plan: the agent's own lines for cases and steps (lab/agent/PROTOCOL.md), and a few more, see docs/runtimes.md.
 */
#ifndef RUNTIMES_PLAN_H
#define RUNTIMES_PLAN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"

enum { MAX_STEPS = 24, MAX_TASKS = 400, MAX_WORDS = 24 };

/* What a task is: a case of steps, an HTTP exchange, or an error that is forced. */
enum kind { CASE, HTTP, FORCE };

struct task {
	enum kind kind;
	char *id, *hash;
	char *steps[MAX_STEPS]; /* of a case: a step; of an exchange: what the server does */
	int count;
};

struct plan {
	long trials, deadline_ms;
	char *subject[MAX_WORDS + 1], *version[MAX_WORDS + 1];
	struct task tasks[MAX_TASKS];
	int count, complete;
};

static struct plan plan;

/* Refuses the plan: exit code 2, and why on standard error. */
static void refuse(int line, const char *why)
{
	fprintf(stderr, "plan, line %d: %s\n", line, why);
	exit(2);
}

/* Splits a text at its spaces, in place, into at most `limit` words; the last takes the rest. Ends the list with NULL. */
static int split(char *text, char **words, int limit)
{
	int count = 0;

	while (text != NULL && *text != '\0' && count < limit) {
		words[count++] = text;
		text = count < limit ? strchr(text, ' ') : NULL;
		if (text != NULL)
			*text++ = '\0';
	}
	words[count] = NULL;
	return count;
}

static char *keep(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL) {
		perror("driver: memory");
		exit(4);
	}
	return copy;
}

/* Takes the rest of a line after its first word, if that is `word`. */
static char *after(char *line, const char *word)
{
	size_t length = strlen(word);

	return strncmp(line, word, length) == 0 && line[length] == ' ' ? line + length + 1 : NULL;
}

static void begin_task(int number, enum kind kind, char *rest)
{
	struct task *task = &plan.tasks[plan.count];
	char *words[4];

	if (plan.count == MAX_TASKS)
		refuse(number, "too many cases");
	if (split(rest, words, 3) != 2)
		refuse(number, "expected an id and a hash");
	plan.count++;
	task->kind = kind;
	task->id = keep(words[0]);
	task->hash = keep(words[1]);
}

/* Reads the plan from standard input. */
static void read_plan(void)
{
	static char line[4096];
	int number;

	for (number = 1; fgets(line, sizeof line, stdin) != NULL; number++) {
		char *rest;

		if (strchr(line, '\n') == NULL)
			refuse(number, "is too long, or cut off");
		*strchr(line, '\n') = '\0';
		if (number == 1) {
			if (strcmp(line, "sockatlas-runtimes-plan 1") != 0)
				refuse(number, "expected: sockatlas-runtimes-plan 1");
		} else if ((rest = after(line, "trials")) != NULL) {
			plan.trials = atol(rest);
		} else if ((rest = after(line, "deadline-ms")) != NULL) {
			plan.deadline_ms = atol(rest);
		} else if ((rest = after(line, "subject")) != NULL) {
			split(keep(rest), plan.subject, MAX_WORDS);
		} else if ((rest = after(line, "version")) != NULL) {
			split(keep(rest), plan.version, MAX_WORDS);
		} else if ((rest = after(line, "case")) != NULL) {
			begin_task(number, CASE, rest);
		} else if ((rest = after(line, "http")) != NULL) {
			begin_task(number, HTTP, rest);
		} else if ((rest = after(line, "force")) != NULL) {
			begin_task(number, FORCE, rest);
		} else if ((rest = after(line, "step")) != NULL) {
			struct task *task = &plan.tasks[plan.count - 1];

			if (plan.count == 0 || task->count == MAX_STEPS)
				refuse(number, "a step outside of a case, or too many");
			task->steps[task->count++] = keep(rest);
		} else if ((rest = after(line, "end-plan")) != NULL) {
			if (atoi(rest) != plan.count)
				refuse(number, "another number of cases than were read");
			plan.complete = 1;
		} else {
			refuse(number, "is no line of a plan");
		}
	}
	if (!plan.complete || plan.trials < 1 || plan.deadline_ms < 1 || plan.subject[0] == NULL || plan.version[0] == NULL)
		refuse(number, "was cut off, or trials, deadline-ms, subject or version are missing");
}

#endif
