import AuditTestSupport
import Basics
import CloudTrail
import Testing

/// Each oddity that real logs and other tools' fixtures were seen to have.
struct OddityTests {
    private struct Key: Hashable {
        var time: EventTime
        var identifier: EventIdentifier
        var content: UInt64
    }

    @Test(arguments: Oddity.deliveries + Oddity.fields + Oddity.times)
    func `An oddity is survived`(oddity: Oddity) throws {
        for log in [oddity.log, Gzip.compress(oddity.log)] {
            let reading = LogReading(log)
            #expect(reading.events.count == oddity.events)
            #expect(reading.faults == oddity.faults)
            #expect(reading.report.damage?.reason == oddity.damage)
            #expect(reading.report.records == oddity.events + oddity.faults.count)
            if let distinct = oddity.distinct {
                let keys = reading.events.map {
                    Key(time: $0.time, identifier: $0.identifier, content: $0.contentHash())
                }
                #expect(Set(keys).count == distinct)
            }
            guard !oddity.values.isEmpty else { continue }
            let event = try #require(reading.events.first)
            for (path, value) in oddity.values {
                #expect(Oddity.value(event, path) == value, "\(path)")
            }
        }
    }
}
