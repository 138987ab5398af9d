/* The connection to the daemon, and the descriptors that go over it. */
#define _GNU_SOURCE
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "problem.h"

/* Numbers of the kernel's interface, whose headers musl's compiler does not find. */
#define NSFS_MAGIC 0x6e736673UL
#define NS_GET_NSTYPE _IO(0xb7, 0x3)
#define NETLINK_ROUTE 0

#define HEADER_BYTES 16
#define RETRY_NANOS 2000000

static int connection = -1;
static int netns = -1;
static int netlink = -1;

static int is_own(const struct stat *other) {
    struct stat own;
    return stat("/proc/self/ns/net", &own) == 0 && own.st_dev == other->st_dev && own.st_ino == other->st_ino;
}

int32_t berth_open_netns(void *path) {
    /* O_NONBLOCK: the path may be a pipe without a writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        return 0;
    }
    struct statfs filesystem;
    struct stat file;
    if (fstatfs(fd, &filesystem) != 0 || (unsigned long) filesystem.f_type != NSFS_MAGIC
            || ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET || fstat(fd, &file) != 0) {
        close(fd);
        return 0;
    }
    int own = is_own(&file);
    /*
     * The process stays in the pod's namespace: it is about to end, and nothing that it still does (a socket and files
     * with a path) depends on the network namespace.
     */
    if (!own && setns(fd, CLONE_NEWNET) != 0) {
        close(fd);
        return 0;
    }
    int route = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (route < 0) {
        close(fd);
        return own ? 2 : 0;
    }
    netns = fd;
    netlink = route;
    return own ? 2 : 1;
}

int32_t berth_connect(void *path, int32_t length, int32_t timeout_millis) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if ((size_t) length >= sizeof address.sun_path) {
        return berth_fail_with("the path is longer than the 107 bytes that Linux allows");
    }
    memcpy(address.sun_path, path, (size_t) length);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return berth_fail("socket");
    }
    int64_t deadline = 0;
    while (connect(fd, (struct sockaddr *) &address, sizeof address) != 0) {
        if (errno != EAGAIN && errno != EINTR) {
            int failure = berth_fail("connect");
            close(fd);
            return failure;
        }
        /* The backlog is full, and poll does not tell when it no longer is. */
        int64_t now = berth_monotonic_millis();
        if (deadline == 0) {
            deadline = now + timeout_millis;
        }
        if (now >= deadline) {
            close(fd);
            return BERTH_TIMED_OUT;
        }
        struct timespec pause = {.tv_nsec = RETRY_NANOS};
        nanosleep(&pause, NULL);
    }
    if (fd <= 2) {
        /* A caller that closed its standard streams must not find its own output in the connection. */
        int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        close(fd);
        if (moved < 0) {
            return berth_fail("fcntl");
        }
        fd = moved;
    }
    connection = fd;
    return 0;
}

static int send_bytes(const char *bytes, size_t count, int64_t deadline) {
    while (count > 0) {
        ssize_t done = send(connection, bytes, count, MSG_NOSIGNAL);
        if (done >= 0) {
            bytes += done;
            count -= (size_t) done;
        } else if (errno == EAGAIN) {
            int waited = berth_wait(connection, POLLOUT, deadline);
            if (waited < 0) {
                return waited;
            }
        } else if (errno != EINTR) {
            return berth_fail("send");
        }
    }
    return 0;
}

static int send_descriptor(int descriptor, int64_t deadline) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    char data = 'D';
    struct iovec part = {.iov_base = &data, .iov_len = 1};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &descriptor, sizeof(int));
    for (;;) {
        if (sendmsg(connection, &message, MSG_NOSIGNAL) == 1) {
            return 0;
        }
        if (errno == EAGAIN) {
            int waited = berth_wait(connection, POLLOUT, deadline);
            if (waited < 0) {
                return waited;
            }
        } else if (errno != EINTR) {
            return berth_fail("sendmsg");
        }
    }
}

int32_t berth_send(void *frame, int32_t count, int32_t descriptors, int32_t timeout_millis) {
    int64_t deadline = berth_monotonic_millis() + timeout_millis;
    if (!descriptors) {
        return send_bytes(frame, (size_t) count, deadline);
    }
    int result = send_bytes(frame, HEADER_BYTES, deadline);
    if (result == 0) {
        result = send_descriptor(netns, deadline);
    }
    if (result == 0) {
        result = send_descriptor(netlink, deadline);
    }
    if (result == 0) {
        result = send_bytes((char *) frame + HEADER_BYTES, (size_t) count - HEADER_BYTES, deadline);
    }
    return result;
}

int32_t berth_receive(void *into, int32_t count, int32_t timeout_millis) {
    int waited = berth_wait(connection, POLLIN, berth_monotonic_millis() + timeout_millis);
    if (waited < 0) {
        return waited;
    }
    ssize_t done = recv(connection, into, (size_t) count, 0);
    return done < 0 ? berth_fail("receive") : (int32_t) done;
}
