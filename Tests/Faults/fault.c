/*
 * Makes the n-th call fail that a program makes to the files of one folder, or cuts the power there.
 *
 *   cc -shared -fPIC -o fault.so fault.c -ldl
 *   LD_PRELOAD=./fault.so FAULT_FOLDER=/tmp/x FAULT_AT=17 FAULT_KIND=ENOSPC audit ingest …
 *
 * FAULT_FOLDER  the folder; calls to files elsewhere, pipes and terminals pass
 * FAULT_AT      the number of the call that fails, from 1; 0 only counts
 * FAULT_KIND    ENOSPC or EIO: the call fails with it. SHORT: a write writes half of its bytes.
 *               POWER: the process ends before the call, and of what it wrote since the last sync
 *               of each file only a random part remains, as after a loss of power
 * FAULT_CALLS   "write" (the default): what changes files. "read": open, read and mmap
 * FAULT_LASTING 1: all calls behind it fail too, as on a disk that stays full
 * FAULT_SEED    what remains with POWER
 * FAULT_COUNT   a file that gets the number of calls, and the name of the one that failed
 *
 * A name of a file that is new is kept with POWER only as far as its folder or the file was synced.
 * Threads are counted in the order of a lock, so what the n-th call is may differ from run to run.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { COUNT, FAIL, SHORT, POWER };
enum verdict { PASS, FAILS, HALF };

/* A write, a truncation, or the making of a file, which a loss of power may undo. */
struct change {
    dev_t device;
    ino_t inode;
    int descriptor;
    off_t offset;
    off_t size; /* of the file before */
    off_t cut;  /* of the file behind a truncation; -1 for a write */
    size_t old_count, new_count;
    char *old, *new;
    char *made; /* the path, where the change is that the file was made */
    struct change *before;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static size_t folder_length;
static const char *count_file;
static enum kind kind;
static int fault_errno;
static int counts_reads, is_lasting;
static long fault_at, calls;
static const char *failed = "";
static uint64_t seed;
static struct change *changes;
static int is_ready;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, #name)

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
    folder = getenv("FAULT_FOLDER");
    if (!folder) return;
    folder_length = strlen(folder);
    count_file = getenv("FAULT_COUNT");
    fault_at = number("FAULT_AT");
    is_lasting = number("FAULT_LASTING") != 0;
    seed = number("FAULT_SEED") * 2 + 1;
    const char *which = getenv("FAULT_CALLS");
    counts_reads = which && !strcmp(which, "read");
    const char *what = getenv("FAULT_KIND");
    if (!what || !fault_at) kind = COUNT;
    else if (!strcmp(what, "SHORT")) kind = SHORT;
    else if (!strcmp(what, "POWER")) kind = POWER;
    else {
        kind = FAIL;
        fault_errno = !strcmp(what, "ENOSPC") ? ENOSPC : EIO;
    }
    /* Children of the program are no part of it. */
    unsetenv("LD_PRELOAD");
    is_ready = 1;
}

static void report(void) {
    if (!count_file) return;
    char text[128];
    int length = snprintf(text, sizeof text, "%ld %s\n", calls, failed);
    int descriptor =
        syscall(SYS_openat, AT_FDCWD, count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (descriptor < 0) return;
    if (syscall(SYS_write, descriptor, text, length) < 0) failed = "";
    syscall(SYS_close, descriptor);
}

__attribute__((destructor)) static void end(void) {
    if (is_ready) report();
}

static int is_inside(const char *path) {
    return is_ready && path && !strncmp(path, folder, folder_length)
        && (path[folder_length] == '/' || !path[folder_length]);
}

/* The path of a descriptor, if it is in the folder; the index in memory of SQLite is not kept. */
static int path_of(int descriptor, char *path) {
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(name, path, PATH_MAX - 1);
    if (count < 0) return 0;
    path[count] = 0;
    return is_inside(path);
}

static int is_ours(int descriptor) {
    char path[PATH_MAX];
    int saved = errno;
    int answer = is_ready && path_of(descriptor, path);
    errno = saved;
    return answer;
}

static int is_path_ours(int at, const char *path) {
    char full[PATH_MAX * 2], base[PATH_MAX];
    if (!is_ready || !path) return 0;
    if (path[0] == '/') return is_inside(path);
    int saved = errno;
    if (at == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return 0;
    } else {
        char name[64];
        snprintf(name, sizeof name, "/proc/self/fd/%d", at);
        ssize_t count = readlink(name, base, sizeof base - 1);
        if (count < 0) return 0;
        base[count] = 0;
    }
    errno = saved;
    snprintf(full, sizeof full, "%s/%s", base, path);
    return is_inside(full);
}

static uint64_t next(void) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return seed >> 33;
}

