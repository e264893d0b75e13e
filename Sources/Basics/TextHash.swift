/// A 64-bit hash of a text, the same on every machine and in every run.
///
/// The mixing step is the folded 128-bit product of wyhash
/// (<https://github.com/wangyi-fudan/wyhash>). It gives no protection against an attacker who
/// chooses the bytes.
public enum TextHash {
    /// The first of wyhash's constants.
    @inlinable public static var secret0: UInt64 { 0xa076_1d64_78bd_642f }
    /// The second of wyhash's constants.
    @inlinable public static var secret1: UInt64 { 0xe703_7ed1_a0b4_28db }

    /// - Complexity: O(n). The loads are checked against the span's end.
    package static func hash(_ text: Span<UInt8>) -> UInt64 {
        let bytes = text.bytes
        var state = secret0
        var position = 0
        while position + 8 <= bytes.byteCount {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            state = fold(word.littleEndian ^ secret1, state ^ secret0)
            position += 8
        }
        var rest: UInt64 = 0
        while position < bytes.byteCount {
            rest = rest << 8 | UInt64(text[position])
            position += 1
        }
        return fold(state ^ rest, UInt64(text.count) ^ secret1)
    }

    package static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        let (one, other) = (left.bytes, right.bytes)
        var position = 0
        while position + 8 <= one.byteCount {
            let a = one.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            let b = other.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard a == b else { return false }
            position += 8
        }
        while position < left.count {
            guard left[position] == right[position] else { return false }
            position += 1
        }
        return true
    }

    /// The halves of the 128-bit product, combined.
    @inlinable @inline(__always)
    public static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
