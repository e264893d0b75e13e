#ifndef CDEFLATE_H
#define CDEFLATE_H

#include <stdbool.h>
#include <stddef.h>

// libdeflate, loaded on first use where the machine has it: it inflates whole files twice as fast as
// zlib. Neither it nor its header is needed to build.

typedef struct CDeflateDecompressor CDeflateDecompressor;

/// Returns a decompressor for one thread at a time; NULL where libdeflate is not installed.
CDeflateDecompressor *CDeflate_make(void);

void CDeflate_free(CDeflateDecompressor *decompressor);

/// Inflates a gzip file that is one member and nothing else.
///
/// Reads no more than `size` bytes and writes no more than `capacity`. True if the member ends with
/// the file, gives exactly `capacity` bytes, and has their checksum and length in its trailer. Else
/// what is in `output` means nothing.
bool CDeflate_gunzip(CDeflateDecompressor *decompressor, const void *file, size_t size,
                     void *output, size_t capacity);

#endif
