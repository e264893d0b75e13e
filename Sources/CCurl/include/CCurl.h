#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>

// libcurl, loaded on first use: it is needed only to send over HTTP, and its headers are not needed
// to build.

/// One request, and the callbacks for its response.
typedef struct {
    const char *url;
    /// Lines `Name: value`, ended by NULL.
    const char *const *headers;
    const void *body;
    size_t bodySize;
    /// Whether to ignore the proxy of the environment.
    bool isDirect;
    /// For the whole exchange.
    long milliseconds;
    void *context;
    /// Called with each line of the response's headers, including its line end.
    void (*onHeader)(void *context, const char *bytes, size_t count);
    /// Called with pieces of the response's body; false ends the transfer.
    bool (*onBody)(void *context, const char *bytes, size_t count);
} CCurlRequest;

/// Returned instead of a libcurl code where libcurl is not installed.
enum { CCURL_MISSING = -1 };

/// Posts, and returns a `CURLcode`, 0 for a complete response.
///
/// HTTP/1.1 over TLS 1.2 or later, or over plain TCP. Follows no redirects, keeps no cookies,
/// decompresses nothing and reads no configuration file. SIGPIPE is blocked meanwhile.
int CCurl_post(const CCurlRequest *request);

#endif
