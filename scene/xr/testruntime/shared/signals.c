/* The library brings a second Go runtime into a Go program, which takes over the
   handlers of signals that the program's own needs to stop its goroutines. They are
   read before that runtime starts, constructors of low numbers being the first, and
   put back with the first call. */
#define _GNU_SOURCE
#include <signal.h>

static struct sigaction before[65];

__attribute__((constructor(101))) static void drylab_keep_handlers(void) {
	for (int s = 1; s < 65; s++) sigaction(s, 0, &before[s]);
}

void drylab_put_handlers_back(void) {
	for (int s = 1; s < 65; s++)
		if (s != SIGKILL && s != SIGSTOP && s != 32 && s != 33) sigaction(s, &before[s], 0);
}
