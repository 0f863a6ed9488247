/* Makes one system call fail: preloaded, it stands between a program and its C library.
 *
 * Calls are counted by class, those about files below one folder alone: by their path, or by a
 * descriptor that was opened there. fork and thread count always. What is armed is shared with
 * every fork, until an exec. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
    OPEN, READ, WRITE, FSYNC, RENAME, STAT, MKDIR, LISTDIR, FORK, MMAP, UNLINK, LOCK, THREAD, CLOCK,
    CLASSES
};
static const char *const NAMES[CLASSES] = {
    "open",    "read", "write", "fsync",  "rename", "stat",   "mkdir",
    "listdir", "fork", "mmap",  "unlink", "lock",   "thread", "clock",
};

enum { FAIL, TRUNCATE, APPEND, REPLACE, REMOVE };
static const char *const DEEDS[] = {"fail", "truncate", "append", "replace", "remove"};

#define MOST 65536
#define LONGEST 4096

static struct {
    atomic_int is_armed;
    int class, error, deed, stays;
    long at, jump_at;
    atomic_long jump_s;
    atomic_long counts[CLASSES];
    atomic_long fired;
    char prefix[LONGEST], other[LONGEST], where[LONGEST + 64];
} *shared;

static _Atomic unsigned char tracked[MOST];

#define REAL(name)                                                                                 \
    static __typeof__(name) *real;                                                                 \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    void *found = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (found != MAP_FAILED) shared = found;
}

static int is_below(const char *path) {
    if (!shared || !path || !atomic_load(&shared->is_armed)) return 0;
    size_t length = strlen(shared->prefix);
    return !strncmp(path, shared->prefix, length) && (!path[length] || path[length] == '/');
}

static int is_tracked(int fd) { return fd >= 0 && fd < MOST && tracked[fd]; }

static void track(int fd, int is_ours) {
    if (fd >= 0 && fd < MOST) tracked[fd] = is_ours;
}

static int is_ours_at(int folder, const char *path) {
    if (path && path[0] == '/') return is_below(path);
    return is_tracked(folder);
}

/* Changes the file `prefix` under the hands of who reads it. */
static void act(void) {
    int fd;
    switch (shared->deed) {
    case TRUNCATE: syscall(SYS_truncate, shared->prefix, 100L); break;
    case APPEND:
        fd = syscall(SYS_openat, AT_FDCWD, shared->prefix, O_WRONLY | O_APPEND);
        syscall(SYS_write, fd, shared->other, strlen(shared->other));
        syscall(SYS_close, fd);
        break;
    case REPLACE:
        syscall(SYS_renameat2, AT_FDCWD, shared->other, AT_FDCWD, shared->prefix, 0);
        break;
    case REMOVE: syscall(SYS_unlinkat, AT_FDCWD, shared->prefix, 0); break;
    }
}

/* Counts a call; whether it has to fail, with errno set. */
static int fails(int class, const char *call, const char *path, int fd) {
    if (!shared || !atomic_load(&shared->is_armed)) return 0;
    long number = atomic_fetch_add(&shared->counts[class], 1) + 1;
    if (class != shared->class || number < shared->at) return 0;
    if (number > shared->at && !shared->stays) return 0;
    if (!atomic_fetch_add(&shared->fired, 1)) {
        char name[32], target[LONGEST];
        if (!path && fd >= 0) {
            snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
            long length = syscall(SYS_readlinkat, AT_FDCWD, name, target, sizeof target - 1);
            target[length > 0 ? length : 0] = 0;
            path = target;
        }
        snprintf(shared->where, sizeof shared->where, "%s %s", call, path ? path : "");
    }
    if (shared->deed) {
        act();
        return 0;
    }
    errno = shared->error;
    return 1;
}

#define FAILS_PATH(class, path, failed)                                                            \
    if (is_below(path) && fails(class, __func__, path, -1)) return failed
#define FAILS_AT(class, folder, path, failed)                                                      \
    if (is_ours_at(folder, path) && fails(class, __func__, path, -1)) return failed
#define FAILS_FD(class, fd, failed)                                                                \
    if (is_tracked(fd) && fails(class, __func__, 0, fd)) return failed

/* What the test calls */

static int numbered(const char *const *names, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], name)) return i;
    return -1;
}

