import AuditTestSupport
import CloudTrail
import Testing

/// A log with something broken in it, and what is left.
private struct BrokenLog: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var text: String
    var ids: [String]
    var faults: [JSONFault.Reason]
    var damage: JSONFault.Reason?

    init(
        _ name: String,
        _ text: String,
        ids: [String],
        faults: [JSONFault.Reason] = [],
        damage: JSONFault.Reason? = nil
    ) {
        testDescription = name
        self.text = text
        self.ids = ids
        self.faults = faults
        self.damage = damage
    }
}

private let e1 = SampleRecord.event(1)
private let e2 = SampleRecord.event(2)
private let e3 = SampleRecord.event(3)

private let brokenLogs: [BrokenLog] = [
    BrokenLog(
        "a line cut off",
        "\(e1)\n\(e2.dropLast(9))\n\(e3)\n",
        ids: ["e1", "e3"],
        faults: [.expectedColon]
    ),
    BrokenLog(
        "a line cut off behind a member",
        "\(e1)\n{\"a\":1\n\(e3)\n",
        ids: ["e1", "e3"],
        faults: [.expectedSeparator]
    ),
    BrokenLog(
        "a line of something else",
        "\(e1)\nERROR: broken pipe\n\(e2)\n",
        ids: ["e1", "e2"],
        faults: [.expectedValue]
    ),
    BrokenLog(
        "lines of something else",
        "\(e1)\nERROR\n\n# comment\n\(e2)\n",
        ids: ["e1", "e2"],
        faults: [.expectedValue]
    ),
    BrokenLog(
        "the first line broken",
        "{\"eventTime\":}\n\(e2)\n",
        ids: ["e2"],
        faults: [.expectedValue]
    ),
    BrokenLog(
        "the last line cut off",
        "\(e1)\n\(e2.dropLast(30))",
        ids: ["e1"],
        damage: .incomplete
    ),
    BrokenLog(
        "an array of a record a line",
        "[\n\(e1),\n{\"a\" 1},\n\(e3)\n]\n",
        ids: ["e1", "e3"],
        faults: [.expectedColon]
    ),
    BrokenLog(
        "Records of a record a line",
        "{\"Records\":[\n\(e1),\n{\"a\":[1},\n\(e2),\n\(e3)\n]}\n",
        ids: ["e1", "e2", "e3"],
        faults: [.expectedSeparator]
    ),
    BrokenLog(
        "two faults",
        "\(e1)\n{]\n\(e2)\n{\"a\":\"x\n\(e3)\n",
        ids: ["e1", "e2", "e3"],
        faults: [.expectedKey, .expectedSeparator]
    ),
    BrokenLog(
        "lines of Records, one broken",
        "\(SampleRecord.log(1...1))\n{\"Records\":[{\"a\"]}\n\(SampleRecord.log(2...3))\n",
        ids: ["e1", "e2", "e3"],
        faults: [.expectedColon]
    ),
    BrokenLog(
        "no line to go on from",
        "{\"Records\":[\(e1),{\"a\" 1},\(e3)]}",
        ids: ["e1"],
        damage: .expectedColon
    ),
    BrokenLog("a closing bracket missing", "{\"Records\":[\(e1)", ids: ["e1"], damage: .incomplete),
    BrokenLog("two closing brackets missing", "[\(e1),", ids: ["e1"], damage: .incomplete),
    BrokenLog("a brace missing", "{\"Records\":[\(e1)]", ids: ["e1"], damage: .incomplete),
    BrokenLog("a comma too many", "[\(e1),]", ids: ["e1"], damage: .expectedValue),
    BrokenLog(
        "a comma too many behind the records",
        "{\"Records\":[\(e1)],}",
        ids: ["e1"],
        damage: .expectedKey
    ),
    BrokenLog(
        "something behind the log",
        "{\"Records\":[\(e1)]}]",
        ids: ["e1"],
        damage: .expectedValue
    ),
    BrokenLog("a comma missing", "[\(e1)\(e2) \(e3)]", ids: ["e1", "e2", "e3"]),
    BrokenLog(
        "a comma missing at a line's end",
        "[\n\(e1)\n\(e2),\n\(e3)\n]",
        ids: ["e1", "e2", "e3"]
    ),
    BrokenLog("a log in two pieces", "[\(e1)\n[\(e2)]", ids: ["e1", "e2"]),
]

struct SalvageTests {
    @Test(arguments: brokenLogs)
    fileprivate func `Reading goes on behind what is broken`(log: BrokenLog) {
        let text = Array(log.text.utf8)
        for bytes in [text, Gzip.compress(text)] {
            let reading = LogReading(bytes)
            #expect(reading.ids == log.ids)
            #expect(reading.jsonFaults.map(\.reason) == log.faults)
            #expect(reading.faults.count == log.faults.count)
            #expect(reading.report.records == log.ids.count + log.faults.count)
            #expect(reading.report.damage?.reason == log.damage.map { .notJSON($0) })
        }
    }

    @Test
    func `A rejected piece is reported with its place and its fault`() {
        let broken = #"{"a":1 "b":2}"#
        let text = "\(e1)\n\(broken)\n\(e2)\n"
        let reading = LogReading(text)
        let offset = e1.utf8.count + 1
        #expect(
            reading.locations[1]
                == RecordLocation(offset: Int64(offset), length: broken.utf8.count + 1)
        )
        #expect(reading.jsonFaults == [PlacedFault(.expectedSeparator, offset + 7)])
    }

    @Test
    func `Many broken lines are rejected one by one`() {
        let count = 2_000
        let text = (1...count).map { "\(SampleRecord.event($0))\n{\"a\":\n" }.joined()
        let reading = LogReading(text + e1)
        #expect(reading.ids == (1...count).map { "e\($0)" } + ["e1"])
        #expect(reading.faults.count == count)
        #expect(reading.report.damage == nil)
    }

    @Test
    func `A nest of brackets over many lines is rejected in large pieces`() {
        let nest = String(repeating: "[\"x\",\n", count: 20_000)
        let reading = LogReading("\(nest)\n\(e1)\n")
        #expect(reading.faults.count < 20_000 / 16)
        #expect(reading.report.records == reading.entries.count)
    }

    @Test
    func `A fault of a file and one of its gzip are both notified`() {
        let compressed = Gzip.compress(Array("\(e1)\n{]\n\(e2)\n".utf8))
        let reading = LogReading(Array(compressed.dropLast(4)))
        #expect(reading.ids == ["e1", "e2"])
        #expect(reading.jsonFaults.map(\.reason) == [.expectedKey])
        #expect(reading.report.damage?.reason == .truncatedGzip)
    }
}
