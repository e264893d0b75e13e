#ifndef CTESTSIGNER_H
#define CTESTSIGNER_H

#include <stddef.h>
#include <stdint.h>

/// Signs a message with RSA, PKCS #1 v1.5 and SHA-256, by libcrypto where the machine has it.
///
/// The key is DER of PKCS #1. Returns the bytes of the signature; 0 without libcrypto, or where the
/// signature has more than `capacity`.
size_t CTestSigner_sign(const uint8_t *key, size_t keySize, const void *message, size_t size,
                        uint8_t *signature, size_t capacity);

#endif
