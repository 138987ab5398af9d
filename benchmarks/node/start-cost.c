/*
 * What one start of the CNI executable costs, as a ratio to /bin/true in the same run.
 *
 *   start-cost <executable> [pairs] [socket of a live daemon]
 *
 * Runs pairs of (executable, /bin/true), alternating which comes first, and reports the median of the paired ratios:
 * what else happens on the machine falls on both. VERSION needs no daemon; STATUS is answered by the live daemon, or without
 * one by a process of this program that speaks the wire format of docs/PROTOCOL.md and does nothing else.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PAIRS 10000
#define HEADER_BYTES 16
#define CONFIGURATION "{\"cniVersion\":\"1.1.0\",\"name\":\"podnet\",\"type\":\"berth-cni\"}"

static char folder[] = "/tmp/start-cost-XXXXXX";
static char socket_path[128];
static char stdin_path[128];

static pid_t daemon_pid;

/* Also after a failure: neither the process nor the folder stays behind. */
static void clean_up(void) {
    if (daemon_pid > 0) {
        kill(daemon_pid, SIGTERM);
        waitpid(daemon_pid, NULL, 0);
        unlink(socket_path);
    }
    char stamp[160];
    snprintf(stamp, sizeof stamp, "%s/spool.last-contact", folder);
    unlink(stamp);
    unlink(stdin_path);
    rmdir(folder);
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now_micros(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static double run_micros(const char *program, char **environment) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, stdin_path, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    char *arguments[] = {(char *) program, NULL};
    pid_t pid;
    double start = now_micros();
    if (posix_spawn(&pid, program, &actions, NULL, arguments, environment) != 0) {
        fail(program);
    }
    int status;
    if (waitpid(pid, &status, 0) != pid) {
        fail("waitpid");
    }
    double end = now_micros();
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) {
        fprintf(stderr, "%s ended with status %d\n", program, status);
        exit(1);
    }
    return end - start;
}

static int compare(const void *left, const void *right) {
    double difference = *(const double *) left - *(const double *) right;
    return (difference > 0) - (difference < 0);
}

static double median(double *values, int count) {
    qsort(values, (size_t) count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void measure(const char *command, const char *program, int pairs) {
    static double ours[MAX_PAIRS];
    static double theirs[MAX_PAIRS];
    static double ratios[MAX_PAIRS];
    char command_variable[64];
    char socket_variable[160];
    char spool_variable[160];
    snprintf(command_variable, sizeof command_variable, "CNI_COMMAND=%s", command);
    snprintf(socket_variable, sizeof socket_variable, "BERTH_SOCKET=%s", socket_path);
    snprintf(spool_variable, sizeof spool_variable, "BERTH_SPOOL=%s/spool", folder);
    char *environment[] = {
        command_variable, socket_variable, spool_variable, "CNI_PATH=/opt/cni/bin", "PATH=/usr/bin:/bin", NULL};
    for (int i = 0; i < 10; i++) {
        run_micros(program, environment);
        run_micros("/bin/true", environment);
    }
    for (int i = 0; i < pairs; i++) {
        if (i % 2 == 0) {
            ours[i] = run_micros(program, environment);
            theirs[i] = run_micros("/bin/true", environment);
        } else {
            theirs[i] = run_micros("/bin/true", environment);
            ours[i] = run_micros(program, environment);
        }
        ratios[i] = ours[i] / theirs[i];
    }
    printf("%-8s %8.0f us   /bin/true %8.0f us   median of %d paired ratios %.2f\n", command, median(ours, pairs),
            median(theirs, pairs), pairs, median(ratios, pairs));
}

static void read_fully(int connection, char *into, size_t count) {
    while (count > 0) {
        ssize_t done = read(connection, into, count);
        if (done <= 0) {
            return;
        }
        into += done;
        count -= (size_t) done;
    }
}

static void serve(int listener) {
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0) {
            exit(1);
        }
        static char request[1 << 21];
        read_fully(connection, request, HEADER_BYTES);
        uint32_t size;
        memcpy(&size, request + 12, sizeof size);
        size = ntohl(size);
        read_fully(connection, request + HEADER_BYTES, size < sizeof request - HEADER_BYTES ? size : 0);
        char reply[HEADER_BYTES + 10] = "BRTH\1\2";
        memcpy(reply + 8, request + 8, 4);
        reply[15] = 10;
        reply[17] = 1;
        reply[21] = 4;
        if (write(connection, reply, sizeof reply) != sizeof reply) {
            exit(1);
        }
        close(connection);
    }
}

static void start_daemon(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, socket_path, strlen(socket_path));
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *) &address, sizeof address) != 0
            || listen(listener, 16) != 0) {
        fail(socket_path);
    }
    pid_t pid = fork();
    if (pid == 0) {
        serve(listener);
    }
    close(listener);
    daemon_pid = pid;
}

int main(int argc, char **argv) {
    int pairs = argc > 2 ? atoi(argv[2]) : 200;
    if (argc < 2 || pairs < 1 || pairs > MAX_PAIRS) {
        fprintf(stderr, "usage: start-cost <executable> [pairs, 1 to %d] [socket]\n", MAX_PAIRS);
        return 2;
    }
    if (mkdtemp(folder) == NULL) {
        fail(folder);
    }
    if (argc > 3) {
        snprintf(socket_path, sizeof socket_path, "%s", argv[3]);
    } else {
        snprintf(socket_path, sizeof socket_path, "%s/ipamd.sock", folder);
    }
    snprintf(stdin_path, sizeof stdin_path, "%s/stdin", folder);
    FILE *configuration = fopen(stdin_path, "w");
    if (configuration == NULL || fputs(CONFIGURATION, configuration) < 0 || fclose(configuration) != 0) {
        fail(stdin_path);
    }
    if (argc <= 3) {
        start_daemon();
    }
    atexit(clean_up);
    measure("VERSION", argv[1], pairs);
    measure("STATUS", argv[1], pairs);
    return 0;
}
