#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// zlib spells its initialisers as macros, which Swift does not import.

/// Window bits that make zlib expect a gzip header and trailer, and nothing else.
static const int CZLIB_GZIP_WINDOW_BITS = MAX_WBITS + 16;

static inline int CZlib_inflateInit2(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

static inline int CZlib_deflateInit2(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}

#endif
