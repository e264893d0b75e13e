import AuditTestSupport
import Foundation
import Testing

@testable import CloudTrail

/// A large file, which a thread of its own inflates, is read as from memory, where there is none.
struct InflateAheadTests {
    /// 5 MB of stored bytes.
    private static let file = Gzip.compress(
        Array((1...8).map { SampleRecord.event($0, padding: 640_000) + "\n" }.joined().utf8),
        level: 0
    )

    private struct Reading: Equatable {
        var records: [String] = []
        var report = LogReport()
    }

    private func record(_ record: LogRecord, _ location: RecordLocation) -> String {
        switch record {
        case .event(let event): "\(event.identifier) at \(location)"
        case .rejected(let fault): "\(fault) at \(location)"
        }
    }

    private func read(bytes: [UInt8], _ limits: LogLimits) -> Reading {
        var reading = Reading()
        reading.report = LogReader(limits: limits).read(bytes: bytes) {
            reading.records.append(record($0, $1))
            return true
        }
        return reading
    }

    /// Reads a file, and closes it as soon as it has been read.
    private func read(file: [UInt8], _ limits: LogLimits) throws -> Reading {
        try TemporaryFolder.with { folder in
            let path = try folder.write(file, to: "a.json.gz")
            let handle = try #require(FileHandle(forReadingAtPath: path))
            var reading = Reading()
            reading.report = LogReader(limits: limits).read(descriptor: handle.fileDescriptor) {
                reading.records.append(record($0, $1))
                return true
            }
            try handle.close()
            return reading
        }
    }

    @Test(arguments: [0, 1, 8, 2_000_000])
    func `An intact or a truncated file gives the same`(missing: Int) throws {
        let bytes = Array(Self.file.dropLast(missing))
        let reading = try read(file: bytes, LogLimits())
        #expect(reading == read(bytes: bytes, LogLimits()))
        #expect(reading.records.count >= 4)
        #expect((reading.report.damage == nil) == (missing == 0))
    }

    @Test
    func `Damage and limits are the same`() throws {
        var broken = Self.file
        broken[3_000_000] ^= 0xff
        for bytes in [broken, Self.file + [7], Self.file + Self.file, Self.file + [0, 0]] {
            #expect(try read(file: bytes, LogLimits()) == read(bytes: bytes, LogLimits()))
        }
        for limit: Int64 in [1, 1 << 20, 3_000_000] {
            let limits = LogLimits(inflatedBytes: limit)
            #expect(try read(file: Self.file, limits) == read(bytes: Self.file, limits))
        }
    }

    @Test
    func `An archive of large files gives the same`() throws {
        let archive = Archives.tar([("a.json.gz", Self.file), ("b.json", Array(Self.file[..<99]))])
        let bytes = Gzip.compress(archive, level: 0)
        let reading = try read(file: bytes, LogLimits())
        #expect(reading == read(bytes: bytes, LogLimits()))
        #expect(reading.records.count == 8)
    }

    @Test
    func `Nothing reads the file after the last record that is wanted`() throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(Self.file, to: "a.json.gz")
            let handle = try #require(FileHandle(forReadingAtPath: path))
            let reader = LogReader()
            for _ in 0..<20 {
                try handle.seek(toOffset: 0)
                var records = 0
                _ = reader.read(descriptor: handle.fileDescriptor) { _, _ in
                    records += 1
                    return false
                }
                #expect(records == 1)
                let offset = try handle.offset()
                usleep(1_000)
                #expect(try handle.offset() == offset)
            }
        }
    }
}
