#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CCurl.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The numbers are those of curl.h, and part of libcurl's ABI: <https://curl.se/libcurl/abi.html>.
enum {
    GLOBAL_ALL = 3,
    FAILED_INIT = 2,
    MESSAGE_DONE = 1,
    OPT_LOW_SPEED_LIMIT = 19,
    OPT_LOW_SPEED_TIME = 20,
    OPT_SSLVERSION = 32,
    OPT_NOBODY = 44,
    OPT_POST = 47,
    OPT_FOLLOWLOCATION = 52,
    OPT_POSTFIELDSIZE = 60,
    OPT_HTTP_VERSION = 84,
    OPT_BUFFERSIZE = 98,
    OPT_NOSIGNAL = 99,
    OPT_TIMEOUT_MS = 155,
    OPT_CONNECTTIMEOUT_MS = 156,
    OPT_HTTP_CONTENT_DECODING = 158,
    OPT_PROTOCOLS = 181,
    OPT_PATH_AS_IS = 234,
    OPT_SUPPRESS_CONNECT_HEADERS = 265,
    OPT_HTTP09_ALLOWED = 285,
    OPT_QUICK_EXIT = 322,
    OPT_WRITEDATA = 10001,
    OPT_URL = 10002,
    OPT_PROXY = 10004,
    OPT_HTTPHEADER = 10023,
    OPT_HEADERDATA = 10029,
    OPT_CUSTOMREQUEST = 10036,
    OPT_CAINFO = 10065,
    OPT_PRIVATE = 10103,
    OPT_COPYPOSTFIELDS = 10165,
    OPT_PROXY_CAINFO = 10246,
    OPT_WRITEFUNCTION = 20011,
    OPT_HEADERFUNCTION = 20079,
    OPT_OPENSOCKETFUNCTION = 20163,
    MULTI_OPT_MAXCONNECTS = 6,
    INFO_PRIVATE = 1048597,
    INFO_HTTP_CONNECTCODE = 2097174,
    TLS_1_2 = 6,
    HTTP_1_1 = 2,
    PROTOCOL_HTTP = 1,
    PROTOCOL_HTTPS = 2,
    WRITE_PAUSE = 0x10000001,
    PAUSE_NONE = 0,
    WAIT_POLLIN = 1,
};

struct curl_slist;

typedef struct {
    int message;
    void *easy;
    union {
        void *pointer;
        int code;
    } data;
} Message;

typedef struct {
    int descriptor;
    short events;
    short received;
} WaitDescriptor;

/// The beginning of `struct curl_sockaddr`.
typedef struct {
    int family;
    int kind;
    int protocol;
} SocketAddress;

static struct {
    void *(*makeEasy)(void);
    int (*set)(void *, int, ...);
    int (*get)(void *, int, ...);
    int (*pause)(void *, int);
    void (*reset)(void *);
    void (*freeEasy)(void *);
    struct curl_slist *(*append)(struct curl_slist *, const char *);
    void (*freeList)(struct curl_slist *);
    void *(*makeMulti)(void);
    int (*setMulti)(void *, int, ...);
    int (*add)(void *, void *);
    int (*remove)(void *, void *);
    int (*perform)(void *, int *);
    int (*wait)(void *, WaitDescriptor *, unsigned, int, int *);
    Message *(*next)(void *, int *);
    int (*freeMulti)(void *);
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
    const struct {
        const char *name;
        void *place;
    } functions[] = {
        { "curl_easy_init", &curl.makeEasy },
        { "curl_easy_setopt", &curl.set },
        { "curl_easy_getinfo", &curl.get },
        { "curl_easy_pause", &curl.pause },
        { "curl_easy_reset", &curl.reset },
        { "curl_easy_cleanup", &curl.freeEasy },
        { "curl_slist_append", &curl.append },
        { "curl_slist_free_all", &curl.freeList },
        { "curl_multi_init", &curl.makeMulti },
        { "curl_multi_setopt", &curl.setMulti },
        { "curl_multi_add_handle", &curl.add },
        { "curl_multi_remove_handle", &curl.remove },
        { "curl_multi_perform", &curl.perform },
        { "curl_multi_wait", &curl.wait },
        { "curl_multi_info_read", &curl.next },
        { "curl_multi_cleanup", &curl.freeMulti },
    };
    for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
        void *function = dlsym(library, functions[index].name);
        if (!function) return;
        // POSIX has pointers to functions and to data of one size.
        memcpy(functions[index].place, &function, sizeof function);
    }
    curl.isThere = globalInit && globalInit(GLOBAL_ALL) == 0;
}

struct CCurlTransfer {
    void *easy;
    struct curl_slist *headers;
    void *context;
    bool (*onHeader)(void *context, const char *bytes, size_t count);
    CCurlStep (*onBody)(void *context, const char *bytes, size_t count);
    /// The next of those that wait for another request.
    CCurlTransfer *next;
};

