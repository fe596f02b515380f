/* libcurl. */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count(char *data, size_t size, size_t items, void *total)
{
	(void)data;
	*(size_t *)total += size * items;
	return size * items;
}

int main(void)
{
	char line[100], method[8], port[8], url[64], why[CURL_ERROR_SIZE];
	size_t size;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof line, stdin) != NULL && sscanf(line, "%7s %7s %zu", method, port, &size) == 3) {
		CURL *curl = curl_easy_init();
		char *body = malloc(size + 1);
		size_t length = 0;
		long status = 0, number = 0;
		CURLcode result;

		snprintf(url, sizeof url, "http://127.0.0.1:%s/", port);
		curl_easy_setopt(curl, CURLOPT_URL, url);
		curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, &length);
		if (size > 0) {
			memset(body, 'x', size);
			curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
			curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)size);
		}
		result = curl_easy_perform(curl);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
		if (result == CURLE_OK) printf("%ld %zu\n", status, length);
		else if (number != 0) printf("errno:%ld\t(%d) %s\n", number, result, why);
		else printf("error\t(%d) %s\n", result, why);
		curl_easy_cleanup(curl);
		free(body);
	}
	return 0;
}
