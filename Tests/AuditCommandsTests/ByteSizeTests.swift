import Testing

@testable import AuditCommands

struct ByteSizeTests {
    private static let sizes: [(String, Int64)] = [
        ("1", 1), ("500000", 500_000), ("64K", 65_536), ("64k", 65_536), ("64kb", 65_536),
        ("64KiB", 65_536), ("16M", 16_777_216), ("4G", 4_294_967_296), ("2T", 2_199_023_255_552),
        ("512b", 512), ("8388607T", 9_223_370_937_343_148_032),
    ]

    @Test(arguments: sizes)
    func `Sizes are read as people write them`(text: String, bytes: Int64) {
        #expect(ByteSize(argument: text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", "0", "0K", "-1", "K", "iB", "b", "4X", "4 G", "1.5G", "4GG", "0x10", "8388608T", "１２",
        "99999999999999999999",
    ])
    func `Invalid sizes and sizes that are too large are rejected`(text: String) {
        #expect(ByteSize(argument: text) == nil)
    }
}
