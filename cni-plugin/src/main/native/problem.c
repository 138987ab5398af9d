/* The reason of the last failure. */
#include "problem.h"
#include "host.h"

#include <errno.h>
#include <string.h>

static const char *problem_step = "";
static int problem_errno;

int berth_fail(const char *step) {
    problem_errno = errno;
    problem_step = step;
    return BERTH_FAILED;
}

int berth_fail_with(const char *text) {
    problem_errno = 0;
    problem_step = text;
    return BERTH_FAILED;
}

static int32_t append(char *into, int32_t size, int32_t capacity, const char *text) {
    size_t length = strlen(text);
    size_t room = (size_t) (capacity - size);
    if (length > room) {
        length = room;
    }
    memcpy(into + size, text, length);
    return size + (int32_t) length;
}

int32_t berth_problem(void *into, int32_t capacity) {
    int32_t size = append(into, 0, capacity, problem_step);
    if (problem_errno != 0) {
        size = append(into, size, capacity, ": ");
        size = append(into, size, capacity, strerror(problem_errno));
    }
    return size;
}
