import AuditTestSupport
import CloudTrail
import Testing

/// One way in which logs are carried, and the ids of the events in it.
struct Carrier: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var bytes: [UInt8]
    var ids: [String]

    init(_ name: String, _ bytes: [UInt8], _ ids: String...) {
        testDescription = name
        self.bytes = bytes
        self.ids = ids
    }

    init(_ name: String, _ text: String, _ ids: String...) {
        testDescription = name
        bytes = Array(text.utf8)
        self.ids = ids
    }

    private typealias Sample = SampleRecord

    static func utf16(_ text: String, isBigEndian: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? "\u{feff}" : "") + text).utf16.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
            return isBigEndian ? [high, low] : [low, high]
        }
    }

    private static let subscription =
        #"{"messageType":"DATA_MESSAGE","owner":"5","logGroup":"g","logStream":"s","#
        + #""subscriptionFilters":["f"],"logEvents":["#
        + Sample.logEvent(Sample.event(1)) + "," + Sample.logEvent(Sample.event(2)) + "]}"

    private static func sqs(_ bodies: String...) -> String {
        let messages = bodies.map { #"{"MessageId":"m","Body":"\#(Sample.escaped($0))"}"# }
        return #"{"Messages":[\#(messages.joined(separator: ","))]}"#
    }

    private static func sns(_ message: String) -> String {
        #"{"Type":"Notification","MessageId":"n","TopicArn":"arn:aws:sns:eu-west-1:5:t","#
            + #""Message":"\#(Sample.escaped(message))"}"#
    }

    private static func firehose(_ data: [UInt8]...) -> String {
        let records = data.map { #"{"data":"\#(base64($0))"}"# }.joined(separator: ",")
        return #"{"requestId":"r","timestamp":1,"records":[\#(records)]}"#
    }

    private static func base64(_ bytes: [UInt8]) -> String { Archives.base64(bytes) }

    private static func csv(_ text: String) -> String {
        "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    static let all: [Carrier] = [
        Carrier(
            "gzip in gzip",
            Gzip.compress(Gzip.compress(Array(Sample.log(1...2).utf8))),
            "e1",
            "e2"
        ),
        Carrier(
            "members in gzip",
            Gzip.compress(
                Gzip.compress(Array(Sample.event(1).utf8))
                    + Gzip.compress(Array(Sample.event(2).utf8))
            ),
            "e1",
            "e2"
        ),
        Carrier(
            "gzip padded with zeros",
            Gzip.compress(Array(Sample.log(1...1).utf8)) + [UInt8](repeating: 0, count: 700),
            "e1"
        ),
        Carrier(
            "UTF-16, little end first",
            utf16(Sample.log(1...2), isBigEndian: false),
            "e1",
            "e2"
        ),
        Carrier("UTF-16, big end first", utf16(Sample.log(1...2), isBigEndian: true), "e1", "e2"),
        Carrier(
            "UTF-16 without a mark",
            utf16(Sample.log(1...1), isBigEndian: false, mark: false),
            "e1"
        ),
        Carrier(
            "an export of CloudWatch Logs",
            "2026-03-07T01:40:01.000Z \(Sample.event(1))\n2026-03-07T01:40:02.000Z \(Sample.event(2))\n",
            "e1",
            "e2"
        ),
        Carrier(
            "aws logs tail",
            "2026-03-07T01:40:01.000000+00:00 5_CloudTrail_eu-west-1 \(Sample.event(1))",
            "e1"
        ),
        Carrier(
            "filter-log-events",
            #"{"events":[\#(Sample.logEvent(Sample.event(1)))],"searchedLogStreams":[]}"#,
            "e1"
        ),
        Carrier(
            "Logs Insights",
            #"{"results":[[{"field":"@timestamp","value":"t"},{"field":"@message","value":"#
                + #""\#(Sample.escaped(Sample.event(1)))"}]],"status":"Complete"}"#,
            "e1"
        ),
        Carrier(
            "SQS with EventBridge",
            sqs(Sample.eventBridge(1), Sample.eventBridge(2)),
            "e1",
            "e2"
        ),
        Carrier("SQS with SNS with EventBridge", sqs(sns(Sample.eventBridge(1))), "e1"),
        Carrier("SNS", sns(Sample.event(1)), "e1"),
        Carrier(
            "Firehose",
            firehose(Gzip.compress(Array(subscription.utf8)), Array(Sample.event(3).utf8)),
            "e1",
            "e2",
            "e3"
        ),
        Carrier("Firehose with an object", #"{"records":[{"data":\#(subscription)}]}"#, "e1", "e2"),
        Carrier(
            "awslogs",
            #"{"awslogs":{"data":"\#(base64(Gzip.compress(Array(subscription.utf8))))"}}"#,
            "e1",
            "e2"
        ),
        Carrier(
            "Kinesis",
            #"{"Records":[{"kinesis":{"data":"\#(base64(Array(Sample.event(1).utf8)))"}}]}"#,
            "e1"
        ),
        Carrier(
            "CloudTrail Lake",
            #"{"QueryStatus":"FINISHED","QueryResultRows":[[{"eventJson":"#
                + #""\#(Sample.escaped(Sample.event(1)))"}]]}"#,
            "e1"
        ),
        Carrier(
            "CloudTrail Lake, CSV",
            "eventid,eventjson\nx,\(csv(Sample.event(1)))\r\n\"y\",\(csv(Sample.pretty(Sample.event(2))))\n",
            "e1",
            "e2"
        ),
        Carrier("Records is null", #"{"Records":null}"#),
        Carrier("Records is one record", #"{"Records":\#(Sample.event(1))}"#, "e1"),
        Carrier(
            "tar",
            Archives.tar([
                ("a/b.json", Array(Sample.log(1...2).utf8)),
                ("c.json.gz", Gzip.compress(Array(Sample.event(3).utf8))),
            ]),
            "e1",
            "e2",
            "e3"
        ),
        Carrier(
            "tar.gz",
            Gzip.compress(Archives.tar([("b.json", Array(Sample.log(1...2).utf8))])),
            "e1",
            "e2"
        ),
        Carrier(
            "ZIP",
            Archives.zip([
                ("a/b.json", Array(Sample.log(1...2).utf8)),
                ("c.json.gz", Gzip.compress(Array(Sample.event(3).utf8))),
            ]),
            "e1",
            "e2",
            "e3"
        ),
        Carrier(
            "ZIP, stored",
            Archives.zip([("b.json", Array(Sample.log(1...2).utf8))], stored: true),
            "e1",
            "e2"
        ),
        Carrier(
            "ZIP with sizes behind",
            Archives.zip(
                [
                    ("b.json", Array(Sample.log(1...2).utf8)),
                    ("c.json", Array(Sample.event(3).utf8)),
                ],
                sizesBehind: true
            ),
            "e1",
            "e2",
            "e3"
        ),
        Carrier(
            "ZIP in tar.gz",
            Gzip.compress(
                Archives.tar([("z.zip", Archives.zip([("b.json", Array(Sample.log(1...1).utf8))]))])
            ),
            "e1"
        ),
    ]
}

struct CarrierTests {
    @Test(arguments: Carrier.all)
    func `Each carrier gives its events`(carrier: Carrier) {
        let reading = LogReading(carrier.bytes)
        #expect(reading.ids == carrier.ids)
        #expect(reading.report.records == carrier.ids.count)
        #expect(reading.report.damage == nil)
        #expect(reading.report.other == nil)
    }

    @Test(arguments: Carrier.all)
    func `The places of records are in order, and none is that of another`(carrier: Carrier) {
        let offsets = LogReading(carrier.bytes).locations.map(\.offset)
        #expect(offsets == Set(offsets).sorted())
    }

    @Test(arguments: Carrier.all)
    func `Cut off anywhere, a carrier gives its first events and is told of`(carrier: Carrier) {
        for part in 1..<12 {
            let cut = Array(carrier.bytes.prefix(carrier.bytes.count * part / 12))
            let reading = LogReading(cut)
            let events = reading.ids
            #expect(events.elementsEqual(carrier.ids.prefix(events.count)))
            let isWhole = reading.report.damage == nil && reading.faults.isEmpty
            // Padding and lines may be cut where nothing is missing.
            if isWhole { #expect(events.count <= carrier.ids.count) }
        }
    }

    @Test
    func `UTF-16 of many windows keeps its pairs together`() {
        let locks = String(repeating: "a\u{1f510}", count: 60_000)
        for shift in ["", "x"] {
            let text = #"{"eventTime":"2026-03-07T01:40:05Z","userAgent":"\#(shift)\#(locks)"}"#
            let reading = LogReading(Carrier.utf16(text, isBigEndian: true))
            #expect(reading.events.first?.text(.userAgent) == shift + locks)
            #expect(reading.report.inflatedBytes == Int64(text.utf8.count))
        }
    }

    @Test
    func `A broken record carried is rejected alone`() {
        let good = SampleRecord.event(2)
        let body = #"{"Messages":[{"Body":"not a log"},{"Body":"\#(SampleRecord.escaped(good))"}]}"#
        let reading = LogReading(body)
        #expect(reading.ids == ["e2"])
        #expect(
            reading.faults.map(\.description) == [
                "what it carries is no log: neither gzip nor JSON"
            ]
        )
    }

    @Test
    func `Data that is no base64 is rejected`() {
        let reading = LogReading(#"{"records":[{"data":"%%%"}]}"#)
        #expect(reading.faults == [.notBase64])
    }

    @Test
    func `A broken line of an export does not reach into the next`() {
        let text =
            "2026-03-07T01:40:01.000Z {\"eventTime\":\"2026\n"
            + "2026-03-07T01:40:02.000Z \(SampleRecord.event(2))\nSTRAY\n"
            + "2026-03-07T01:40:03.000Z \(SampleRecord.event(3))"
        let reading = LogReading(text)
        #expect(reading.ids == ["e2", "e3"])
        #expect(reading.faults.count == 2)
        #expect(reading.report.damage == nil)
    }

    @Test
    func `Query results without whole records say what to select`() {
        let lake = LogReading(
            #"{"QueryResultRows":[[{"eventName":"GetObject"},{"eventTime":"t"}]]}"#
        )
        #expect(lake.faults == [.partialRecord])
        let table = LogReading("eventversion,eventtime,eventname\n1.08,2026-11-20T10:00:01Z,X\n")
        #expect(table.report.damage?.reason == .partialRecords)
    }

    @Test(arguments: [
        ("BZh91AY", "bzip2"), ("PAR1\u{15}", "Parquet"),
    ])
    func `A format that is not read is named, with what to do`(begin: String, name: String) {
        let damage = LogReading(begin).report.damage
        #expect(damage?.description.hasPrefix("\(name), which is not read: ") == true)
    }

    @Test
    func `A damaged entry of an archive does not stop the others`() throws {
        let good = Array(SampleRecord.log(2...2).utf8)
        let bad = Array(#"{"Records":[{"eventTime":"#.utf8)
        let entries = [("bad.json", bad), ("good.json", good), ("also bad.json", bad)]
        for archive in [
            Archives.tar(entries), Archives.zip(entries), Archives.zip(entries, sizesBehind: true),
        ] {
            let reading = LogReading(archive)
            #expect(reading.ids == ["e2"])
            let damage = try #require(reading.report.damage)
            #expect(damage.entry == "bad.json")
            #expect(damage.otherEntries == 1)
        }
    }

    @Test
    func `A wrong checksum in a ZIP file is damage, and the next entry is read`() throws {
        var archive = Archives.zip(
            [
                ("a.json", Array(SampleRecord.log(1...1).utf8)),
                ("b.json", Array(SampleRecord.log(2...2).utf8)),
            ]
        )
        archive[14] ^= 1
        let reading = LogReading(archive)
        #expect(reading.ids == ["e1", "e2"])
        #expect(reading.report.damage?.entry == "a.json")
    }

    @Test
    func `An archive without a log is no log`() {
        let archive = Archives.zip([("README.md", Array("# notes".utf8)), ("src/", [])])
        let reading = LogReading(archive)
        #expect(reading.report.damage == nil)
        #expect(reading.report.other == .file)
    }

    @Test
    func `Layers are opened up to a limit`() {
        var bytes = Array(SampleRecord.log(1...1).utf8)
        for _ in 0..<12 { bytes = Gzip.compress(bytes) }
        #expect(LogReading(bytes).report.damage?.reason == .nestedBeyond(6))
        var text = SampleRecord.event(1)
        for _ in 0..<9 { text = #"{"Body":"\#(SampleRecord.escaped(text))"}"# }
        let reading = LogReading(text)
        #expect(reading.ids.isEmpty)
        #expect(reading.faults.count >= 1)
    }

    @Test
    func `Entries inflate to the limit all together`() {
        let log = Array(SampleRecord.log(1...40).utf8)
        let limits = LogLimits(inflatedBytes: Int64(log.count) * 3 / 2)
        for archive in [
            Archives.zip([("a.json", log), ("b.json", log)]),
            Archives.tar([("a.json.gz", Gzip.compress(log)), ("b.json.gz", Gzip.compress(log))]),
            Gzip.compress(Archives.tar([("a.json", log), ("b.json", log)])),
        ] {
            let reading = LogReading(archive, limits: limits)
            #expect(reading.ids.count >= 40 && reading.ids.count < 80)
            #expect(reading.report.damage != nil)
            #expect(reading.report.inflatedBytes <= limits.inflatedBytes)
        }
        let records = Archives.base64(Gzip.compress(log))
        let body = #"{"records":[{"data":"\#(records)"},{"data":"\#(records)"}]}"#
        let reading = LogReading(body, limits: limits)
        #expect(reading.ids.count >= 40 && reading.ids.count < 80)
        #expect(reading.faults.count == 1)
    }

    @Test(arguments: 1...4)
    func `No damage to a carrier is too much`(seed: Int) {
        var random = SeededRandom(seed: seed)
        let reader = LogReader(limits: LogLimits(inflatedBytes: 1 << 20))
        for _ in 0..<300 {
            guard var bytes = Carrier.all.randomElement(using: &random)?.bytes else { continue }
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(place + 9, bytes.count))
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            var count = 0
            let report = reader.read(bytes: bytes) { _, location in
                count += 1
                return location.length > 0
            }
            #expect(report.records == count)
        }
    }
}
