/// Bytes that come out of another layer: an inflated member, an entry of an archive, another
/// encoding of text.
package protocol InputLayer: AnyObject {
    /// Reads up to `buffer.count` bytes; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int
}

/// What an input gives that has been begun already: the bytes that were looked at, and the rest.
final class BegunInput: InputLayer {
    private var begin: ArraySlice<UInt8>
    private var input: LogInput
    private var damage: LogDamage?
    private let hasEnded: Bool

    init(
        _ begin: ArraySlice<UInt8>,
        _ input: consuming LogInput,
        hasEnded: Bool,
        damage: LogDamage?
    ) {
        self.begin = begin
        self.input = input
        self.hasEnded = hasEnded
        self.damage = damage
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        guard begin.isEmpty else {
            let count = min(begin.count, buffer.count)
            buffer.copyBytes(from: begin.prefix(count))
            begin = begin.dropFirst(count)
            return count
        }
        if let damage { throw damage }
        return hasEnded ? 0 : try input.read(into: buffer)
    }
}

/// UTF-16 with or without its mark, as UTF-8; what is no character becomes U+FFFD.
final class UTF16Layer: InputLayer {
    private static let window = 32 << 10

    private let reader: LayerReader
    private let isBigEndian: Bool
    private var isFirst = true
    /// The UTF-8 that did not fit the caller's buffer.
    private var text: ArraySlice<UInt8> = []

    init(_ layer: any InputLayer, isBigEndian: Bool) {
        reader = LayerReader(layer)
        self.isBigEndian = isBigEndian
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        if text.isEmpty { text = try decode()[...] }
        let count = min(text.count, buffer.count)
        buffer.copyBytes(from: text.prefix(count))
        text = text.dropFirst(count)
        return count
    }

    private func decode() throws(LogDamage) -> [UInt8] {
        var bytes = try reader.take(upTo: Self.window)
        // A pair of surrogates must not be cut.
        while bytes.count % 2 != 0 || bytes.count >= 2 && isHighSurrogate(bytes, bytes.count - 2) {
            let more = try reader.take(upTo: 1)
            guard let byte = more.first else { break }
            bytes.append(byte)
        }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            units.append(unit(bytes, index))
        }
        if bytes.count % 2 != 0 { units.append(0xfffd) }
        if isFirst, units.first == 0xfeff { units.removeFirst() }
        isFirst = false
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private func unit(_ bytes: [UInt8], _ index: Int) -> UInt16 {
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    private func isHighSurrogate(_ bytes: [UInt8], _ index: Int) -> Bool {
        0xd800...0xdbff ~= unit(bytes, index)
    }
}

/// Reads a layer in pieces of the caller's choice, and lets the next bytes be looked at first.
final class LayerReader {
    private static let window = 64 << 10

    private let layer: any InputLayer
    private var storage = [UInt8](repeating: 0, count: window)
    /// The part of `storage` that has been read and not yet taken.
    private var pending = 0..<0
    private var hasEnded = false
    /// The bytes taken so far.
    private(set) var offset: Int64 = 0

    init(_ layer: any InputLayer) { self.layer = layer }

    /// The next bytes, `count` of them or, at the end, fewer; at most a window.
    func peek(_ count: Int) throws(LogDamage) -> ArraySlice<UInt8> {
        while pending.count < count, !hasEnded {
            if pending.upperBound + count > storage.count {
                storage.replaceSubrange(0..<pending.count, with: storage[pending])
                pending = 0..<pending.count
            }
            // Typed errors do not pass through the closures of a buffer of raw bytes.
            let read = try storage.withUnsafeMutableBufferPointer {
                (buffer) throws(LogDamage) -> Int in
                let room = UnsafeMutableBufferPointer(rebasing: buffer[pending.upperBound...])
                return try layer.read(into: UnsafeMutableRawBufferPointer(room))
            }
            if read == 0 { hasEnded = true }
            pending = pending.lowerBound..<pending.upperBound + read
        }
        return storage[pending].prefix(count)
    }

    /// Passes bytes that have been looked at.
    func skip(_ count: Int) {
        pending = pending.lowerBound + count..<pending.upperBound
        offset += Int64(count)
        if pending.isEmpty { pending = 0..<0 }
    }

    /// Takes the next bytes; fewer at the end.
    func take(upTo count: Int) throws(LogDamage) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try peek(1).isEmpty ? [] : storage[pending].prefix(count - bytes.count)
            guard !part.isEmpty else { break }
            bytes += part
            skip(part.count)
        }
        return bytes
    }

    /// Takes bytes as far as one read gives them; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        guard try !peek(1).isEmpty else { return 0 }
        let part = storage[pending].prefix(buffer.count)
        buffer.copyBytes(from: part)
        skip(part.count)
        return part.count
    }

    /// Passes bytes; returns how many there were.
    func pass(_ count: Int64) throws(LogDamage) -> Int64 {
        var left = count
        while left > 0, try !peek(1).isEmpty {
            let part = Int(min(Int64(pending.count), left))
            skip(part)
            left -= Int64(part)
        }
        return count - left
    }

    /// The bytes at hand, and how many of them `body` used.
    func use(_ body: (UnsafeRawBufferPointer) -> Int) throws(LogDamage) -> Bool {
        guard try !peek(1).isEmpty else { return false }
        let used = storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[pending])) }
        skip(used)
        return true
    }
}
