#include "CTestSigner.h"

#include <dlfcn.h>

enum { EVP_PKEY_RSA = 6 };

size_t CTestSigner_sign(const uint8_t *key, size_t keySize, const void *message, size_t size,
                        uint8_t *signature, size_t capacity) {
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libcrypto.so.1.1", RTLD_NOW | RTLD_LOCAL);
    if (!library) return 0;
    void *(*readKey)(int, void **, const unsigned char **, long) =
        (void *(*)(int, void **, const unsigned char **, long))dlsym(library, "d2i_PrivateKey");
    void (*freeKey)(void *) = (void (*)(void *))dlsym(library, "EVP_PKEY_free");
    void *(*make)(void) = (void *(*)(void))dlsym(library, "EVP_MD_CTX_new");
    void (*freeContext)(void *) = (void (*)(void *))dlsym(library, "EVP_MD_CTX_free");
    const void *(*sha256)(void) = (const void *(*)(void))dlsym(library, "EVP_sha256");
    int (*begin)(void *, void **, const void *, void *, void *) =
        (int (*)(void *, void **, const void *, void *, void *))
            dlsym(library, "EVP_DigestSignInit");
    int (*sign)(void *, unsigned char *, size_t *, const unsigned char *, size_t) =
        (int (*)(void *, unsigned char *, size_t *, const unsigned char *, size_t))
            dlsym(library, "EVP_DigestSign");
    if (!readKey || !freeKey || !make || !freeContext || !sha256 || !begin || !sign) return 0;
    const unsigned char *next = key;
    void *pkey = readKey(EVP_PKEY_RSA, NULL, &next, (long)keySize);
    void *context = pkey ? make() : NULL;
    size_t count = capacity;
    if (!context || begin(context, NULL, sha256(), NULL, pkey) != 1
        || sign(context, signature, &count, message, size) != 1) {
        count = 0;
    }
    if (context) freeContext(context);
    if (pkey) freeKey(pkey);
    return count;
}
