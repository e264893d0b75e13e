import AuditIndex
import Testing

@testable import Ingestion

struct BatchBuilderTests {
    /// A batch of the records of one log.
    private static func batch(_ records: [String]) -> IndexBatch {
        let batches = Batches()
        batches.begin()
        batches.add(LogText.log(records))
        return batches.take()
    }

    /// Where a record can be made large: in its id, its texts.
    enum Place: CaseIterable { case id, agent, action, account }

    private static func record(_ number: Int, _ place: Place, _ padding: String) -> String {
        let text = "\(number)\(padding)"
        let member =
            switch place {
            case .id: #""eventID":"\#(text)""#
            case .agent: #""userAgent":"\#(text)""#
            case .action: #""eventName":"\#(text)""#
            case .account: #""recipientAccountId":"\#(text)""#
            }
        return #"{"eventTime":"2026-03-07T00:00:00Z","eventSource":"s3.amazonaws.com",\#(member)}"#
    }

    @Test(arguments: Place.allCases)
    func `Large texts fill a batch long before its rows do`(place: Place) {
        let batches = Batches()
        batches.begin()
        let padding = String(repeating: "x", count: 500_000)
        var bytes = 0
        var number = 0
        while !batches.isFull, bytes < 100_000_000 {
            let log = LogText.log([Self.record(number, place, padding)])
            batches.add(log)
            bytes += log.count
            number += 1
        }
        #expect(bytes < 10_000_000)
        _ = batches.take()
        #expect(!batches.isFull)
        #expect(batches.isEmpty)
    }

    @Test
    func `Large spellings of callers do not stay with a batch`() {
        let batches = Batches()
        batches.begin()
        let padding = String(repeating: "x", count: 500_000)
        for number in 0..<40 {
            let identity = #"{"type":"Root","junk":"\#(number)\#(padding)"}"#
            let record = #"{"eventTime":"2026-03-07T00:00:00Z","userIdentity":\#(identity)}"#
            batches.add(LogText.log([record]))
        }
        #expect(!batches.isFull)
        let batch = batches.take()
        #expect(batch.rows.count == 40)
        #expect(batch.weight < 100_000)
    }

    @Test
    func `A batch is full at its number of events`() {
        let batches = Batches()
        batches.begin()
        var count = 0
        while !batches.isFull, count < 100_000 {
            batches.add(LogText.log([LogText.event(1)]))
            count += 1
        }
        #expect(count <= 16_384)
    }

    @Test
    func `Callers are notified apart by every byte of their spelling`() {
        let identities = [
            #"{"type":"IAMUser","arn":"arn:aws:iam::1:user/a","accountId":"1"}"#,
            #"{"type":"IAMUser","arn":"arn:aws:iam::1:user/b","accountId":"1"}"#,
            #"{"type":"IAMUser","arn":"arn:aws:iam::1:user/a","accountId":"2"}"#,
            #"{"type":"IAMUser","arn":"arn:aws:iam::1:user/a","accountId":"1","accessKeyId":"K"}"#,
            "null", "{}", "[]", #""text""#,
        ]
        let order = [0, 1, 0, 2, 3, 4, 5, 6, 7, 3, 2, 1, 0, 4]
        let batch = Self.batch(
            order.map { #"{"eventTime":"2026-03-07T00:00:00Z","userIdentity":\#(identities[$0])}"# }
        )
        #expect(batch.rows.count == order.count)
        func text(_ kind: TextKind, _ row: EventRow) -> String? {
            row[kind] == 0 ? nil : batch.texts[kind.rawValue][row[kind]]
        }
        for (row, number) in zip(batch.rows, order) {
            let suffix = number == 1 ? "b" : "a"
            let arn = number < 4 ? "arn:aws:iam::1:user/\(suffix)" : nil
            #expect(text(.principal, row) == arn.map { "\($0)\0user\0\0" })
            #expect(text(.account, row) == (number < 4 ? (number == 2 ? "2" : "1") : nil))
            #expect(text(.accessKey, row) == (number == 3 ? "K" : nil))
        }
    }

    @Test
    func `Texts of one batch mean nothing to the next`() {
        let batches = Batches()
        for round in 0..<3 {
            batches.begin()
            batches.add(LogText.log(round..<round + 5))
            let batch = batches.take()
            #expect(batch.rows.count == 5)
            #expect(batch.texts[TextKind.principal.rawValue].count == 5)
            #expect(batch.files.map(\.records) == [5])
        }
    }

    @Test(arguments: [
        (#""eventName":"N""#, "\0N"), (#""eventSource":"S""#, "S\0"),
        (#""eventSource":"S","eventName":"N""#, "S\0N"),
        (#""eventSource":"S\u0000T","eventName":"N\u0000""#, "S\u{fffd}T\0N\u{fffd}"),
        (#""eventSource":"","eventName":"""#, nil), (#""eventName":null"#, nil),
    ])
    func `The action is the service and the call's name`(members: String, action: String?) {
        let batch = Self.batch([#"{"eventTime":"2026-03-07T00:00:00Z",\#(members)}"#])
        let number = batch.rows[0][.action]
        #expect((number == 0 ? nil : batch.texts[TextKind.action.rawValue][number]) == action)
    }
}
