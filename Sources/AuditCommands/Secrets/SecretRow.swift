import Assessment
import Basics

/// A secret as a row of a list.
extension SecretAssessment: ListRow {
    static let columns = [
        OutputColumn("audit.secret.name", title: "SECRET", shrink: .priority(1, minimum: 24)),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never),
        OutputColumn("awsRegion", title: "REGION", shrink: .priority(2, minimum: 9)),
        OutputColumn("audit.secret.environment", title: "ENV", shrink: .priority(1, minimum: 5)),
        OutputColumn("audit.secret.kind", title: "KIND", shrink: .priority(3, minimum: 7)),
        OutputColumn("reads", title: "READS", alignment: .trailing, shrink: .never),
        OutputColumn("readers", title: "READERS", alignment: .trailing, shrink: .never),
        OutputColumn("undeclared", title: "UNDECLARED", alignment: .trailing, shrink: .never),
        OutputColumn("denied", title: "DENIED", alignment: .trailing, shrink: .never),
        OutputColumn("lastRead", title: "LAST READ", shrink: .never),
        OutputColumn("rotation", title: "ROTATION", shrink: .priority(2, minimum: 10)),
    ]

    /// The positions of the columns that fit a table of this width.
    static func shown(in width: Int?) -> [Int] {
        guard let width, width < 150 else { return Array(columns.indices) }
        let hidden: Set<String> =
            width < 110
            ? ["recipientAccountId", "awsRegion", "audit.secret.kind", "readers"]
            : ["awsRegion", "audit.secret.kind"]
        return columns.indices.filter { !hidden.contains(columns[$0].name) }
    }

    private var undeclaredValue: OutputValue { undeclared.map { .integer(Int64($0)) } ?? .null }

    /// The row of a table.
    var brief: [OutputValue] {
        let guess = environment?.provenance == .guessed ? "?" : ""
        return [
            .text(record.reference.name), .text(record.reference.place.accountID),
            .text(record.reference.place.region), .optional(environment.map { $0.name + guess }),
            .optional(kind?.rawValue), .integer(Int64(record.reads)),
            .integer(Int64(record.readers)), undeclaredValue,
            .integer(Int64(record.denied)), .optional(record.lastRead?.brief),
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