struct CCurlLoop {
    void *multi;
    char *certificates;
    /// What wakes the loop: it reads the first, others write to the second.
    int pipe[2];
    /// As many as once ran at the same time.
    CCurlTransfer *idle;
};

static size_t headerCame(char *bytes, size_t size, size_t count, void *context) {
    CCurlTransfer *transfer = context;
    return transfer->onHeader(transfer->context, bytes, size * count) ? size * count : 0;
}

static size_t bodyCame(char *bytes, size_t size, size_t count, void *context) {
    CCurlTransfer *transfer = context;
    switch (transfer->onBody(transfer->context, bytes, size * count)) {
    case CCURL_GO_ON: return size * count;
    case CCURL_PAUSE: return WRITE_PAUSE;
    case CCURL_STOP: break;
    }
    return 0;
}

/// Opens a socket that child processes do not inherit; libcurl's own are inherited.
static int openSocket(void *context, int purpose, SocketAddress *address) {
    (void)context;
    (void)purpose;
#ifdef __linux__
    return socket(address->family, address->kind | SOCK_CLOEXEC, address->protocol);
#else
    int descriptor = socket(address->family, address->kind, address->protocol);
    if (descriptor >= 0) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
#endif
}

static bool makePipe(int pipe_[2]) {
#ifdef __linux__
    return pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) == 0;
#else
    if (pipe(pipe_) != 0) return false;
    for (int end = 0; end < 2; end++) {
        fcntl(pipe_[end], F_SETFD, FD_CLOEXEC);
        fcntl(pipe_[end], F_SETFL, O_NONBLOCK);
    }
    return true;
#endif
}

CCurlLoop *CCurlLoop_make(long connections, const char *certificates, int *code) {
    pthread_once(&once, load);
    *code = curl.isThere ? FAILED_INIT : CCURL_MISSING;
    if (!curl.isThere) return NULL;
    CCurlLoop *loop = calloc(1, sizeof *loop);
    if (!loop) return NULL;
    if (!makePipe(loop->pipe)) {
        free(loop);
        return NULL;
    }
    loop->multi = curl.makeMulti();
    loop->certificates = certificates ? strdup(certificates) : NULL;
    if (!loop->multi || (certificates && !loop->certificates)) {
        CCurlLoop_free(loop);
        return NULL;
    }
    (void)curl.setMulti(loop->multi, MULTI_OPT_MAXCONNECTS, connections);
    *code = 0;
    return loop;
}

void CCurlLoop_free(CCurlLoop *loop) {
    while (loop->idle) {
        CCurlTransfer *transfer = loop->idle;
        loop->idle = transfer->next;
        curl.freeEasy(transfer->easy);
        free(transfer);
    }
    if (loop->multi) curl.freeMulti(loop->multi);
    close(loop->pipe[0]);
    close(loop->pipe[1]);
    free(loop->certificates);
    free(loop);
}

void CCurlLoop_blockSignals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

/// An easy handle without options, one of those used before if there is one.
static CCurlTransfer *takeTransfer(CCurlLoop *loop) {
    CCurlTransfer *transfer = loop->idle;
    if (transfer) {
        loop->idle = transfer->next;
        transfer->next = NULL;
        return transfer;
    }
    transfer = calloc(1, sizeof *transfer);
    if (!transfer) return NULL;
    transfer->easy = curl.makeEasy();
    if (transfer->easy) return transfer;
    free(transfer);
    return NULL;
}

/// Forgets a request: its headers and body may be secret.
static void putBack(CCurlLoop *loop, CCurlTransfer *transfer) {
    curl.reset(transfer->easy);
    curl.freeList(transfer->headers);
    void *easy = transfer->easy;
    *transfer = (CCurlTransfer){ .easy = easy, .next = loop->idle };
    loop->idle = transfer;
}

static int setMethod(void *easy, const CCurlRequest *request) {
    int fault = 0;
    switch (request->method) {
    case CCURL_GET: break;
    case CCURL_HEAD: fault |= curl.set(easy, OPT_NOBODY, 1L); break;
    case CCURL_PUT: fault |= curl.set(easy, OPT_CUSTOMREQUEST, "PUT"); // fall through
    case CCURL_POST:
        fault |= curl.set(easy, OPT_POST, 1L);
        fault |= curl.set(easy, OPT_POSTFIELDSIZE, (long)request->bodySize);
        fault |= curl.set(easy, OPT_COPYPOSTFIELDS, request->bodySize ? request->body : "");
        break;
    }
    return fault;
}

