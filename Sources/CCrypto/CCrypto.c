#include "CCrypto.h"

#include <dlfcn.h>
#include <pthread.h>

// The names and numbers are those of OpenSSL's evp.h and x509.h, and part of its ABI.
enum { EVP_PKEY_RSA = 6, LEAST_BITS = 2048 };

static struct {
    const void *(*sha256)(void);
    const void *(*md5)(void);
    void *(*makeContext)(void);
    void (*freeContext)(void *);
    int (*begin)(void *, const void *, void *);
    int (*update)(void *, const void *, size_t);
    int (*end)(void *, unsigned char *, unsigned *);
    int (*digest)(const void *, size_t, unsigned char *, unsigned *, const void *, void *);
    int (*beginVerify)(void *, void **, const void *, void *, void *);
    int (*verify)(void *, const unsigned char *, size_t, const unsigned char *, size_t);
    void *(*readKey)(int, void **, const unsigned char **, long);
    void *(*readInfo)(void **, const unsigned char **, long);
    void (*freeKey)(void *);
    int (*id)(const void *);
    int (*bits)(const void *);
    void (*clearErrors)(void);
    bool isThere;
} crypto;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *either(void *library, const char *name, const char *older) {
    void *found = dlsym(library, name);
    return found ? found : dlsym(library, older);
}

static void load(void) {
    static const char *const names[] = {
        "libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", NULL,
    };
    void *library = NULL;
    for (const char *const *name = names; *name && !library; name++) {
        library = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
    }
    if (!library) return;
    crypto.sha256 = (const void *(*)(void))dlsym(library, "EVP_sha256");
    crypto.md5 = (const void *(*)(void))dlsym(library, "EVP_md5");
    crypto.makeContext = (void *(*)(void))dlsym(library, "EVP_MD_CTX_new");
    crypto.freeContext = (void (*)(void *))dlsym(library, "EVP_MD_CTX_free");
    crypto.begin = (int (*)(void *, const void *, void *))dlsym(library, "EVP_DigestInit_ex");
    crypto.update = (int (*)(void *, const void *, size_t))dlsym(library, "EVP_DigestUpdate");
    crypto.end = (int (*)(void *, unsigned char *, unsigned *))
        dlsym(library, "EVP_DigestFinal_ex");
    crypto.digest = (int (*)(const void *, size_t, unsigned char *, unsigned *, const void *, void *))
        dlsym(library, "EVP_Digest");
    crypto.beginVerify = (int (*)(void *, void **, const void *, void *, void *))
        dlsym(library, "EVP_DigestVerifyInit");
    crypto.verify = (int (*)(void *, const unsigned char *, size_t, const unsigned char *, size_t))
        dlsym(library, "EVP_DigestVerify");
    crypto.readKey = (void *(*)(int, void **, const unsigned char **, long))
        dlsym(library, "d2i_PublicKey");
    crypto.readInfo = (void *(*)(void **, const unsigned char **, long))
        dlsym(library, "d2i_PUBKEY");
    crypto.freeKey = (void (*)(void *))dlsym(library, "EVP_PKEY_free");
    crypto.id = (int (*)(const void *))either(library, "EVP_PKEY_get_base_id", "EVP_PKEY_base_id");
    crypto.bits = (int (*)(const void *))either(library, "EVP_PKEY_get_bits", "EVP_PKEY_bits");
    crypto.clearErrors = (void (*)(void))dlsym(library, "ERR_clear_error");
    crypto.isThere = crypto.sha256 && crypto.md5 && crypto.makeContext && crypto.freeContext
        && crypto.begin && crypto.update && crypto.end && crypto.digest && crypto.beginVerify
        && crypto.verify && crypto.readKey && crypto.readInfo && crypto.freeKey && crypto.id
        && crypto.bits && crypto.clearErrors;
}

bool CCrypto_isThere(void) {
    pthread_once(&once, load);
    return crypto.isThere;
}

CCryptoHash *CCrypto_makeHash(void) {
    return CCrypto_isThere() ? crypto.makeContext() : NULL;
}

void CCrypto_freeHash(CCryptoHash *hash) { crypto.freeContext(hash); }

bool CCrypto_begin(CCryptoHash *hash) { return crypto.begin(hash, crypto.sha256(), NULL) == 1; }

bool CCrypto_update(CCryptoHash *hash, const void *bytes, size_t size) {
    return crypto.update(hash, bytes, size) == 1;
}

bool CCrypto_end(CCryptoHash *hash, uint8_t *output) {
    return crypto.end(hash, output, NULL) == 1;
}

bool CCrypto_md5(const void *bytes, size_t size, uint8_t *output) {
    if (!CCrypto_isThere()) return false;
    bool isDone = crypto.digest(bytes, size, output, NULL, crypto.md5(), NULL) == 1;
    crypto.clearErrors();
    return isDone;
}

/// Reads a key of either form that ends with its bytes; NULL for all else.
static void *key(const uint8_t *bytes, size_t size) {
    const unsigned char *next = bytes;
    void *key = crypto.readKey(EVP_PKEY_RSA, NULL, &next, (long)size);
    if (!key) {
        next = bytes;
        key = crypto.readInfo(NULL, &next, (long)size);
    }
    if (!key) return NULL;
    if (next == bytes + size && crypto.id(key) == EVP_PKEY_RSA && crypto.bits(key) >= LEAST_BITS) {
        return key;
    }
    crypto.freeKey(key);
    return NULL;
}

CCryptoResult CCrypto_verify(const uint8_t *keyBytes, size_t keySize, const void *message,
                             size_t size, const uint8_t *signature, size_t signatureSize) {
    if (!CCrypto_isThere()) return CCRYPTO_MISSING;
    void *pkey = key(keyBytes, keySize);
    void *context = pkey ? crypto.makeContext() : NULL;
    CCryptoResult result = CCRYPTO_BAD_KEY;
    if (context && crypto.beginVerify(context, NULL, crypto.sha256(), NULL, pkey) == 1) {
        int isValid = crypto.verify(context, signature, signatureSize, message, size);
        result = isValid == 1 ? CCRYPTO_VALID : CCRYPTO_INVALID;
    }
    if (context) crypto.freeContext(context);
    if (pkey) crypto.freeKey(pkey);
    // What failed must not be found by whoever asks next on this thread, which may be curl.
    crypto.clearErrors();
    return result;
}
