#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>

// libcurl's multi interface, loaded on first use: it is needed only for HTTP, and its headers are
// not needed to build. Version 7.61 (2018) or later.
//
// All functions but `CCurlLoop_make` and `CCurlLoop_wake` are for one thread, the loop's.

/// Many transfers and the connections that they share.
typedef struct CCurlLoop CCurlLoop;

/// One transfer, from `CCurlLoop_start` to `CCurlLoop_remove`.
typedef struct CCurlTransfer CCurlTransfer;

typedef enum {
    CCURL_GET,
    CCURL_HEAD,
    CCURL_POST,
    CCURL_PUT,
} CCurlMethod;

/// What becomes of a transfer after a piece of its body.
typedef enum {
    CCURL_GO_ON,
    /// The piece was not taken; it comes again after `CCurlLoop_resume`.
    CCURL_PAUSE,
    CCURL_STOP,
} CCurlStep;

typedef struct {
    CCurlMethod method;
    const char *url;
    /// Lines `Name: value`, ended by NULL.
    const char *const *headers;
    const void *body;
    size_t bodySize;
    /// Whether to ignore the proxy of the environment.
    bool isDirect;
    /// Until there is a connection.
    long connectionMilliseconds;
    /// For the whole exchange; 0 for no limit.
    long exchangeMilliseconds;
    /// Without a byte.
    long silenceSeconds;
    /// Handed to the callbacks; must stay valid until `CCurlLoop_remove`.
    void *context;
    /// Called with each line of the response's headers, including its line end; false ends the
    /// transfer.
    bool (*onHeader)(void *context, const char *bytes, size_t count);
    /// Called with pieces of the response's body, of up to 16 KiB.
    CCurlStep (*onBody)(void *context, const char *bytes, size_t count);
} CCurlRequest;

/// A transfer that has ended.
typedef struct {
    /// NULL for none.
    CCurlTransfer *transfer;
    void *context;
    /// A `CURLcode`, 0 for a complete response.
    int code;
    /// The status with which a proxy answered a request for a tunnel; 0 without one.
    long proxyStatus;
} CCurlResult;

/// Returned instead of a libcurl code where libcurl is not installed.
enum { CCURL_MISSING = -1 };

/// Makes a loop; NULL if that fails, with a code why.
///
/// - connections: How many idle connections are kept.
/// - certificates: A file of CA certificates; NULL for those of the system.
CCurlLoop *CCurlLoop_make(long connections, const char *certificates, int *code);

/// Frees a loop without transfers, and closes its connections.
void CCurlLoop_free(CCurlLoop *loop);

/// Blocks SIGPIPE for the calling thread, for good: TLS writes without MSG_NOSIGNAL.
void CCurlLoop_blockSignals(void);

/// Starts a transfer, and copies all of the request but `context`; NULL if that fails.
///
/// HTTP/1.1 over TLS 1.2 or later, or over plain TCP. Follows no redirects, keeps no cookies,
/// decompresses nothing, sends the path as it is, and reads no configuration file. A child process
/// does not inherit its socket.
CCurlTransfer *CCurlLoop_start(CCurlLoop *loop, const CCurlRequest *request);

/// Goes on with a paused transfer; its callbacks may be called meanwhile.
void CCurlLoop_resume(CCurlTransfer *transfer);

/// Ends a transfer, complete or not. Its callbacks are not called any more.
void CCurlLoop_remove(CCurlLoop *loop, CCurlTransfer *transfer);

/// Does what can be done without waiting; false if libcurl has failed for good.
bool CCurlLoop_perform(CCurlLoop *loop);

/// The next transfer that has ended and is not removed.
CCurlResult CCurlLoop_next(CCurlLoop *loop);

/// Waits until there is something to do, or for `CCurlLoop_wake`.
void CCurlLoop_wait(CCurlLoop *loop, int milliseconds);

/// Ends the wait of the loop's thread, or its next one. For any thread.
void CCurlLoop_wake(CCurlLoop *loop);

#endif
