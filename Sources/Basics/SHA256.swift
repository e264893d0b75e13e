/// SHA-256, for digest files, signatures and keys of alerts.
///
/// For example:
///
/// ```swift
/// SHA256.hex(Array("abc".utf8))  // "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
/// ```
///
/// It is our own because a package for it adds more than a minute to a release build, and what is
/// hashed is small.
///
/// Related documentation: <https://csrc.nist.gov/pubs/fips/180-4/upd1/final>
package enum SHA256 {
    /// Bytes; HMAC needs it.
    package static let blockSize = 64

    /// Returns the hash of a message, 32 bytes.
    ///
    /// - complexity: O(n) in bytes; nothing is copied but the last block.
    package static func hash(_ message: [UInt8]) -> [UInt8] {
        var stream = Stream()
        stream.update(message)
        return stream.finish()
    }

    /// The hash of a message that comes in pieces.
    package struct Stream: Sendable {
        private var state = State()
        /// The beginning of a block.
        private var rest: [UInt8] = []
        private var count: UInt64 = 0

        package init() {}

        /// Takes a piece of the message.
        package mutating func update(_ piece: [UInt8]) {
            count += UInt64(piece.count)
            var offset = 0
            if !rest.isEmpty {
                offset = min(blockSize - rest.count, piece.count)
                rest += piece[..<offset]
                guard rest.count == blockSize else { return }
                let block = rest
                state.mix(block.span, from: 0)
                rest = []
            }
            let bytes = piece.span
            while offset + blockSize <= bytes.count {
                state.mix(bytes, from: offset)
                offset += blockSize
            }
            rest = Array(piece[offset...])
        }

        /// The hash, 32 bytes; the stream is not used any more.
        package mutating func finish() -> [UInt8] {
            let bits = count * 8
            rest.append(0x80)
            rest += [UInt8](repeating: 0, count: (119 - (rest.count - 1) % 64) % 64)
            rest += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
            let blocks = rest
            for offset in stride(from: 0, to: blocks.count, by: blockSize) {
                state.mix(blocks.span, from: offset)
            }
            return state.bytes
        }
    }

    package static func hex(_ message: [UInt8]) -> String { digits(hash(message)) }

    package static func digits(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// The eight words that blocks are mixed into.
    private struct State {
        // The fractional parts of the square roots of the first eight primes.
        var (a, b, c, d): (UInt32, UInt32, UInt32, UInt32) = (
            0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A
        )
        var (e, f, g, h): (UInt32, UInt32, UInt32, UInt32) = (
            0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19
        )

        var bytes: [UInt8] {
            [a, b, c, d, e, f, g, h].flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
            }
        }

        mutating func mix(_ message: Span<UInt8>, from offset: Int) {
            var words = InlineArray<64, UInt32>(repeating: 0)
            for index in 0..<16 {
                let at = offset + index * 4
                words[index] =
                    UInt32(message[at]) &<< 24 | UInt32(message[at + 1]) &<< 16
                    | UInt32(message[at + 2]) &<< 8 | UInt32(message[at + 3])
            }
            for index in 16..<64 {
                let early = words[index - 15]
                let late = words[index - 2]
                let first = Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ early &>> 3
                let second = Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ late &>> 10
                words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
            }
            let constants = SHA256.constants.span
            let before = self
            for index in 0..<64 {
                let sum1 = Self.rotate(e, 6) ^ Self.rotate(e, 11) ^ Self.rotate(e, 25)
                let choice = e & f ^ ~e & g
                let first = h &+ sum1 &+ choice &+ constants[index] &+ words[index]
                let sum0 = Self.rotate(a, 2) ^ Self.rotate(a, 13) ^ Self.rotate(a, 22)
                let majority = a & b ^ a & c ^ b & c
                (h, g, f, e) = (g, f, e, d &+ first)
                (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
            }
            (a, b, c, d) = (a &+ before.a, b &+ before.b, c &+ before.c, d &+ before.d)
            (e, f, g, h) = (e &+ before.e, f &+ before.f, g &+ before.g, h &+ before.h)
        }

        private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
            word &>> count | word &<< (32 &- count)
        }
    }

    /// The fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1,
        0x923F_82A4, 0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
        0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786,
        0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147,
        0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
        0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
        0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A,
        0x5B9C_CA4F, 0x682E_6FF3, 0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
        0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]
}

/// A message's authentication code with SHA-256, which proves that the sender knows a secret.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc2104>
package enum HMAC {
    package static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > SHA256.blockSize ? SHA256.hash(key) : key
        block += [UInt8](repeating: 0, count: SHA256.blockSize - block.count)
        let inner = SHA256.hash(block.map { $0 ^ 0x36 } + message)
        return SHA256.hash(block.map { $0 ^ 0x5C } + inner)
    }
}
