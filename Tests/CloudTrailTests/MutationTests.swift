import AuditTestSupport
import Basics
import CloudTrail
import Foundation
import Testing

/// Steele, Lea and Flood's generator: the same damage on every machine.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

private let samples: [[UInt8]] = [
    SampleRecord.log(1...3), SampleRecord.pretty(SampleRecord.log(1...2)),
    SampleRecord.events(1...4, separator: "\n"), SampleRecord.eventBridge(1),
    #"{"Events":[\#(SampleRecord.lookupItem(1)),\#(SampleRecord.lookupItem(2))]}"#,
    #"{"logEvents":[\#(SampleRecord.logEvent(SampleRecord.event(1)))]}"#,
    #"{"data":\#(SampleRecord.log(1...2))}"#, SampleRecord.digest,
    "[\(SampleRecord.insight),\(SampleRecord.networkActivity)]",
    #"[{"eventTime":"2026-03-07T01:40:05Z","a":"\ud83d\udd10\u0000\\\"é日🔐","b":[-1.5e-7,true,null]}]"#,
].map { Array($0.utf8) }

struct MutationTests {
    private static let tokens: [[UInt8]] =
        [
            "{", "}", "[", "]", "\"", "\\", ",", ":", "\n{", "\n[", "{\"Records\":[", "\\u12",
            "\\ud800", "null",
            "1e", "\u{0}", "{\"data\":{\"Records\":[", "\"eventTime\":\"2026-03-07T01:40:05Z\",",
            "}{", "]}",
            "\"CloudTrailEvent\":\"{}\",", "\u{feff}",
        ].map { Array($0.utf8) } + [[0xff], [0x1f, 0x8b], [0xed, 0xa0, 0x80], [0xf0, 0x9f]]

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &random)
        let end = min(place + Int.random(in: 1...40, using: &random), bytes.count)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 5: bytes.removeSubrange(place...)
        case 6:
            let target = Int.random(in: bytes.indices, using: &random)
            bytes.insert(contentsOf: bytes[place..<end], at: target)
        default:
            let other = samples.randomElement(using: &random) ?? []
            bytes.replaceSubrange(
                place...,
                with: other.suffix(Int.random(in: 0...other.count, using: &random))
            )
        }
    }

    /// Reads a log and checks what must hold whatever it holds.
    @discardableResult
    private static func check(_ bytes: [UInt8], _ reader: LogReader, text: [UInt8]?) -> LogReport {
        var calls = 0
        var events = 0
        var end: Int64 = 0
        var isOrdered = true
        var isAlike = true
        let report = reader.read(bytes: bytes) { record, location in
            calls += 1
            isOrdered = isOrdered && location.offset >= end && location.length > 0
            end = location.offset + Int64(location.length)
            guard case .event(let event) = record else { return true }
            events += 1
            let times = EventTime(seconds: 0)...EventTime(seconds: 253_402_300_799)
            isAlike = isAlike && times.contains(event.time)
            _ = (event.identity, event.outcome, event.mainResource, event.identifier)
            guard let text else { return true }
            let again = try? Event(parsing: LogReading.slice(text, location))
            isAlike = isAlike && again?.contentHash() == event.contentHash()
            let canonical = try? Event(parsing: event.canonicalSpelling)
            isAlike = isAlike && canonical?.contentHash() == event.contentHash()
            return true
        }
        #expect(report.records == calls)
        #expect(isOrdered)
        #expect(end <= report.inflatedBytes)
        #expect(isAlike, "\(String(decoding: text ?? bytes, as: UTF8.self))")
        return report
    }

    @Test(arguments: 1...8)
    func `No damage to a text is too much`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let reader = LogReader()
        for _ in 0..<500 {
            var text = samples.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&text, &random) }
            let plain = Self.check(text, reader, text: text)
            guard !text.starts(with: [0x1f, 0x8b]) else { continue }
            #expect(plain.inflatedBytes <= Int64(text.count))
            let level = Int32.random(in: 0...1, using: &random)
            #expect(Self.check(Gzip.compress(text, level: level), reader, text: nil) == plain)
        }
    }

    @Test(arguments: 1...4)
    func `No damage to a gzip file is too much`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let limits = LogLimits(inflatedBytes: 1 << 20, recordBytes: 1 << 18)
        let reader = LogReader(limits: limits)
        for _ in 0..<500 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let sample = samples.randomElement(using: &random) ?? []
                bytes += Gzip.compress(sample, level: Int32.random(in: 0...9, using: &random))
            }
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, &random) }
            let report = Self.check(bytes, reader, text: nil)
            #expect(ReadingTrace.isIndependentOfInflater(bytes, limits: limits))
            #expect(
                report.inflatedBytes <= limits.inflatedBytes || !bytes.starts(with: [0x1f, 0x8b])
            )
        }
    }

    @Test(arguments: 1...4)
    func `No record is too odd to be asked`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let values = [
            "null", "{}", "[]", "\"\"", "\"x\"", "0", "true", "[null]", "{\"a\":[]}",
            #""{\"a\":1}""#, #""{""#,
            #"[{"ARN":7}]"#, #"{"items":[{}]}"#, #"{"type":"AssumedRole","arn":"arn:::::/"}"#,
            #""a on resource: ""#, #""i-""#, #"{"sessionContext":[]}"#, #""\ud800""#,
            #"{"instancesSet":{"items":{}}}"#, #"{"XRequest":{"NatGatewayId":[[["x"]]]}}"#,
        ]
        for _ in 0..<500 {
            var text = #"{"eventTime":"2026-03-07T01:40:05Z""#
            for field in EventField.allCases
            where field != .eventTime && Bool.random(using: &random) {
                text += ",\"\(field.rawValue)\":\(values.randomElement(using: &random) ?? "0")"
            }
            Self.check(
                Array(text.utf8) + [UInt8(ascii: "}")],
                LogReader(),
                text: Array((text + "}").utf8)
            )
            let event = try Event(parsing: Array((text + "}").utf8))
            for field in EventField.allCases { _ = (event[field]?.text, event.text(field)) }
        }
    }

    @Test(arguments: ["cloud-custodian", "traildiscover", "streamalert", "trailscraper"])
    func `No damage to a real file is too much`(source: String) throws {
        var random = SplitMix64(state: 1)
        let reader = LogReader(limits: LogLimits(inflatedBytes: 1 << 22))
        let files = RealLogs.files(source)
        for _ in 0..<150 {
            let file = try #require(files.randomElement(using: &random))
            var bytes = try [UInt8](Data(contentsOf: file))
            guard bytes.count < 20_000 else { continue }
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, &random) }
            Self.check(bytes, reader, text: nil)
            #expect(ReadingTrace.isIndependentOfInflater(bytes))
        }
    }
}
