import Basics
import CCrypto

/// SHA-256 of content that comes in pieces, by libcrypto where the machine has it: several times as
/// fast as our own.
///
/// It belongs to one thread at a time.
final class ContentHash {
    private let context: OpaquePointer?
    private var own = SHA256.Stream()

    init() { context = CCrypto_makeHash() }

    deinit { if let context { CCrypto_freeHash(context) } }

    /// Begins another message.
    func begin() {
        if let context {
            precondition(CCrypto_begin(context), "libcrypto has SHA-256")
        } else {
            own = SHA256.Stream()
        }
    }

    /// Takes a piece; libcrypto reads no more than it holds.
    func update(_ bytes: UnsafeRawBufferPointer) {
        if let context {
            _ = CCrypto_update(context, bytes.baseAddress, bytes.count)
        } else {
            own.update(Array(bytes))
        }
    }

    /// The hash of the message, 64 hexadecimal digits.
    func end() -> String {
        guard let context else { return SHA256.digits(own.finish()) }
        var hash = [UInt8](repeating: 0, count: 32)
        _ = CCrypto_end(context, &hash)
        return SHA256.digits(hash)
    }
}
