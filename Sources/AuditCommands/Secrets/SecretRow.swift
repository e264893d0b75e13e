import Assessment
import Basics

/// A secret as a row of a list.
extension SecretAssessment: ListRow {
    static let columns = [
        OutputColumn(
            "audit.secret.name",
            title: "SECRET",
            shrink: .priority(1, minimum: 40),
            wraps: true
        ),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never, rank: 5),
        OutputColumn("awsRegion", title: "REGION", shrink: .never, rank: 7),
        OutputColumn(
            "audit.secret.environment",
            title: "ENV",
            shrink: .priority(2, minimum: 8),
            rank: 2
        ),
        OutputColumn("audit.secret.kind", title: "KIND", shrink: .never, rank: 6),
        OutputColumn("reads", title: "READS", alignment: .trailing, shrink: .never),
        OutputColumn("readers", title: "READERS", alignment: .trailing, shrink: .never, rank: 4),
        OutputColumn("undeclared", title: "UNDECLARED", alignment: .trailing, shrink: .never) {
            $0.isEmpty || $0 == "0" ? nil : .red
        },
        OutputColumn("denied", title: "DENIED", alignment: .trailing, shrink: .never, rank: 1) {
            $0 == "0" ? nil : .magenta
        },
        OutputColumn("lastRead", title: "LAST READ (UTC)", shrink: .never, rank: 3),
        OutputColumn(
            "rotation",
            title: "ROTATION",
            shrink: .priority(3, minimum: 10),
            wraps: true
        ) { text in
            if text.hasPrefix("overdue") { return .red }
            return text.contains("disabled") || text.contains("failed") ? .magenta : nil
        },
    ]

    private var undeclaredValue: OutputValue { undeclared.map { .integer(Int64($0)) } ?? .null }

    /// The row of a table.
    var brief: [OutputValue] {
        let guess = environment?.provenance == .guessed ? "?" : ""
        return [
            .text(record.reference.name), .text(record.reference.place.accountID),
            .text(record.reference.place.region), .optional(environment.map { $0.name + guess }),
            .optional(kind?.rawValue), .integer(Int64(record.reads)),
            .integer(Int64(record.readers)), undeclaredValue,
            .integer(Int64(record.denied)), .optional(record.lastRead),
            .optional(rotation.brief),
        ]
    }

    /// The row for programs.
    var values: [OutputValue] {
        [
            .text(record.reference.name), .text(record.reference.place.accountID),
            .text(record.reference.place.region), .optional(environment?.name),
            .optional(kind?.rawValue), .integer(Int64(record.reads)),
            .integer(Int64(record.readers)), undeclaredValue,
            .integer(Int64(record.denied)),
            record.lastRead.map { .time($0.seconds) } ?? .null, .optional(rotation.brief),
        ]
    }
}

extension SecretAssessment.Rotation {
    /// The state in a few words; nil if no rotation is known.
    var brief: String? {
        var words: [String] = []
        if isOverdue { words.append("overdue") }
        if state.turnedOff != nil { words.append("disabled") }
        if state.failures > 0 { words.append("failed \(state.failures)×") }
        if state.isUnderWay { words.append("in progress") }
        if let success = state.lastSuccess { words.append(String(success.description.prefix(10))) }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