static ssize_t put(int descriptor, const void *bytes, size_t count, off_t offset) {
    return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
}

/* Takes back all that was not synced, the last first, and then lets a random part of it be. */
static void cut_power(void) {
    int keeps = next() % 3; /* nothing, everything that was written, or some of it */
    size_t count = 0;
    for (struct change *c = changes; c; c = c->before) count++;
    struct change **all = calloc(count + 1, sizeof *all);
    size_t place = count;
    for (struct change *c = changes; c; c = c->before) {
        all[--place] = c;
        if (c->made) continue;
        if (c->old_count) put(c->descriptor, c->old, c->old_count, c->offset);
        syscall(SYS_ftruncate, c->descriptor, c->size);
    }
    for (place = 0; place < count; place++) {
        struct change *c = all[place];
        int stays = keeps == 1 || (keeps == 2 && next() % 2);
        if (c->made) {
            if (!stays) syscall(SYS_unlink, c->made);
        } else if (stays && c->cut >= 0) {
            syscall(SYS_ftruncate, c->descriptor, c->cut);
        } else if (stays) {
            size_t part = c->new_count;
            if (next() % 8 == 0) part = part / 2 / 512 * 512; /* torn */
            put(c->descriptor, c->new, part, c->offset);
        }
    }
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* Counts a call; the lock is held. */
static enum verdict judge(const char *name, int reads) {
    if (reads != counts_reads) return PASS;
    calls++;
    if (kind == COUNT || calls < fault_at || (calls > fault_at && !is_lasting)) return PASS;
    if (calls == fault_at) failed = name;
    if (kind == POWER) {
        report();
        cut_power();
    }
    if (kind == SHORT) return HALF;
    errno = fault_errno;
    return FAILS;
}

/* A descriptor of our own for a file, one for each, since the program may close its. */
static int own_descriptor(int descriptor, const struct stat *status) {
    static struct {
        dev_t device;
        ino_t inode;
        int descriptor;
    } files[64];
    static int count;
    for (int i = 0; i < count; i++)
        if (files[i].device == status->st_dev && files[i].inode == status->st_ino)
            return files[i].descriptor;
    if (count == 64) return -1;
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    int own = syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0);
    files[count].device = status->st_dev;
    files[count].inode = status->st_ino;
    if (own >= 0) files[count++].descriptor = own;
    return own;
}

