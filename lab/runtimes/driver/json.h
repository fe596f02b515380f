/*
 * What the driver says: JSON, a line a record.
 */
#ifndef RUNTIMES_JSON_H
#define RUNTIMES_JSON_H

#include <stdio.h>

/* How long a line of a plan, a command or an answer may be, with its end. */
enum { TEXT = 600 };

/* Prints text as a JSON string. Bytes that are not printable ASCII become U+FFFD: words of a runtime are kept to be read, not to be decoded. */
static void print_string(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	putchar('"');
	for (; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < ' ' || *c > '~')
			fputs("\\ufffd", stdout);
		else
			putchar(*c);
	}
	putchar('"');
}

/* Prints `"name":["a","b"]`. */
static void print_strings(const char *name, char (*texts)[TEXT], int count)
{
	int i;

	printf("\"%s\":[", name);
	for (i = 0; i < count; i++) {
		if (i > 0)
			putchar(',');
		print_string(texts[i]);
	}
	putchar(']');
}

#endif
