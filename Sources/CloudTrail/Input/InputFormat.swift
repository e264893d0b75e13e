/// What the first bytes of a log tell about it.
enum InputFormat: Equatable {
    /// Text, JSON or not.
    case text
    case gzip
    case utf16(isBigEndian: Bool)
    case tar
    case zip
    /// A format that is not read, and what to do.
    case unsupported(String, advice: String)
    /// Nothing that logs are kept in.
    case foreign

    /// The bytes that tell all formats.
    static let length = 512

    init(_ bytes: ArraySlice<UInt8>) {
        func begins(_ magic: UInt8...) -> Bool { bytes.starts(with: magic) }
        self =
            if begins(0x1f, 0x8b) {
                .gzip
            } else if begins(0xff, 0xfe) || Self.alternates(bytes, zerosAt: 1) {
                .utf16(isBigEndian: false)
            } else if begins(0xfe, 0xff) || Self.alternates(bytes, zerosAt: 0) {
                .utf16(isBigEndian: true)
            } else if begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6) {
                .zip
            } else if begins(0x42, 0x5a, 0x68) {
                .unsupported("bzip2", advice: "decompress it with bunzip2")
            } else if begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0) {
                .unsupported("xz", advice: "decompress it with unxz")
            } else if begins(0x28, 0xb5, 0x2f, 0xfd) {
                .unsupported("Zstandard", advice: "decompress it with unzstd")
            } else if begins(0x04, 0x22, 0x4d, 0x18) {
                .unsupported("LZ4", advice: "decompress it with unlz4")
            } else if begins(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c) {
                .unsupported("a 7z archive", advice: "extract it with 7z x, and read the folder")
            } else if bytes.starts(with: "PAR1".utf8) {
                .unsupported("Parquet", advice: "read the trail's own files, or export JSON")
            } else if bytes.starts(with: "Obj\u{1}".utf8) || bytes.starts(with: "ORC".utf8) {
                .unsupported("Avro or ORC", advice: "read the trail's own files, or export JSON")
            } else if bytes.starts(with: "SQLite format 3\0".utf8) || begins(0, 5, 0x16, 7) {
                // A database, and what macOS keeps beside a file in an archive.
                .foreign
            } else if TarArchive.isHeader(bytes) {
                .tar
            } else {
                .text
            }
    }

    /// Whether two characters of ASCII begin a text of JSON, with a zero beside each.
    private static func alternates(_ bytes: ArraySlice<UInt8>, zerosAt zero: Int) -> Bool {
        let four = Array(bytes.prefix(4))
        guard four.count == 4, four[zero] == 0, four[zero + 2] == 0, four[3 - zero] != 0 else {
            return false
        }
        return four[1 - zero] == UInt8(ascii: "{") || four[1 - zero] == UInt8(ascii: "[")
    }
}
