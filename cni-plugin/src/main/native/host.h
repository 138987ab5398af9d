/* What NativeHost.java imports. Results and arguments are explained in Host.java. */
#pragma once
#include <stdint.h>

void berth_exit(int32_t code);
int32_t berth_variable_length(void *name);
void berth_copy_variable(void *name, void *into, int32_t count);
int32_t berth_read_stdin(void *into, int32_t count, int32_t timeout_millis);
void berth_write(int32_t stream, void *bytes, int32_t count);
int32_t berth_open_netns(void *path);
int32_t berth_connect(void *path, int32_t length, int32_t timeout_millis);
int32_t berth_send(void *frame, int32_t count, int32_t descriptors, int32_t timeout_millis);
int32_t berth_receive(void *into, int32_t count, int32_t timeout_millis);
int64_t berth_monotonic_millis(void);
void berth_touch(void *path);
int64_t berth_age_seconds(void *path);
int32_t berth_store(void *folder, void *name, void *bytes, int32_t count, int32_t max_files);
void berth_remove_file(void *path);
int32_t berth_problem(void *into, int32_t capacity);