int fault_arm(const char *class, long at, int error, int stays, const char *prefix,
              const char *deed, const char *other) {
    if (!shared) return -1;
    atomic_store(&shared->is_armed, 0);
    shared->class = numbered(NAMES, CLASSES, class);
    shared->deed = numbered(DEEDS, 5, deed);
    shared->at = at;
    shared->error = error;
    shared->stays = stays;
    snprintf(shared->prefix, LONGEST, "%s", prefix);
    snprintf(shared->other, LONGEST, "%s", other);
    shared->where[0] = 0;
    for (int i = 0; i < CLASSES; i++) atomic_store(&shared->counts[i], 0);
    atomic_store(&shared->fired, 0);
    atomic_store(&shared->is_armed, 1);
    return 0;
}

void fault_disarm(void) { atomic_store(&shared->is_armed, 0); }
long fault_count(const char *class) {
    return atomic_load(&shared->counts[numbered(NAMES, CLASSES, class)]);
}
long fault_fired(void) { return atomic_load(&shared->fired); }
const char *fault_where(void) { return shared->where; }
void fault_track(int fd) { track(fd, 1); }

/* From the `at`-th look on the clock says so many seconds more; looks count while armed. */
void clock_jump(long at, long seconds) {
    shared->jump_at = at;
    atomic_store(&shared->jump_s, seconds);
}

/* open */

#define MODE(flags)                                                                                \
    mode_t mode = 0;                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                         \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode = va_arg(more, mode_t);                                                               \
        va_end(more);                                                                              \
    }

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...) {                                                   \
        REAL(name);                                                                                \
        MODE(flags)                                                                                \
        FAILS_PATH(OPEN, path, -1);                                                                \
        int fd = real(path, flags, mode);                                                          \
        track(fd, is_below(path));                                                                 \
        return fd;                                                                                 \
    }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                                                             \
    int name(int folder, const char *path, int flags, ...) {                                       \
        REAL(name);                                                                                \
        MODE(flags)                                                                                \
        FAILS_AT(OPEN, folder, path, -1);                                                          \
        int fd = real(folder, path, flags, mode);                                                  \
        track(fd, is_ours_at(folder, path));                                                       \
        return fd;                                                                                 \
    }
OPENS_AT(openat)
OPENS_AT(openat64)

int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags) { return open64(path, flags); }
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) { return open64(path, flags); }

#define CREATES(name)                                                                              \
    int name(const char *path, mode_t mode) {                                                      \
        REAL(name);                                                                                \
        FAILS_PATH(OPEN, path, -1);                                                                \
        int fd = real(path, mode);                                                                 \
        track(fd, is_below(path));                                                                 \
        return fd;                                                                                 \
    }
CREATES(creat)
CREATES(creat64)

#define OPENS_STREAM(name)                                                                         \
    FILE *name(const char *path, const char *mode) {                                               \
        REAL(name);                                                                                \
        FAILS_PATH(OPEN, path, 0);                                                                 \
        FILE *file = real(path, mode);                                                             \
        if (file) track(fileno(file), is_below(path));                                             \
        return file;                                                                               \
    }
OPENS_STREAM(fopen)
OPENS_STREAM(fopen64)

int fclose(FILE *file) {
    REAL(fclose);
    track(fileno(file), 0);
    return real(file);
}

int close(int fd) {
    REAL(close);
    track(fd, 0);
    return real(fd);
}

int dup(int fd) {
    REAL(dup);
    int copy = real(fd);
    track(copy, is_tracked(fd));
    return copy;
}

int dup2(int fd, int to) {
    REAL(dup2);
    int copy = real(fd, to);
    if (copy >= 0) track(copy, is_tracked(fd));
    return copy;
}

int dup3(int fd, int to, int flags) {
    REAL(dup3);
    int copy = real(fd, to, flags);
    if (copy >= 0) track(copy, is_tracked(fd));
    return copy;
}

/* A lock that is held by another is no failure: only those that ask for one count. */
static int locks(int command) {
    return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
           command == F_OFD_SETLKW;
}

#define CONTROLS(name)                                                                             \
    int name(int fd, int command, ...) {                                                           \
        REAL(name);                                                                                \
        va_list more;                                                                              \
        va_start(more, command);                                                                   \
        void *argument = va_arg(more, void *);                                                     \
        va_end(more);                                                                              \
        if (locks(command) && ((struct flock *)argument)->l_type != F_UNLCK)                       \
            FAILS_FD(LOCK, fd, -1);                                                                \
        int result = real(fd, command, argument);                                                  \
        if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) track(result, is_tracked(fd));       \
        return result;                                                                             \
    }
