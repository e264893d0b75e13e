#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>

// The numbers are those of curl.h, and part of libcurl's ABI: <https://curl.se/libcurl/abi.html>.
enum {
    GLOBAL_ALL = 3,
    FAILED_INIT = 2,
    OPT_WRITEDATA = 10001,
    OPT_URL = 10002,
    OPT_PROXY = 10004,
    OPT_POSTFIELDS = 10015,
    OPT_HTTPHEADER = 10023,
    OPT_HEADERDATA = 10029,
    OPT_SSLVERSION = 32,
    OPT_POST = 47,
    OPT_FOLLOWLOCATION = 52,
    OPT_POSTFIELDSIZE = 60,
    OPT_HTTP_VERSION = 84,
    OPT_NOSIGNAL = 99,
    OPT_TIMEOUT_MS = 155,
    OPT_CONNECTTIMEOUT_MS = 156,
    OPT_PROTOCOLS = 181,
    OPT_HTTP09_ALLOWED = 285,
    OPT_WRITEFUNCTION = 20011,
    OPT_HEADERFUNCTION = 20079,
    TLS_1_2 = 6,
    HTTP_1_1 = 2,
    PROTOCOL_HTTP = 1,
    PROTOCOL_HTTPS = 2,
};

struct curl_slist;

static struct {
    void *(*init)(void);
    int (*setopt)(void *, int, ...);
    int (*perform)(void *);
    void (*cleanup)(void *);
    struct curl_slist *(*append)(struct curl_slist *, const char *);
    void (*freeList)(struct curl_slist *);
    bool isThere;
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    static const char *const names[] = {
        "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", NULL,
    };
    void *library = NULL;
    for (const char *const *name = names; *name && !library; name++) {
        library = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
    }
    if (!library) return;
    int (*globalInit)(long) = (int (*)(long))dlsym(library, "curl_global_init");
    curl.init = (void *(*)(void))dlsym(library, "curl_easy_init");
    curl.setopt = (int (*)(void *, int, ...))dlsym(library, "curl_easy_setopt");
    curl.perform = (int (*)(void *))dlsym(library, "curl_easy_perform");
    curl.cleanup = (void (*)(void *))dlsym(library, "curl_easy_cleanup");
    curl.append = (struct curl_slist * (*)(struct curl_slist *, const char *))
        dlsym(library, "curl_slist_append");
    curl.freeList = (void (*)(struct curl_slist *))dlsym(library, "curl_slist_free_all");
    curl.isThere = globalInit && curl.init && curl.setopt && curl.perform && curl.cleanup
        && curl.append && curl.freeList && globalInit(GLOBAL_ALL) == 0;
}

static size_t headerCame(char *bytes, size_t size, size_t count, void *context) {
    const CCurlRequest *request = context;
    request->onHeader(request->context, bytes, size * count);
    return size * count;
}

static size_t bodyCame(char *bytes, size_t size, size_t count, void *context) {
    const CCurlRequest *request = context;
    return request->onBody(request->context, bytes, size * count) ? size * count : 0;
}

/// Performs a transfer with SIGPIPE blocked: TLS writes without MSG_NOSIGNAL.
static int performQuietly(void *handle) {
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    bool wasPending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    int code = curl.perform(handle);
    sigpending(&pending);
    if (!wasPending && sigismember(&pending, SIGPIPE) == 1) {
        int received;
        sigwait(&pipe, &received);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

int CCurl_post(const CCurlRequest *request) {
    pthread_once(&once, load);
    if (!curl.isThere) return CCURL_MISSING;
    void *handle = curl.init();
    if (!handle) return FAILED_INIT;
    struct curl_slist *headers = NULL;
    for (const char *const *line = request->headers; *line; line++) {
        struct curl_slist *longer = curl.append(headers, *line);
        if (!longer) {
            curl.freeList(headers);
            curl.cleanup(handle);
            return FAILED_INIT;
        }
        headers = longer;
    }
    int fault = 0;
    fault |= curl.setopt(handle, OPT_URL, request->url);
    fault |= curl.setopt(handle, OPT_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    fault |= curl.setopt(handle, OPT_FOLLOWLOCATION, 0L);
    fault |= curl.setopt(handle, OPT_SSLVERSION, (long)TLS_1_2);
    fault |= curl.setopt(handle, OPT_HTTP_VERSION, (long)HTTP_1_1);
    fault |= curl.setopt(handle, OPT_NOSIGNAL, 1L);
    fault |= curl.setopt(handle, OPT_TIMEOUT_MS, request->milliseconds);
    fault |= curl.setopt(handle, OPT_CONNECTTIMEOUT_MS, request->milliseconds);
    fault |= curl.setopt(handle, OPT_POST, 1L);
    fault |= curl.setopt(handle, OPT_POSTFIELDSIZE, (long)request->bodySize);
    fault |= curl.setopt(handle, OPT_POSTFIELDS, request->body);
    fault |= curl.setopt(handle, OPT_HTTPHEADER, headers);
    fault |= curl.setopt(handle, OPT_HEADERFUNCTION, headerCame);
    fault |= curl.setopt(handle, OPT_HEADERDATA, request);
    fault |= curl.setopt(handle, OPT_WRITEFUNCTION, bodyCame);
    fault |= curl.setopt(handle, OPT_WRITEDATA, request);
    if (request->isDirect) fault |= curl.setopt(handle, OPT_PROXY, "");
    // Versions before 7.64 do not know this option and accept HTTP/0.9. Such responses have no
    // headers, which the caller checks for.
    (void)curl.setopt(handle, OPT_HTTP09_ALLOWED, 0L);
    int code = fault ? FAILED_INIT : performQuietly(handle);
    curl.cleanup(handle);
    curl.freeList(headers);
    return code;
}
