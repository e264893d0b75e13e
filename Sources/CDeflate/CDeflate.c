#include "CDeflate.h"

#include <dlfcn.h>
#include <pthread.h>

// The names and numbers are those of libdeflate.h, and part of the library's ABI, version 0:
// <https://github.com/ebiggers/libdeflate/blob/master/libdeflate.h>.
enum { SUCCESS = 0 };

static struct {
    CDeflateDecompressor *(*make)(void);
    void (*free)(CDeflateDecompressor *);
    int (*gunzip)(CDeflateDecompressor *, const void *, size_t, void *, size_t, size_t *, size_t *);
    bool isThere;
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    static const char *const names[] = {"libdeflate.so.0", "libdeflate.0.dylib", NULL};
    void *handle = NULL;
    for (const char *const *name = names; *name && !handle; name++) {
        handle = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
    }
    if (!handle) return;
    library.make = (CDeflateDecompressor * (*)(void))
        dlsym(handle, "libdeflate_alloc_decompressor");
    library.free = (void (*)(CDeflateDecompressor *))dlsym(handle, "libdeflate_free_decompressor");
    library.gunzip = (int (*)(CDeflateDecompressor *, const void *, size_t, void *, size_t,
                              size_t *, size_t *))
        dlsym(handle, "libdeflate_gzip_decompress_ex");
    library.isThere = library.make && library.free && library.gunzip;
}

CDeflateDecompressor *CDeflate_make(void) {
    pthread_once(&once, load);
    return library.isThere ? library.make() : NULL;
}

void CDeflate_free(CDeflateDecompressor *decompressor) { library.free(decompressor); }

bool CDeflate_gunzip(CDeflateDecompressor *decompressor, const void *file, size_t size,
                     void *output, size_t capacity) {
    size_t consumed = 0, produced = 0;
    int result = library.gunzip(decompressor, file, size, output, capacity, &consumed, &produced);
    return result == SUCCESS && consumed == size && produced == capacity;
}
