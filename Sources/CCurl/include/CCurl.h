#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>

// libcurl, looked for when it is first needed: whoever sends nothing over HTTP needs none of it,
// and nobody needs its headers to build.

/// One request, and what is called with its answer.
typedef struct {
    const char *url;
    /// Lines `Name: value`, ended by NULL.
    const char *const *headers;
    const void *body;
    size_t bodySize;
    /// Whether no proxy is used, whatever the environment says.
    bool isDirect;
    /// The time for all of it.
    long milliseconds;
    void *context;
    /// Called with each line of the answer's headers, its line end included.
    void (*onHeader)(void *context, const char *bytes, size_t count);
    /// Called with pieces of the answer's body; false ends the transfer.
    bool (*onBody)(void *context, const char *bytes, size_t count);
} CCurlRequest;

/// Returned in place of a code of libcurl where there is no libcurl.
enum { CCURL_MISSING = -1 };

/// Posts, and returns a `CURLcode`, 0 for an answer to its end.
///
/// HTTP/1.1 over TLS 1.2 or later, or over plain TCP; no redirect is followed, no cookie kept, no
/// answer decompressed, and no file of settings read. SIGPIPE does not get through.
int CCurl_post(const CCurlRequest *request);

#endif
