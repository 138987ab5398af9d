/*
 * ADD through the executable beside the floor, interleaved in one run.
 *
 *   add-cost ROUNDS BERTH_CNI FLOOR TRUE NETCONF TABLE
 *
 * To be started inside a node's namespace, with BERTH_SOCKET set. Each round makes a fresh network
 * namespace (not timed), times one ADD through BERTH_CNI, deletes it (timed apart), makes another, times
 * FLOOR with the same netlink work, takes its link away, and times TRUE. One launcher for all: posix_spawn,
 * stdin from a file, stdout to a file, wait.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_ROUNDS 2000

static int home;

static void fail(const char *what) {
    fprintf(stderr, "add-cost: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now_millis(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* A fresh namespace, kept alive by the descriptor that is returned. */
static int fresh_namespace(void) {
    if (unshare(CLONE_NEWNET) < 0) {
        fail("unshare");
    }
    int descriptor = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || setns(home, CLONE_NEWNET) < 0) {
        fail("namespace");
    }
    return descriptor;
}

/* Runs a program and returns how long it took, in milliseconds; a failure ends the benchmark. */
static double run(char *const arguments[], char *const environment[], const char *input, const char *output) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child;
    double start = now_millis();
    int code = posix_spawn(&child, arguments[0], &files, NULL, arguments, environment);
    if (code != 0) {
        errno = code;
        fail(arguments[0]);
    }
    int status;
    if (waitpid(child, &status, 0) < 0) {
        fail("wait");
    }
    double took = now_millis() - start;
    posix_spawn_file_actions_destroy(&files);
    if (status != 0) {
        fprintf(stderr, "add-cost: %s failed with status %d; its output is in %s\n", arguments[0], status, output);
        exit(1);
    }
    return took;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(double *values, int count, double share) {
    qsort(values, count, sizeof *values, ascending);
    int index = (int)(share * (count - 1) + 0.5);
    return values[index];
}

int main(int count, char **arguments) {
    if (count != 7) {
        fprintf(stderr, "usage: add-cost ROUNDS BERTH_CNI FLOOR TRUE NETCONF TABLE\n");
        return 2;
    }
    int rounds = atoi(arguments[1]);
    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fprintf(stderr, "add-cost: rounds must be 1 to %d\n", MAX_ROUNDS);
        return 2;
    }
    home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    const char *socket_path = getenv("BERTH_SOCKET");
    if (home < 0 || socket_path == NULL) {
        fprintf(stderr, "add-cost: BERTH_SOCKET is not set\n");
        return 2;
    }
    static double add[MAX_ROUNDS], del[MAX_ROUNDS], floor_[MAX_ROUNDS], truth[MAX_ROUNDS], ratio[MAX_ROUNDS];
    char output[64];
    snprintf(output, sizeof output, "add-cost.%d.out", getpid());
    char socket_variable[256], container[64], netns[64], args[160];
    snprintf(socket_variable, sizeof socket_variable, "BERTH_SOCKET=%s", socket_path);
    char *environment[] = {"CNI_COMMAND=ADD", container, netns, "CNI_IFNAME=eth0", "CNI_PATH=/opt/cni/bin", args, socket_variable, NULL};
    char *cni[] = {arguments[2], NULL};
    char floor_netns[64], link[16];
    char *floor_arguments[] = {arguments[3], floor_netns, link, "10.255.255.1", arguments[6], NULL};
    char *true_arguments[] = {arguments[4], NULL};
    char *nothing[] = {NULL};
    for (int i = 0; i < rounds; i++) {
        int pod = fresh_namespace();
        snprintf(container, sizeof container, "CNI_CONTAINERID=bench%d", i);
        snprintf(netns, sizeof netns, "CNI_NETNS=/proc/%d/fd/%d", getpid(), pod);
        snprintf(args, sizeof args, "CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=bench;K8S_POD_NAME=pod-%d", i);
        environment[0] = "CNI_COMMAND=ADD";
        add[i] = run(cni, environment, arguments[5], output);
        environment[0] = "CNI_COMMAND=DEL";
        del[i] = run(cni, environment, arguments[5], output);
        close(pod);

        pod = fresh_namespace();
        snprintf(floor_netns, sizeof floor_netns, "/proc/%d/fd/%d", getpid(), pod);
        snprintf(link, sizeof link, "bfloor%d", i);
        floor_[i] = run(floor_arguments, nothing, "/dev/null", output);
        char undo[256];
        snprintf(undo, sizeof undo,
                 "ip link del %s; ip rule del to 10.255.255.1 priority 512; ip rule del from 10.255.255.1 priority 1536 2>/dev/null; true", link);
        if (system(undo) != 0) {
            fail("ip");
        }
        close(pod);
        truth[i] = run(true_arguments, nothing, "/dev/null", output);
        ratio[i] = add[i] / floor_[i];
    }
    unlink(output);
    printf("%-34s %8s %8s %8s\n", "milliseconds", "p50", "p90", "p99");
    struct { const char *name; double *values; } rows[] = {
        {"ADD through berth-cni", add}, {"DEL through berth-cni", del}, {"floor: process + netlink work", floor_}, {"/bin/true", truth}};
    for (int i = 0; i < 4; i++) {
        printf("%-34s %8.2f %8.2f %8.2f\n", rows[i].name, percentile(rows[i].values, rounds, 0.5),
               percentile(rows[i].values, rounds, 0.9), percentile(rows[i].values, rounds, 0.99));
    }
    printf("ADD p50 / floor p50: %.2f (limit 2.00); median of %d paired ratios: %.2f\n",
           percentile(add, rounds, 0.5) / percentile(floor_, rounds, 0.5), rounds, percentile(ratio, rounds, 0.5));
    return percentile(add, rounds, 0.5) <= 2 * percentile(floor_, rounds, 0.5) ? 0 : 1;
}
