/// Folds texts, so that those that differ only in case become equal.
///
/// A scalar folds to one scalar, as in Unicode's simple case folding: `ς`, `σ` and `Σ` are one,
/// `ß` and `ẞ` are one, and `ss` is another. See
/// <https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt>.
enum CaseFolding {
    /// Appends the folded form of a range of UTF-8 bytes of the same array.
    @inline(__always)
    static func appendFolded(_ range: Range<Int>, of bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: bytes[range])
        var high: UInt8 = 0
        // Two plain loops, which the compiler turns into a few instructions for many bytes.
        var text = bytes.mutableSpan
        for position in start..<text.count {
            let byte = text[position]
            high |= byte
            text[position] = byte | (byte &- 0x41 < 26 ? 0x20 : 0)
        }
        if high >= 0x80 { foldAll(from: start, of: &bytes) }
    }

    @inline(never)
    private static func foldAll(from start: Int, of bytes: inout [UInt8]) {
        let text = String(decoding: bytes[start...], as: UTF8.self)
        bytes.removeSubrange(start...)
        bytes.append(contentsOf: folded(text).utf8)
    }

    static func folded(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(folded(scalar)) }
        return String(scalars)
    }

    static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard scalar.value >= 0x80 else {
            return scalar.value &- 0x41 < 26 ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
        }
        // The dotless ı is a letter of its own, though its capital is I.
        guard scalar.value != 0x131 else { return scalar }
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        let base = upper.count == 1 ? upper.first ?? scalar : scalar
        let lower = base.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? scalar : scalar
    }
}