CONTROLS(fcntl)
CONTROLS(fcntl64)

int flock(int fd, int operation) {
    REAL(flock);
    if (!(operation & LOCK_UN)) FAILS_FD(LOCK, fd, -1);
    return real(fd, operation);
}

/* read and write */

ssize_t read(int fd, void *data, size_t size) {
    REAL(read);
    FAILS_FD(READ, fd, -1);
    return real(fd, data, size);
}

ssize_t readv(int fd, const struct iovec *parts, int count) {
    REAL(readv);
    FAILS_FD(READ, fd, -1);
    return real(fd, parts, count);
}

#define READS_AT(name, type)                                                                       \
    ssize_t name(int fd, void *data, size_t size, type offset) {                                   \
        REAL(name);                                                                                \
        FAILS_FD(READ, fd, -1);                                                                    \
        return real(fd, data, size, offset);                                                       \
    }
READS_AT(pread, off_t)
READS_AT(pread64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    FAILS_FD(WRITE, fd, -1);
    return real(fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev);
    FAILS_FD(WRITE, fd, -1);
    return real(fd, parts, count);
}

#define WRITES_AT(name, type)                                                                      \
    ssize_t name(int fd, const void *data, size_t size, type offset) {                             \
        REAL(name);                                                                                \
        FAILS_FD(WRITE, fd, -1);                                                                   \
        return real(fd, data, size, offset);                                                       \
    }
WRITES_AT(pwrite, off_t)
WRITES_AT(pwrite64, off64_t)

#define CUTS(name, type)                                                                           \
    int name(int fd, type size) {                                                                  \
        REAL(name);                                                                                \
        FAILS_FD(WRITE, fd, -1);                                                                   \
        return real(fd, size);                                                                     \
    }
CUTS(ftruncate, off_t)
CUTS(ftruncate64, off64_t)

int fsync(int fd) {
    REAL(fsync);
    FAILS_FD(FSYNC, fd, -1);
    return real(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    FAILS_FD(FSYNC, fd, -1);
    return real(fd);
}

#define MAPS(name, type)                                                                           \
    void *name(void *at, size_t size, int protection, int flags, int fd, type offset) {            \
        REAL(name);                                                                                \
        if (!real) /* the constructor of another library, before anything can be looked up */      \
            return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);             \
        FAILS_FD(MMAP, fd, MAP_FAILED);                                                            \
        return real(at, size, protection, flags, fd, offset);                                      \
    }
MAPS(mmap, off_t)
MAPS(mmap64, off64_t)

/* names */

int rename(const char *path, const char *to) {
    REAL(rename);
    FAILS_PATH(RENAME, path, -1);
    return real(path, to);
}

int renameat(int folder, const char *path, int other, const char *to) {
    REAL(renameat);
    FAILS_AT(RENAME, folder, path, -1);
    return real(folder, path, other, to);
}

int renameat2(int folder, const char *path, int other, const char *to, unsigned flags) {
    REAL(renameat2);
    FAILS_AT(RENAME, folder, path, -1);
    return real(folder, path, other, to, flags);
}

int link(const char *path, const char *to) {
    REAL(link);
    FAILS_PATH(RENAME, path, -1);
    return real(path, to);
}

int unlink(const char *path) {
    REAL(unlink);
    FAILS_PATH(UNLINK, path, -1);
    return real(path);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    FAILS_AT(UNLINK, folder, path, -1);
    return real(folder, path, flags);
}

