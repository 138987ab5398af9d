/* The spool and the stamp of the last contact. */
#define _GNU_SOURCE
#include "host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "problem.h"

#define MAX_NAME_BYTES 255
#define CLOCK_STEP_SECONDS 60

void berth_touch(void *path) {
    if (utimensat(AT_FDCWD, path, NULL, 0) != 0 && errno == ENOENT) {
        int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd >= 0) {
            close(fd);
        }
    }
}

int64_t berth_age_seconds(void *path) {
    struct stat file;
    struct timespec now;
    if (stat(path, &file) != 0 || clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return -1;
    }
    int64_t age = (int64_t) now.tv_sec - file.st_mtim.tv_sec;
    /* A clock that was set back a little must not make the node NotReady; a time far in the future says nothing. */
    if (age < 0) {
        return age >= -CLOCK_STEP_SECONDS ? 0 : -1;
    }
    return age;
}

void berth_remove_file(void *path) {
    unlink(path);
}

/* Opens the folder; makes it, and the one around it, when they are not there. */
static int open_folder(const char *path) {
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int fd = open(path, flags);
    if (fd >= 0 || errno != ENOENT) {
        return fd;
    }
    char parent[4096];
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] != '/') {
        length--;
    }
    if (length > 1 && length < sizeof parent) {
        memcpy(parent, path, length - 1);
        parent[length - 1] = '\0';
        mkdir(parent, 0755);
    }
    mkdir(path, 0700);
    return open(path, flags);
}

/* How many files the folder holds. */
static int count_files(int folder) {
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (entries == NULL) {
        return -1;
    }
    int count = 0;
    struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            count++;
        }
    }
    closedir(entries);
    return count;
}

static int write_synced(int fd, const char *bytes, int32_t count) {
    while (count > 0) {
        ssize_t done = write(fd, bytes, (size_t) count);
        if (done < 0 && errno != EINTR) {
            return berth_fail("write");
        }
        if (done > 0) {
            bytes += done;
            count -= (int32_t) done;
        }
    }
    return fsync(fd) == 0 ? 0 : berth_fail("fsync");
}

static int store_in(int folder, const char *name, const char *bytes, int32_t count, int32_t max_files) {
    /* Processes that run at once may exceed the limit by their number, which does no harm. */
    if (faccessat(folder, name, F_OK, 0) != 0) {
        int present = count_files(folder);
        if (present < 0) {
            return berth_fail("readdir");
        }
        if (present >= max_files) {
            return BERTH_FULL;
        }
    }
    char temporary[MAX_NAME_BYTES + 1];
    int length = snprintf(temporary, sizeof temporary, "%s.%d.tmp", name, (int) getpid());
    if (length < 0 || (size_t) length >= sizeof temporary) {
        return berth_fail_with("the file name is too long");
    }
    /* What a killed process with this number left behind goes first. */
    unlinkat(folder, temporary, 0);
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return berth_fail("open");
    }
    int result = write_synced(fd, bytes, count);
    close(fd);
    if (result == 0 && renameat(folder, temporary, folder, name) != 0) {
        result = berth_fail("rename");
    }
    if (result != 0) {
        unlinkat(folder, temporary, 0);
    } else if (fsync(folder) != 0) {
        result = berth_fail("fsync of the folder");
    }
    return result;
}

int32_t berth_store(void *folder, void *name, void *bytes, int32_t count, int32_t max_files) {
    int fd = open_folder(folder);
    if (fd < 0) {
        return berth_fail("open");
    }
    int result = store_in(fd, name, bytes, count, max_files);
    close(fd);
    return result;
}
