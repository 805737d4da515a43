/* Writes down, in their order, every change to files under ABSENTIA_POWER_FOLDER into ABSENTIA_POWER_LOG.
   Loaded into a process with LD_PRELOAD; what is done is done as ever. See simulate.py for how the log is read. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static const char *folder = NULL;

#define REAL(name) static __typeof__(&name) real = NULL; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int wanted(const char *path) {
    if (!folder) folder = getenv("ABSENTIA_POWER_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static void note(char kind, const char *path, uint64_t offset, const void *data, uint64_t size) {
    if (!wanted(path)) return;
    int kept = errno;
    pthread_mutex_lock(&lock);
    if (log_file < 0) {
        static int (*opening)(const char *, int, ...) = NULL;
        if (!opening) opening = dlsym(RTLD_NEXT, "open");
        log_file = opening(getenv("ABSENTIA_POWER_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    }
    uint32_t length = strlen(path);
    struct iovec parts[6] = {{&kind, 1}, {&length, 4}, {(void *)path, length}, {&offset, 8}, {&size, 8}, {(void *)data, size}};
    if (writev(log_file, parts, size ? 6 : 5) < 0) abort();
    pthread_mutex_unlock(&lock);
    errno = kept;
}

static int named(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, 4095);
    if (length < 0) return 0;
    path[length] = 0;
    return wanted(path);
}

static void opened(const char *given, int flags, int there, int file) {
    char path[4096];
    if (file < 0 || !named(file, path)) return;
    (void)given;
    if ((flags & O_CREAT) && !there) note('C', path, 0, NULL, 0);
    else if ((flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY) note('T', path, 0, NULL, 0);
}

#define OPEN(name, ...) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
    REAL(name);

int open(const char *path, int flags, ...) {
    OPEN(open)
    int there = access(path, F_OK) == 0, file = real(path, flags, mode);
    opened(path, flags, there, file);
    return file;
}
int open64(const char *path, int flags, ...) {
    OPEN(open64)
    int there = access(path, F_OK) == 0, file = real(path, flags, mode);
    opened(path, flags, there, file);
    return file;
}
int openat(int at, const char *path, int flags, ...) {
    OPEN(openat)
    int there = faccessat(at, path, F_OK, 0) == 0, file = real(at, path, flags, mode);
    opened(path, flags, there, file);
    return file;
}
int openat64(int at, const char *path, int flags, ...) {
    OPEN(openat64)
    int there = faccessat(at, path, F_OK, 0) == 0, file = real(at, path, flags, mode);
    opened(path, flags, there, file);
    return file;
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    char path[4096];
    off_t offset = 0;
    int ours = file != log_file && named(file, path);
    if (ours) {
        struct stat status;
        offset = (fcntl(file, F_GETFL) & O_APPEND) && fstat(file, &status) == 0 ? status.st_size : lseek(file, 0, SEEK_CUR);
    }
    ssize_t done = real(file, data, size);
    if (ours && done > 0) note('W', path, offset, data, done);
    return done;
}
ssize_t pwrite(int file, const void *data, size_t size, off_t offset) {
    REAL(pwrite);
    char path[4096];
    ssize_t done = real(file, data, size, offset);
    if (done > 0 && named(file, path)) note('W', path, offset, data, done);
    return done;
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset) {
    REAL(pwrite64);
    char path[4096];
    ssize_t done = real(file, data, size, offset);
    if (done > 0 && named(file, path)) note('W', path, offset, data, done);
    return done;
}
int ftruncate(int file, off_t size) {
    REAL(ftruncate);
    char path[4096];
    int done = real(file, size);
    if (done == 0 && named(file, path)) note('T', path, size, NULL, 0);
    return done;
}
int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    char path[4096];
    int done = real(file, size);
    if (done == 0 && named(file, path)) note('T', path, size, NULL, 0);
    return done;
}
int fsync(int file) {
    REAL(fsync);
    char path[4096];
    int done = real(file);
    if (done == 0 && named(file, path)) note('S', path, 0, NULL, 0);
    return done;
}
int fdatasync(int file) {
    REAL(fdatasync);
    char path[4096];
    int done = real(file);
    if (done == 0 && named(file, path)) note('S', path, 0, NULL, 0);
    return done;
}
int rename(const char *old, const char *new) {
    REAL(rename);
    int done = real(old, new);
    if (done == 0) note('R', old, 0, new, strlen(new));
    return done;
}
int renameat2(int at, const char *old, int to, const char *new, unsigned int flags) {
    REAL(renameat2);
    int done = real(at, old, to, new, flags);
    if (done == 0) note(flags == 2 ? 'X' : 'R', old, 0, new, strlen(new));
    return done;
}
int unlink(const char *path) {
    REAL(unlink);
    int done = real(path);
    if (done == 0) note('U', path, 0, NULL, 0);
    return done;
}
int unlinkat(int at, const char *path, int flags) {
    REAL(unlinkat);
    char whole[4096 + 300];
    int ours = at != AT_FDCWD && path[0] != '/' && named(at, whole);
    int done = real(at, path, flags);
    if (ours && done == 0) { strcat(whole, "/"); strcat(whole, path); note('U', whole, 0, NULL, 0); }
    else if (done == 0) note('U', path, 0, NULL, 0);
    return done;
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    int done = real(path, mode);
    if (done == 0) note('D', path, 0, NULL, 0);
    return done;
}
int rmdir(const char *path) {
    REAL(rmdir);
    int done = real(path);
    if (done == 0) note('U', path, 0, NULL, 0);
    return done;
}