static int setOptions(CCurlLoop *loop, CCurlTransfer *transfer, const CCurlRequest *request) {
    void *easy = transfer->easy;
    int fault = setMethod(easy, request);
    fault |= curl.set(easy, OPT_URL, request->url);
    fault |= curl.set(easy, OPT_HTTPHEADER, transfer->headers);
    fault |= curl.set(easy, OPT_PRIVATE, transfer);
    fault |= curl.set(easy, OPT_HEADERFUNCTION, headerCame);
    fault |= curl.set(easy, OPT_HEADERDATA, transfer);
    fault |= curl.set(easy, OPT_WRITEFUNCTION, bodyCame);
    fault |= curl.set(easy, OPT_WRITEDATA, transfer);
    fault |= curl.set(easy, OPT_OPENSOCKETFUNCTION, openSocket);
    fault |= curl.set(easy, OPT_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    fault |= curl.set(easy, OPT_FOLLOWLOCATION, 0L);
    fault |= curl.set(easy, OPT_PATH_AS_IS, 1L);
    fault |= curl.set(easy, OPT_SSLVERSION, (long)TLS_1_2);
    // S3 offers 1.1 only; others offer 2, whose streams share one connection and its window.
    fault |= curl.set(easy, OPT_HTTP_VERSION, (long)HTTP_1_1);
    fault |= curl.set(easy, OPT_HTTP_CONTENT_DECODING, 0L);
    fault |= curl.set(easy, OPT_SUPPRESS_CONNECT_HEADERS, 1L);
    fault |= curl.set(easy, OPT_NOSIGNAL, 1L);
    // A handle that was aborted may have kept its buffer, whose size then stays as it is.
    (void)curl.set(easy, OPT_BUFFERSIZE, 65536L);
    fault |= curl.set(easy, OPT_CONNECTTIMEOUT_MS, request->connectionMilliseconds);
    fault |= curl.set(easy, OPT_TIMEOUT_MS, request->exchangeMilliseconds);
    fault |= curl.set(easy, OPT_LOW_SPEED_LIMIT, 1L);
    fault |= curl.set(easy, OPT_LOW_SPEED_TIME, request->silenceSeconds);
    if (request->isDirect) fault |= curl.set(easy, OPT_PROXY, "");
    if (loop->certificates) {
        fault |= curl.set(easy, OPT_CAINFO, loop->certificates);
        // TLS libraries without proxies over TLS do not have it.
        (void)curl.set(easy, OPT_PROXY_CAINFO, loop->certificates);
    }
    // Versions before 7.64 do not know this option and accept HTTP/0.9. Such responses have no
    // headers, which the caller checks for.
    (void)curl.set(easy, OPT_HTTP09_ALLOWED, 0L);
    // From 7.87, the end of a transfer does not wait for the thread that looks up its host's name,
    // which would hold up all other transfers.
    (void)curl.set(easy, OPT_QUICK_EXIT, 1L);
    return fault;
}

CCurlTransfer *CCurlLoop_start(CCurlLoop *loop, const CCurlRequest *request) {
    CCurlTransfer *transfer = takeTransfer(loop);
    if (!transfer) return NULL;
    for (const char *const *line = request->headers; *line; line++) {
        struct curl_slist *longer = curl.append(transfer->headers, *line);
        if (!longer) {
            putBack(loop, transfer);
            return NULL;
        }
        transfer->headers = longer;
    }
    transfer->context = request->context;
    transfer->onHeader = request->onHeader;
    transfer->onBody = request->onBody;
    if (setOptions(loop, transfer, request) == 0 && curl.add(loop->multi, transfer->easy) == 0) {
        return transfer;
    }
    putBack(loop, transfer);
    return NULL;
}

void CCurlLoop_resume(CCurlTransfer *transfer) {
    // A transfer that fails here is reported by `CCurlLoop_next` like any other.
    (void)curl.pause(transfer->easy, PAUSE_NONE);
}

void CCurlLoop_remove(CCurlLoop *loop, CCurlTransfer *transfer) {
    (void)curl.remove(loop->multi, transfer->easy);
    putBack(loop, transfer);
}

bool CCurlLoop_perform(CCurlLoop *loop) {
    int running = 0;
    return curl.perform(loop->multi, &running) == 0;
}

CCurlResult CCurlLoop_next(CCurlLoop *loop) {
    CCurlResult result = { 0 };
    int left = 0;
    Message *message;
    do {
        message = curl.next(loop->multi, &left);
        if (!message) return result;
    } while (message->message != MESSAGE_DONE);
    result.code = message->data.code;
    char *transfer = NULL;
    (void)curl.get(message->easy, INFO_PRIVATE, &transfer);
    (void)curl.get(message->easy, INFO_HTTP_CONNECTCODE, &result.proxyStatus);
    result.transfer = (CCurlTransfer *)(void *)transfer;
    if (result.transfer) result.context = result.transfer->context;
    return result;
}

void CCurlLoop_wait(CCurlLoop *loop, int milliseconds) {
    WaitDescriptor wake = { loop->pipe[0], WAIT_POLLIN, 0 };
    (void)curl.wait(loop->multi, &wake, 1, milliseconds, NULL);
    char bytes[64];
    while (read(loop->pipe[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes) {}
}

void CCurlLoop_wake(CCurlLoop *loop) {
    // A full pipe wakes as well.
    ssize_t written = write(loop->pipe[1], "", 1);
    (void)written;
}
