import CZlib

/// Archives for tests, made without the programs that make them.
public enum Archives {
    /// A ustar archive.
    public static func tar(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        for file in files {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, at offset: Int) {
                header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
            }
            put(file.name, at: 0)
            put("0000644\0", at: 100)
            put(octal(file.bytes.count), at: 124)
            put("0", at: 156)
            put("ustar\u{0}00", at: 257)
            put("        ", at: 148)
            let sum = header.reduce(0) { $0 + Int($1) }
            put(String(octal(sum).suffix(6)) + "\0", at: 148)
            archive += header + file.bytes
            archive += [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1_024)
    }

    private static func octal(_ number: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: 11 - digits.count) + digits
    }

    /// A ZIP file; with `sizesBehind`, as a program writes it into a pipe.
    public static func zip(
        _ files: [(name: String, bytes: [UInt8])],
        stored: Bool = false,
        sizesBehind: Bool = false
    ) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            let data = stored ? file.bytes : deflate(file.bytes)
            let sum = UInt32(crc32(0, file.bytes, UInt32(file.bytes.count)))
            let sizes = word(sum) + word(UInt32(data.count)) + word(UInt32(file.bytes.count))
            let flags: UInt16 = sizesBehind ? 8 : 0
            let common =
                half(20) + half(flags) + half(stored ? 0 : 8) + word(0)
                + (sizesBehind ? [UInt8](repeating: 0, count: 12) : sizes)
                + half(UInt16(file.name.utf8.count)) + half(0)
            directory +=
                word(0x0201_4b50) + half(20) + common + [UInt8](repeating: 0, count: 10)
                + word(UInt32(archive.count)) + Array(file.name.utf8)
            archive += word(0x0403_4b50) + common + Array(file.name.utf8) + data
            if sizesBehind { archive += word(0x0807_4b50) + sizes }
        }
        let count = half(UInt16(files.count))
        return archive + directory + word(0x0605_4b50) + half(0) + half(0) + count + count
            + word(UInt32(directory.count)) + word(UInt32(archive.count)) + half(0)
    }

    /// The bare data of one member.
    private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        // A gzip member without its header of 10 bytes and its trailer of 8.
        Array(Gzip.compress(bytes).dropFirst(10).dropLast(8))
    }

    private static func half(_ number: UInt16) -> [UInt8] {
        [UInt8(number & 0xff), UInt8(number >> 8)]
    }

    private static func word(_ number: UInt32) -> [UInt8] {
        half(UInt16(number & 0xffff)) + half(UInt16(number >> 16))
    }

    /// Base64 with padding.
    public static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            var word = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            word <<= UInt32(8 * (3 - part.count))
            for index in 0..<4 {
                let shift = UInt32(18 - 6 * index)
                text.append(index <= part.count ? digits[Int(word >> shift & 63)] : "=")
            }
        }
        return text
    }
}
