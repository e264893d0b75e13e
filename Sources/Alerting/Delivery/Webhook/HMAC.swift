import CloudTrail

/// A message's authentication code with SHA-256, which proves that the sender knows a secret.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc2104>
enum HMAC {
    /// Returns the code, 32 bytes.
    static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > SHA256.blockSize ? SHA256.hash(key) : key
        block += [UInt8](repeating: 0, count: SHA256.blockSize - block.count)
        let inner = SHA256.hash(block.map { $0 ^ 0x36 } + message)
        return SHA256.hash(block.map { $0 ^ 0x5C } + inner)
    }
}
