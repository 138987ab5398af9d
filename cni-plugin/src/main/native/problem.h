/* Between the C files only. */
#pragma once
#include <stdint.h>

/* As in Host.java. */
#define BERTH_TIMED_OUT (-1)
#define BERTH_FAILED (-2)
#define BERTH_FULL (-3)

/* Keeps a reason: the step, and what errno says. Returns BERTH_FAILED. */
int berth_fail(const char *step);

/* Keeps a reason that is text alone. Returns BERTH_FAILED. */
int berth_fail_with(const char *text);

/* Waits until fd is ready for events. Returns 0, BERTH_TIMED_OUT or BERTH_FAILED. */
int berth_wait(int fd, short events, int64_t deadline_millis);
