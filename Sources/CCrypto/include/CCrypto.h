#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libcrypto of OpenSSL, loaded on first use where the machine has it: it verifies signatures of RSA,
// and hashes several times as fast as our own code. Neither it nor its header is needed to build.

typedef struct CCryptoHash CCryptoHash;

/// Whether libcrypto 1.1.1 or later is installed.
bool CCrypto_isThere(void);

/// Returns a SHA-256 for one thread at a time; NULL where libcrypto is not installed.
CCryptoHash *CCrypto_makeHash(void);
void CCrypto_freeHash(CCryptoHash *hash);
/// Begins a message.
bool CCrypto_begin(CCryptoHash *hash);
bool CCrypto_update(CCryptoHash *hash, const void *bytes, size_t size);
/// Ends the message, and writes 32 bytes.
bool CCrypto_end(CCryptoHash *hash, uint8_t *output);

/// Writes the 16 bytes of a message's MD5; false where libcrypto has none, as in FIPS mode.
bool CCrypto_md5(const void *bytes, size_t size, uint8_t *output);

/// What verifying a signature came to.
typedef enum {
    CCRYPTO_VALID,
    CCRYPTO_INVALID,
    CCRYPTO_BAD_KEY,
    CCRYPTO_MISSING,
} CCryptoResult;

/// Verifies a signature of RSA with PKCS #1 v1.5 padding over SHA-256.
///
/// The key is DER, of PKCS #1 or as SubjectPublicKeyInfo, and at least 2,048 bits.
CCryptoResult CCrypto_verify(const uint8_t *key, size_t keySize, const void *message, size_t size,
                             const uint8_t *signature, size_t signatureSize);

#endif
