/// The files of an archive, one after another; it is itself the layer of the one that is read.
///
/// Names are hostile: they are shown and matched, and never used as paths.
protocol LogArchive: InputLayer {
    /// Moves to the next file, and skips what is left of the one before.
    ///
    /// - returns: Its name; nil at the end.
    func next() throws(LogDamage) -> String?
}

/// A tar archive: ustar, GNU's and pax's long names, and plain old ones.
///
/// See <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html>.
final class TarArchive: LogArchive {
    private static let block = 512
    /// A header of its own for a long name is no longer than this.
    private static let longestHeader = 64 << 10

    private let reader: LayerReader
    /// The bytes of the entry that have not been read, and the padding behind it.
    private var left: Int64 = 0
    private var padding: Int64 = 0

    init(_ layer: any InputLayer) { reader = LayerReader(layer) }

    /// Whether some bytes begin with a tar header: its checksum says so.
    static func isHeader(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= block, bytes.first != 0 else { return false }
        let header = Array(bytes.prefix(block))
        guard let sum = number(header[148..<156]) else { return false }
        var actual: Int64 = 8 * 0x20
        for (index, byte) in header.enumerated() where !(148..<156 ~= index) {
            actual += Int64(byte)
        }
        return sum == actual
    }

    func next() throws(LogDamage) -> String? {
        let rest = left + padding
        guard try reader.pass(rest) == rest else { throw damage(.truncatedArchive) }
        (left, padding) = (0, 0)
        var longName: String?
        var longSize: Int64?
        while true {
            let header = try reader.peek(Self.block)
            guard !header.isEmpty, header.contains(where: { $0 != 0 }) else {
                try passEnd()
                return nil
            }
            guard header.count == Self.block else { throw damage(.truncatedArchive) }
            guard Self.isHeader(header) else {
                throw damage(.corruptArchive("the header of an entry is broken"))
            }
            let bytes = Array(header)
            guard var size = Self.number(bytes[124..<136]), size >= 0 else {
                throw damage(.corruptArchive("an entry has no size"))
            }
            reader.skip(Self.block)
            let type = bytes[156]
            let isMeta = type == UInt8(ascii: "x") || type == UInt8(ascii: "L")
            if !isMeta, let longSize { size = longSize }
            let padding = (Int64(Self.block) - size % Int64(Self.block)) % Int64(Self.block)
            switch type {
            case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
                (left, self.padding) = (size, padding)
                return longName ?? Self.name(bytes)
            case UInt8(ascii: "x"), UInt8(ascii: "L"):
                guard size <= Int64(Self.longestHeader) else {
                    throw damage(.corruptArchive("the name of an entry is too long"))
                }
                let text = try reader.take(upTo: Int(size))
                guard text.count == Int(size), try reader.pass(padding) == padding else {
                    throw damage(.truncatedArchive)
                }
                if type == UInt8(ascii: "L") {
                    longName = Self.text(text[...])
                } else {
                    let fields = Self.paxFields(text)
                    longName = fields["path"] ?? longName
                    longSize = fields["size"].flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 }
                }
            default:
                // Folders, links, devices, and headers for all entries.
                let rest = size + padding
                guard try reader.pass(rest) == rest else { throw damage(.truncatedArchive) }
                (longName, longSize) = (nil, nil)
            }
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        guard left > 0, !buffer.isEmpty else { return 0 }
        let room = UnsafeMutableRawBufferPointer(
            rebasing: buffer.prefix(Int(min(left, Int64(buffer.count))))
        )
        let count = try reader.read(into: room)
        guard count > 0 else { throw damage(.truncatedArchive) }
        left -= Int64(count)
        return count
    }

    /// Reads what follows the last entry, so that a checksum around the archive is checked.
    private func passEnd() throws(LogDamage) {
        var isClean = true
        while try reader.use({ bytes in
            if bytes.contains(where: { $0 != 0 }) { isClean = false }
            return bytes.count
        }) {}
        guard isClean else { throw damage(.corruptArchive("bytes follow its end")) }
    }

    private func damage(_ reason: LogDamage.Reason) -> LogDamage {
        LogDamage(reason: reason, offset: reader.offset)
    }

    private static func name(_ header: [UInt8]) -> String {
        let isUSTAR = header[257..<262].elementsEqual("ustar".utf8) && header[262] == 0
        let prefix = isUSTAR ? text(header[345..<500]) : ""
        let name = text(header[0..<100])
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A number in octal digits, or where its first bit is set, in binary.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 {
            var value = Int64(first & 0x7f)
            for byte in field.dropFirst() {
                guard value < 1 << 54 else { return nil }
                value = value << 8 | Int64(byte)
            }
            return value
        }
        let text = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        var value: Int64 = 0
        for byte in text {
            guard 0x30...0x37 ~= byte else { return nil }
            value = value << 3 | Int64(byte - 0x30)
        }
        return value
    }

    /// Lines of `LENGTH KEY=VALUE`.
    private static func paxFields(_ text: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard words.count == 2, let equal = words[1].firstIndex(of: UInt8(ascii: "=")) else {
                continue
            }
            let key = String(decoding: words[1][..<equal], as: UTF8.self)
            fields[key] = Self.text(words[1][(equal + 1)...])
        }
        return fields
    }
}
