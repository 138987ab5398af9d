/*
 * The system calls of the native executable: what needs structures and constants of C. Everything that decides is in
 * Java; a function here does one thing, never allocates, and leaves its reason for berth_problem.
 */
#define _GNU_SOURCE
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "problem.h"

void berth_exit(int32_t code) {
    /* Nothing is buffered and nothing is to be cleaned up. */
    _exit(code);
}

int32_t berth_variable_length(void *name) {
    const char *value = getenv(name);
    return value == NULL ? -1 : (int32_t) strlen(value);
}

void berth_copy_variable(void *name, void *into, int32_t count) {
    memcpy(into, getenv(name), (size_t) count);
}

int64_t berth_monotonic_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int berth_wait(int fd, short events, int64_t deadline_millis) {
    for (;;) {
        int64_t left = deadline_millis - berth_monotonic_millis();
        struct pollfd waited = {.fd = fd, .events = events};
        int ready = poll(&waited, 1, left > 0 ? (int) left : 0);
        if (ready > 0) {
            return 0;
        }
        if (ready == 0) {
            return BERTH_TIMED_OUT;
        }
        if (errno != EINTR) {
            return berth_fail("poll");
        }
    }
}

int32_t berth_read_stdin(void *into, int32_t count, int32_t timeout_millis) {
    int waited = berth_wait(0, POLLIN, berth_monotonic_millis() + timeout_millis);
    if (waited < 0) {
        return waited;
    }
    ssize_t done = read(0, into, (size_t) count);
    return done < 0 ? berth_fail("read") : (int32_t) done;
}

void berth_write(int32_t stream, void *bytes, int32_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t done = write(stream, next, (size_t) count);
        if (done < 0 && errno == EAGAIN) {
            struct pollfd waited = {.fd = stream, .events = POLLOUT};
            if (poll(&waited, 1, -1) > 0) {
                continue;
            }
        }
        if (done < 0 && errno != EINTR) {
            return;
        }
        if (done > 0) {
            next += done;
            count -= (int32_t) done;
        }
    }
}
