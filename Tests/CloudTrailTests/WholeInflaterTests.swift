import AuditTestSupport
import Testing

@testable import CloudTrail

/// With libdeflate, every file is read as zlib alone reads it.
///
/// ``LogReading`` compares the two over all other damaged files of these tests.
@Suite(.enabled(if: WholeInflater.isInstalled, "needs libdeflate (package libdeflate0)"))
struct WholeInflaterTests {
    private static let text = Array(SampleRecord.log(1...4).utf8)
    private static let file = Gzip.compress(text)

    private func inflated(_ file: [UInt8], limit: Int64 = 4 << 30) throws -> [UInt8]? {
        let inflater = try #require(WholeInflater())
        return file.withUnsafeBytes { bytes in
            inflater.inflate(bytes, limit: limit).map { Array(inflater.buffer[..<$0]) }
        }
    }

    /// A file with more in its header than zlib writes.
    private static func withHeader(flags: UInt8, _ fields: [UInt8]) -> [UInt8] {
        var header = Array(file[..<10])
        header[3] = flags
        return header + fields + file[10...]
    }

    @Test
    func `An intact file of one member is inflated as a whole`() throws {
        for level: Int32 in [0, 1, 6, 9] {
            let file = Gzip.compress(Self.text, level: level)
            #expect(try inflated(file) == Self.text)
        }
        #expect(try inflated(Self.withHeader(flags: 8, Array("a.json\0".utf8))) == Self.text)
        #expect(try inflated(Self.withHeader(flags: 4, [3, 0, 1, 2, 3])) == Self.text)
        #expect(try inflated(Self.withHeader(flags: 16, Array("why\0".utf8))) == Self.text)
        #expect(try inflated(Self.file, limit: Int64(Self.text.count)) == Self.text)
    }

    @Test
    func `All other files are left to zlib`() throws {
        let wrongChecksum = Array(Self.file.dropLast(8) + [0, 0, 0, 0] + Self.file.suffix(4))
        let wrongLength = Array(Self.file.dropLast(4) + [1, 0, 0, 0])
        let others: [[UInt8]] = [
            [], [0x1f, 0x8b], Array(Self.file.dropLast()), Self.file + [0], Self.file + Self.file,
            wrongChecksum, wrongLength, Gzip.compress([]),
            Self.withHeader(flags: 2, [0, 0]), Self.withHeader(flags: 8, []),
            Self.withHeader(flags: 0x20, []),
        ]
        for file in others { #expect(try inflated(file) == nil) }
        #expect(try inflated(Self.file, limit: Int64(Self.text.count) - 1) == nil)
        #expect(try inflated(Gzip.compress([UInt8](repeating: 32, count: 9 << 20))) == nil)
    }

    @Test
    func `Every damage is reported as zlib alone reports it`() {
        for flags: UInt8 in [2, 4, 8, 16, 0x1e, 0x20, 0x80] {
            for fields: [UInt8] in [
                [], [0], [3, 0, 1, 2, 3], [3, 0, 1, 2, 3, 65, 0, 66, 0, 9, 9],
            ] {
                expectAlike(Self.withHeader(flags: flags, fields))
            }
        }
        for index in Self.file.indices {
            var file = Self.file
            file[index] ^= 0x21
            expectAlike(file)
            expectAlike(Array(file[...index]))
        }
        for limit in 0...Int64(Self.text.count) + 1 {
            expectAlike(Self.file, LogLimits(inflatedBytes: limit))
        }
    }

    @Test
    func `Files around the largest size are read alike`() {
        let largest = WholeInflater.largestFile
        for distance in [-1, 0, 1, 100_000] {
            // Stored bytes keep their length, so that the file's can be chosen.
            let overhead = Gzip.compress([UInt8](repeating: 32, count: largest), level: 0).count
            let length = largest * 2 - overhead + distance
            let padding = [UInt8](repeating: 32, count: length - Self.text.count)
            let file = Gzip.compress(Self.text + padding, level: 0)
            expectAlike(file)
            expectAlike(file.dropLast())
            expectAlike(file + Self.file)
            expectAlike(file + [7])
        }
        let bomb = Gzip.compress(Self.text + [UInt8](repeating: 32, count: 9 << 20))
        expectAlike(bomb)
        expectAlike(bomb, LogLimits(inflatedBytes: 1 << 20))
    }

    @Test
    func `A source that fails in the middle gives what came before`() throws {
        final class FailingLayer: InputLayer {
            var bytes: ArraySlice<UInt8>
            init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
            func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
                let part = bytes.prefix(min(buffer.count, 40))
                guard !part.isEmpty else {
                    throw LogDamage(reason: .unreadable("gone"), offset: 0)
                }
                buffer.copyBytes(from: part)
                bytes = bytes.dropFirst(part.count)
                return part.count
            }
        }
        func read(inflatesWhole: Bool) throws -> ([UInt8], LogDamage?) {
            var input = LogInput(inflatesWhole: inflatesWhole)
            let layer = FailingLayer(Self.file.dropLast(30))
            try input.open(.layer(layer), limits: LogLimits())
            var bytes: [UInt8] = []
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
            defer { buffer.deallocate() }
            while true {
                do throws(LogDamage) {
                    let count = try input.read(into: buffer)
                    if count == 0 { return (bytes, nil) }
                    bytes += buffer[..<count]
                } catch {
                    return (bytes, error)
                }
            }
        }
        let (whole, zlib) = (try read(inflatesWhole: true), try read(inflatesWhole: false))
        #expect(whole.0 == zlib.0)
        #expect(!whole.0.isEmpty)
        #expect(whole.1 == zlib.1)
        #expect(whole.1?.reason == .unreadable("gone"))
    }

    private func expectAlike(
        _ file: [UInt8],
        _ limits: LogLimits = LogLimits(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let whole = ReadingTrace(file, limits: limits, inflatesWhole: true)
        let zlib = ReadingTrace(file, limits: limits, inflatesWhole: false)
        #expect(whole == zlib, sourceLocation: sourceLocation)
    }
}
