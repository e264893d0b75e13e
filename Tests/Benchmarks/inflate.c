/*
 * The bare floor: reads and inflates every .json.gz file under a folder with zlib, on N threads, and does nothing
 * with the bytes. What `audit ingest` needs beyond this is the price of parsing and indexing.
 *
 *     inflate THREADS FOLDER
 *
 * Prints one JSON object: files, bytes inflated, seconds in all, and how many of them the walk of the folder took.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <fts.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { WINDOW = 256 * 1024, GZIP = 16 + MAX_WBITS };

static char **paths;
static size_t pathCount, pathCapacity;
static atomic_size_t nextPath;
static atomic_ullong inflatedBytes;

static void fail(const char *what, const char *path) {
    fprintf(stderr, "inflate: %s: %s\n", what, path);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void addPath(const char *path) {
    if (pathCount == pathCapacity) {
        pathCapacity = pathCapacity ? pathCapacity * 2 : 1024;
        paths = realloc(paths, pathCapacity * sizeof *paths);
    }
    paths[pathCount++] = strdup(path);
}

static void walk(char *folder) {
    char *roots[] = {folder, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
    if (!tree) fail("cannot walk", folder);
    for (FTSENT *entry; (entry = fts_read(tree));) {
        size_t length = entry->fts_namelen;
        if (length > 8 && strcmp(entry->fts_name + length - 8, ".json.gz") == 0) addPath(entry->fts_path);
    }
    fts_close(tree);
}

/* Reads a whole file into a buffer that grows and is used again. */
static size_t readFile(const char *path, unsigned char **buffer, size_t *capacity) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    if (file < 0 || fstat(file, &facts)) fail("cannot open", path);
    if ((size_t)facts.st_size > *capacity) {
        *capacity = (size_t)facts.st_size * 2;
        *buffer = realloc(*buffer, *capacity);
    }
    size_t size = 0;
    while (size < (size_t)facts.st_size) {
        ssize_t count = read(file, *buffer + size, facts.st_size - size);
        if (count <= 0) fail("cannot read", path);
        size += count;
    }
    close(file);
    return size;
}

static unsigned long long inflateAll(z_stream *stream, unsigned char *window, const char *path) {
    unsigned long long total = 0;
    int result;
    inflateReset(stream);
    do {
        stream->next_out = window;
        stream->avail_out = WINDOW;
        result = inflate(stream, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END) fail("cannot inflate", path);
        total += WINDOW - stream->avail_out;
    } while (result != Z_STREAM_END);
    return total;
}

static void *work(void *unused) {
    unsigned char *input = NULL, *window = malloc(WINDOW);
    size_t capacity = 0;
    unsigned long long total = 0;
    z_stream stream = {0};
    if (inflateInit2(&stream, GZIP) != Z_OK) fail("no memory", "zlib");
    for (size_t index; (index = atomic_fetch_add(&nextPath, 1)) < pathCount;) {
        size_t size = readFile(paths[index], &input, &capacity);
        stream.next_in = input;
        stream.avail_in = size;
        total += inflateAll(&stream, window, paths[index]);
    }
    atomic_fetch_add(&inflatedBytes, total);
    inflateEnd(&stream);
    free(input);
    free(window);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 3) fail("usage", "inflate THREADS FOLDER");
    int threads = atoi(arguments[1]);
    pthread_t workers[threads > 0 ? threads : 1];
    double began = now();
    walk(arguments[2]);
    double walked = now();
    for (int index = 0; index < threads; index++) pthread_create(&workers[index], NULL, work, NULL);
    for (int index = 0; index < threads; index++) pthread_join(workers[index], NULL);
    double ended = now();
    printf("{\"files\":%zu,\"bytes\":%llu,\"seconds\":%.6f,\"walkSeconds\":%.6f,\"zlib\":\"%s\"}\n", pathCount,
           (unsigned long long)inflatedBytes, ended - began, walked - began, zlibVersion());
    return 0;
}
