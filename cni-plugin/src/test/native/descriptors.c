/*
 * Plays the daemon for one request and looks at the descriptors that come with it.
 *
 *   descriptors <socket>
 *
 * Makes a network namespace, prints its path, accepts one connection, and prints what it received: whether the first descriptor is
 * that namespace, whether the second is a NETLINK_ROUTE socket opened inside it and answers there, and the payload's size.
 * Replies with exit code 0. Exits 77 when it may not make a namespace.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static pid_t make_namespace(char *path, size_t size) {
    int ready[2];
    if (pipe(ready) != 0) {
        fail("pipe");
    }
    pid_t pid = fork();
    if (pid == 0) {
        char result = unshare(CLONE_NEWNET) == 0 ? 'y' : 'n';
        if (write(ready[1], &result, 1) == 1) {
            pause();
        }
        _exit(0);
    }
    char result = 'n';
    if (read(ready[0], &result, 1) != 1 || result != 'y') {
        kill(pid, SIGKILL);
        exit(77);
    }
    snprintf(path, size, "/proc/%d/ns/net", (int) pid);
    return pid;
}

static void read_fully(int connection, char *into, size_t count) {
    while (count > 0) {
        ssize_t done = read(connection, into, count);
        if (done <= 0) {
            fail("read");
        }
        into += done;
        count -= (size_t) done;
    }
}

static int receive_descriptor(int connection) {
    char data;
    struct iovec part = {.iov_base = &data, .iov_len = 1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    if (recvmsg(connection, &message, 0) != 1 || data != 'D') {
        fail("recvmsg");
    }
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (rights == NULL || rights->cmsg_type != SCM_RIGHTS || rights->cmsg_len != CMSG_LEN(sizeof(int))) {
        printf("no descriptor\n");
        exit(0);
    }
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(rights), sizeof descriptor);
    return descriptor;
}

static int same_file(int left, int right) {
    struct stat a;
    struct stat b;
    return fstat(left, &a) == 0 && fstat(right, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* A new namespace has one link, the loopback, which is down. */
static int count_links(int route) {
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
    } request = {.header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
    if (send(route, &request, sizeof request, 0) != sizeof request) {
        return -1;
    }
    int links = 0;
    for (;;) {
        char buffer[32768];
        int size = (int) recv(route, buffer, sizeof buffer, 0);
        if (size <= 0) {
            return -1;
        }
        for (struct nlmsghdr *each = (struct nlmsghdr *) buffer; NLMSG_OK(each, size); each = NLMSG_NEXT(each, size)) {
            if (each->nlmsg_type == NLMSG_DONE) {
                return links;
            }
            if (each->nlmsg_type == RTM_NEWLINK) {
                struct ifinfomsg *link = NLMSG_DATA(each);
                links += (link->ifi_flags & 1) == 0 ? 1 : 1000;
            }
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    char path[64];
    pid_t pid = make_namespace(path, sizeof path);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) != 0 || listen(listener, 1) != 0) {
        fail(argv[1]);
    }
    printf("%s\n", path);
    fflush(stdout);
    alarm(60);
    int connection = accept(listener, NULL, NULL);
    char header[16];
    read_fully(connection, header, sizeof header);
    printf("announced %d\n", header[6]);
    if (header[6] == 2) {
        int netns = receive_descriptor(connection);
        int route = receive_descriptor(connection);
        FILE *expected = fopen(path, "r");
        int of_socket = ioctl(route, SIOCGSKNS);
        int protocol = -1;
        socklen_t length = sizeof protocol;
        getsockopt(route, SOL_SOCKET, SO_PROTOCOL, &protocol, &length);
        printf("namespace %s\n", same_file(netns, fileno(expected)) ? "right" : "wrong");
        printf("socket %s\n", of_socket >= 0 && same_file(of_socket, fileno(expected)) ? "inside" : "outside");
        printf("protocol %s\n", protocol == NETLINK_ROUTE ? "route" : "other");
        printf("links down %d\n", count_links(route));
    }
    uint32_t size;
    memcpy(&size, header + 12, sizeof size);
    size = ntohl(size);
    char *payload = malloc(size + 1);
    read_fully(connection, payload, size);
    printf("payload %u\n", size);
    char reply[26] = "BRTH\1\2";
    memcpy(reply + 8, header + 8, 4);
    reply[15] = 10;
    reply[17] = 1;
    reply[21] = 4;
    if (write(connection, reply, sizeof reply) != sizeof reply) {
        fail("write");
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return 0;
}