int rmdir(const char *path) {
    REAL(rmdir);
    FAILS_PATH(UNLINK, path, -1);
    return real(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    FAILS_PATH(MKDIR, path, -1);
    return real(path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(mkdirat);
    FAILS_AT(MKDIR, folder, path, -1);
    return real(folder, path, mode);
}

DIR *opendir(const char *path) {
    REAL(opendir);
    FAILS_PATH(LISTDIR, path, 0);
    DIR *folder = real(path);
    if (folder) track(dirfd(folder), is_below(path));
    return folder;
}

DIR *fdopendir(int fd) {
    REAL(fdopendir);
    FAILS_FD(LISTDIR, fd, 0);
    return real(fd);
}

int closedir(DIR *folder) {
    REAL(closedir);
    track(dirfd(folder), 0);
    return real(folder);
}

struct dirent *readdir(DIR *folder) {
    REAL(readdir);
    FAILS_FD(LISTDIR, dirfd(folder), 0);
    return real(folder);
}

struct dirent64 *readdir64(DIR *folder) {
    REAL(readdir64);
    FAILS_FD(LISTDIR, dirfd(folder), 0);
    return real(folder);
}

/* stat */

#define STATS(name, type)                                                                          \
    int name(const char *path, struct type *found) {                                               \
        REAL(name);                                                                                \
        FAILS_PATH(STAT, path, -1);                                                                \
        return real(path, found);                                                                  \
    }
STATS(stat, stat)
STATS(stat64, stat64)
STATS(lstat, stat)
STATS(lstat64, stat64)

#define STATS_FD(name, type)                                                                       \
    int name(int fd, struct type *found) {                                                         \
        REAL(name);                                                                                \
        FAILS_FD(STAT, fd, -1);                                                                    \
        return real(fd, found);                                                                    \
    }
STATS_FD(fstat, stat)
STATS_FD(fstat64, stat64)

#define STATS_AT(name, type)                                                                       \
    int name(int folder, const char *path, struct type *found, int flags) {                        \
        REAL(name);                                                                                \
        FAILS_AT(STAT, folder, path, -1);                                                          \
        return real(folder, path, found, flags);                                                   \
    }
STATS_AT(fstatat, stat)
STATS_AT(fstatat64, stat64)

int statx(int folder, const char *path, int flags, unsigned mask, struct statx *found) {
    REAL(statx);
    FAILS_AT(STAT, folder, path, -1);
    return real(folder, path, flags, mask, found);
}

/* What programs call that were built before glibc 2.33. */
#define STATS_OLD(name, type)                                                                      \
    int name(int version, const char *path, struct type *found);                                   \
    int name(int version, const char *path, struct type *found) {                                  \
        REAL(name);                                                                                \
        FAILS_PATH(STAT, path, -1);                                                                \
        return real(version, path, found);                                                         \
    }
STATS_OLD(__xstat, stat)
STATS_OLD(__xstat64, stat64)
STATS_OLD(__lxstat, stat)
STATS_OLD(__lxstat64, stat64)

#define STATS_FD_OLD(name, type)                                                                   \
    int name(int version, int fd, struct type *found);                                             \
    int name(int version, int fd, struct type *found) {                                            \
        REAL(name);                                                                                \
        FAILS_FD(STAT, fd, -1);                                                                    \
        return real(version, fd, found);                                                           \
    }
STATS_FD_OLD(__fxstat, stat)
STATS_FD_OLD(__fxstat64, stat64)

int access(const char *path, int mode) {
    REAL(access);
    FAILS_PATH(STAT, path, -1);
    return real(path, mode);
}

int faccessat(int folder, const char *path, int mode, int flags) {
    REAL(faccessat);
    FAILS_AT(STAT, folder, path, -1);
    return real(folder, path, mode, flags);
}

ssize_t readlink(const char *path, char *found, size_t size) {
    REAL(readlink);
    FAILS_PATH(STAT, path, -1);
    return real(path, found, size);
}

/* processes, threads, clocks */

pid_t fork(void) {
    REAL(fork);
    if (fails(FORK, __func__, "", -1)) return -1;
    return real();
}

/* No wrapper of the true vfork can return twice; a fork does what it does. */
pid_t vfork(void) {
    static pid_t (*real)(void);
    if (!real) real = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
    if (fails(FORK, __func__, "", -1)) return -1;
    return real();
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *argument) {
    REAL(pthread_create);
    if (fails(THREAD, __func__, "", -1)) return errno;
    return real(thread, attributes, start, argument);
}

static long jumped(void) {
    if (!shared || !atomic_load(&shared->jump_s)) return 0;
    long number = shared->jump_at;
    if (atomic_load(&shared->is_armed)) {
        number = atomic_fetch_add(&shared->counts[CLOCK], 1) + 1;
    }
    return number >= shared->jump_at ? atomic_load(&shared->jump_s) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(clock_gettime);
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += jumped();
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(gettimeofday);
    int result = real(now, zone);
    now->tv_sec += jumped();
    return result;
}

time_t time(time_t *found) {
    REAL(time);
    time_t now = real(0) + jumped();
    if (found) *found = now;
    return now;
}
