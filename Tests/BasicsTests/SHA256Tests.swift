import Testing

@testable import Basics

/// The vectors of FIPS 180-4 and of NIST's examples, and lengths around a block's end.
struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `The hash is that of the standard`(message: String, hash: String) {
        #expect(SHA256.hex(Array(message.utf8)) == hash)
    }

    /// The hashes of `x`, so many times, one after the other, hashed: made with `sha256sum`.
    @Test
    func `Every length around a block's end is padded right`() {
        var all = ""
        for count in 0...130 { all += SHA256.hex([UInt8](repeating: 0x78, count: count)) }
        #expect(
            SHA256.hex(Array(all.utf8))
                == "87aca1c44bc7ba8897768170211f0a02063de70801131ff86c7edb9ce32c6a50"
        )
    }
}