/* Remembers what a write or a truncation replaces. */
static void remember(int descriptor, const void *bytes, size_t count, off_t offset, off_t cut) {
    if (kind != POWER) return;
    struct stat status;
    char path[PATH_MAX];
    if (fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return;
    if (!path_of(descriptor, path)) return;
    /* What SQLite shares between processes, which it makes anew after a loss of power. */
    size_t length = strlen(path);
    if (length > 4 && !strcmp(path + length - 4, "-shm")) return;
    struct change *c = calloc(1, sizeof *c);
    *c = (struct change){.device = status.st_dev, .inode = status.st_ino, .offset = offset,
                         .size = status.st_size, .cut = cut, .before = changes};
    c->descriptor = own_descriptor(descriptor, &status);
    if (c->descriptor < 0) {
        free(c);
        return;
    }
    size_t last = cut >= 0 ? (size_t)status.st_size : offset + count;
    if (cut >= 0) c->offset = cut < status.st_size ? cut : status.st_size;
    if (last > (size_t)status.st_size) last = status.st_size;
    if ((off_t)last > c->offset) {
        c->old = malloc(last - c->offset);
        ssize_t had = syscall(SYS_pread64, c->descriptor, c->old, last - c->offset, c->offset);
        c->old_count = had > 0 ? had : 0;
    }
    if (bytes) {
        c->new = malloc(count);
        memcpy(c->new, bytes, count);
        c->new_count = count;
    }
    changes = c;
}

static void remember_made(const char *path) {
    if (kind != POWER) return;
    char *full = realpath(path, NULL);
    struct stat status;
    if (!full || stat(full, &status)) return;
    struct change *c = calloc(1, sizeof *c);
    *c = (struct change){.device = status.st_dev, .inode = status.st_ino, .made = full,
                         .descriptor = -1, .cut = -1, .before = changes};
    changes = c;
}

/* Forgets what is on the disk by now: a file's changes, or the names in a folder. */
static void settle(int descriptor) {
    struct stat status;
    if (kind != POWER || fstat(descriptor, &status)) return;
    for (struct change **link = &changes; *link;) {
        struct change *c = *link;
        int is_name = c->made && S_ISDIR(status.st_mode);
        if (is_name || (c->device == status.st_dev && c->inode == status.st_ino)) {
            *link = c->before;
            free(c->old);
            free(c->new);
            free(c->made);
            free(c);
        } else {
            link = &c->before;
        }
    }
}

#define LOCKED(expression) \
    pthread_mutex_lock(&lock); \
    __typeof__(expression) result = (expression); \
    int code = errno; \
    pthread_mutex_unlock(&lock); \
    errno = code; \
    return result

static ssize_t write_some(const char *name, int descriptor, const void *bytes, size_t count,
                          off_t offset, int is_placed) {
    enum verdict verdict = judge(name, 0);
    if (verdict == FAILS) return -1;
    if (verdict == HALF && count > 1) count /= 2;
    off_t place = is_placed ? offset : lseek(descriptor, 0, SEEK_CUR);
    if (place >= 0) remember(descriptor, bytes, count, place, -1);
    return is_placed ? put(descriptor, bytes, count, offset)
                     : syscall(SYS_write, descriptor, bytes, count);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (!is_ours(descriptor)) return real(descriptor, bytes, count);
    LOCKED(write_some("write", descriptor, bytes, count, 0, 0));
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    if (!is_ours(descriptor)) return real(descriptor, bytes, count, offset);
    LOCKED(write_some("pwrite", descriptor, bytes, count, offset, 1));
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    if (!is_ours(descriptor)) return real(descriptor, parts, count);
    /* A writev may write less than it was given. */
    LOCKED(count < 1 ? 0 : write_some("writev", descriptor, parts[0].iov_base, parts[0].iov_len, 0, 0));
}

static int truncate_it(int descriptor, off_t length) {
    if (judge("ftruncate", 0) == FAILS) return -1;
    remember(descriptor, NULL, 0, 0, length);
    return syscall(SYS_ftruncate, descriptor, length);
}

int ftruncate(int descriptor, off_t length) {
    REAL(int, ftruncate, int, off_t);
    if (!is_ours(descriptor)) return real(descriptor, length);
    LOCKED(truncate_it(descriptor, length));
}

int ftruncate64(int descriptor, off_t length) { return ftruncate(descriptor, length); }

static int allocate_it(int descriptor, int mode, off_t offset, off_t length) {
    if (judge("fallocate", 0) == FAILS) return -1;
    return syscall(SYS_fallocate, descriptor, mode, offset, length);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    REAL(int, fallocate, int, int, off_t, off_t);
    if (!is_ours(descriptor)) return real(descriptor, mode, offset, length);
    LOCKED(allocate_it(descriptor, mode, offset, length));
}

int fallocate64(int descriptor, int mode, off_t offset, off_t length) {
    return fallocate(descriptor, mode, offset, length);
}

int posix_fallocate(int descriptor, off_t offset, off_t length) {
    REAL(int, posix_fallocate, int, off_t, off_t);
    if (!is_ours(descriptor)) return real(descriptor, offset, length);
    LOCKED(allocate_it(descriptor, 0, offset, length) ? errno : 0);
}

int posix_fallocate64(int descriptor, off_t offset, off_t length) {
    return posix_fallocate(descriptor, offset, length);
}

static int sync_it(const char *name, long call, int descriptor) {
    if (judge(name, 0) == FAILS) return -1;
    int result = syscall(call, descriptor);
    if (!result) settle(descriptor);
    return result;
}

int fsync(int descriptor) {
    REAL(int, fsync, int);
    if (!is_ours(descriptor)) return real(descriptor);
    LOCKED(sync_it("fsync", SYS_fsync, descriptor));
}

int fdatasync(int descriptor) {
    REAL(int, fdatasync, int);
    if (!is_ours(descriptor)) return real(descriptor);
    LOCKED(sync_it("fdatasync", SYS_fdatasync, descriptor));
}

static int open_it(int at, const char *path, int flags, mode_t mode) {
    int writes = (flags & (O_CREAT | O_TRUNC)) || (flags & O_ACCMODE) != O_RDONLY;
    if (judge("open", !writes) == FAILS) return -1;
    struct stat status;
    int is_new = (flags & O_CREAT) && fstatat(at, path, &status, 0);
    int descriptor = syscall(SYS_openat, at, path, flags, mode);
    if (descriptor >= 0 && is_new) remember_made(path);
    return descriptor;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list list; \
        va_start(list, flags); \
        mode = va_arg(list, mode_t); \
        va_end(list); \
    }

int open(const char *path, int flags, ...) {
    REAL(int, open, const char *, int, ...);
    MODE(flags)
    if (!is_path_ours(AT_FDCWD, path)) return real(path, flags, mode);
    LOCKED(open_it(AT_FDCWD, path, flags, mode));
}

int open64(const char *path, int flags, ...) {
    REAL(int, open64, const char *, int, ...);
    MODE(flags)
    if (!is_path_ours(AT_FDCWD, path)) return real(path, flags, mode);
    LOCKED(open_it(AT_FDCWD, path, flags, mode));
}

int openat(int at, const char *path, int flags, ...) {
    REAL(int, openat, int, const char *, int, ...);
    MODE(flags)
    if (!is_path_ours(at, path)) return real(at, path, flags, mode);
    LOCKED(open_it(at, path, flags, mode));
}

int openat64(int at, const char *path, int flags, ...) {
    REAL(int, openat64, int, const char *, int, ...);
    MODE(flags)
    if (!is_path_ours(at, path)) return real(at, path, flags, mode);
    LOCKED(open_it(at, path, flags, mode));
}

static int move_it(const char *from, const char *to) {
    if (judge("rename", 0) == FAILS) return -1;
    return syscall(SYS_rename, from, to);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if (!is_path_ours(AT_FDCWD, to)) return real(from, to);
    LOCKED(move_it(from, to));
}

static int link_it(const char *from, const char *to) {
    if (judge("link", 0) == FAILS) return -1;
    int result = syscall(SYS_link, from, to);
    if (!result) remember_made(to);
    return result;
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    if (!is_path_ours(AT_FDCWD, to)) return real(from, to);
    LOCKED(link_it(from, to));
}

static int unlink_it(const char *path) {
    /* A full disk does not keep anybody from removing files. */
    if (fault_errno != ENOSPC && judge("unlink", 0) == FAILS) return -1;
    return syscall(SYS_unlink, path);
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (!is_path_ours(AT_FDCWD, path)) return real(path);
    LOCKED(unlink_it(path));
}

static ssize_t read_some(int descriptor, void *bytes, size_t count, off_t offset, int is_placed) {
    enum verdict verdict = judge(is_placed ? "pread" : "read", 1);
    if (verdict == FAILS) return -1;
    if (verdict == HALF && count > 1) count /= 2;
    return is_placed ? syscall(SYS_pread64, descriptor, bytes, count, offset)
                     : syscall(SYS_read, descriptor, bytes, count);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    REAL(ssize_t, read, int, void *, size_t);
    if (!is_ours(descriptor)) return real(descriptor, bytes, count);
    LOCKED(read_some(descriptor, bytes, count, 0, 0));
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, pread, int, void *, size_t, off_t);
    if (!is_ours(descriptor)) return real(descriptor, bytes, count, offset);
    LOCKED(read_some(descriptor, bytes, count, offset, 1));
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off_t offset) {
    return pread(descriptor, bytes, count, offset);
}

static void *map_it(void *start, size_t length, int access, int flags, int file, off_t offset) {
    if (judge("mmap", 1) == FAILS) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, start, length, access, flags, file, offset);
}

void *mmap(void *start, size_t length, int access, int flags, int file, off_t offset) {
    REAL(void *, mmap, void *, size_t, int, int, int, off_t);
    if (file < 0 || !real || !is_ours(file))
        return (void *)syscall(SYS_mmap, start, length, access, flags, file, offset);
    LOCKED(map_it(start, length, access, flags, file, offset));
}

void *mmap64(void *start, size_t length, int access, int flags, int file, off_t offset) {
    return mmap(start, length, access, flags, file, offset);
}
