import AuditTestSupport
import CloudTrail
import Foundation
import Testing

/// Records around the edges of the 256 KiB that are looked at together.
struct WindowTests {
    private static let window = 256 << 10

    /// A log whose second record begins `distance` bytes before the end of the first window.
    private static func log(_ distance: Int) -> [UInt8] {
        let start = #"{"Records":["#
        let shortest = start.utf8.count + SampleRecord.event(1, padding: 1).utf8.count
        let padding = window - distance - shortest
        return Array(
            (start + SampleRecord.event(1, padding: padding) + ","
                + SampleRecord.events(2...4) + "]}").utf8
        )
    }

    @Test
    func `A record may lie across the edge at any of its bytes`() {
        let length = SampleRecord.event(2).utf8.count
        for distance in -30...length + 60 {
            let text = Self.log(distance)
            let reading = LogReading(text)
            #expect(reading.ids == ["e1", "e2", "e3", "e4"], "distance \(distance)")
            #expect(reading.report.damage == nil)
            for (event, location) in zip(reading.events, reading.locations) {
                let slice = LogReading.slice(text, location)
                #expect(Array(slice) == Array(event.record.spelling))
            }
        }
    }

    @Test(arguments: [Int32(0), 1, 9])
    func `Records larger than the window are read whole`(level: Int32) throws {
        let sizes = [1, 262_000, 262_128, 262_144, 300_000, 5, 1_000_000, 2_500_000, 9]
        let events = sizes.enumerated().map { SampleRecord.event($0 + 1, padding: $1) }
        let text = Array("[\(events.joined(separator: ",\n"))]".utf8)
        for bytes in [text, Gzip.compress(text, level: level)] {
            let reading = LogReading(bytes)
            #expect(reading.ids == sizes.indices.map { "e\($0 + 1)" })
            #expect(reading.events.map { $0.text(.userAgent)?.utf8.count } == sizes)
            for (location, event) in zip(reading.locations, events) {
                #expect(LogReading.slice(text, location).elementsEqual(event.utf8))
            }
        }
    }

    @Test
    func `White space longer than the window is passed`() {
        let space = String(repeating: " \r\n\t", count: 100_000)
        let text =
            "\(space)[\(space)\(SampleRecord.event(1))\(space),\(space)\(SampleRecord.event(2))"
            + "\(space)]\(space)"
        let reading = LogReading(text)
        #expect(reading.ids == ["e1", "e2"])
        #expect(reading.report.damage == nil)
        #expect(reading.locations.first?.offset == Int64(space.utf8.count * 2 + 1))
    }

    @Test
    func `A pipe that gives a few bytes at a time is read as a file is`() throws {
        let text = Array(SampleRecord.log(1...40).utf8)
        for bytes in [text, Gzip.compress(text)] {
            let pipe = Pipe()
            let writer = Thread {
                for start in stride(from: 0, to: bytes.count, by: 97) {
                    let part = bytes[start..<min(start + 97, bytes.count)]
                    pipe.fileHandleForWriting.write(Data(part))
                }
                pipe.fileHandleForWriting.closeFile()
            }
            writer.start()
            var ids: [String] = []
            let report = LogReader().read(descriptor: pipe.fileHandleForReading.fileDescriptor) {
                record,
                _ in
                if case .event(let event) = record { ids.append(event.text(.eventID) ?? "-") }
                return true
            }
            #expect(ids == (1...40).map { "e\($0)" })
            #expect(report.damage == nil)
            #expect(report.inflatedBytes == Int64(text.count))
        }
    }

    @Test
    func `A directory cannot be read, and says so`() throws {
        let directory = open("/", O_RDONLY)
        try #require(directory >= 0)
        defer { close(directory) }
        let report = LogReader().read(descriptor: directory) { _, _ in true }
        guard case .unreadable(let why) = report.damage?.reason else {
            Issue.record("\(String(describing: report.damage))")
            return
        }
        #expect(why == "Is a directory")
    }

    @Test
    func `An event that is kept does not change while reading goes on`() {
        let count = 3000
        let reading = LogReading(Gzip.compress(Array(SampleRecord.log(1...count).utf8)))
        #expect(reading.ids == (1...count).map { "e\($0)" })
    }
}
