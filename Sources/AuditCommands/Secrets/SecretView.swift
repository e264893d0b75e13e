import AuditIndex
import SecurityArchitecture

/// A secret, what was seen of it, and what the architecture says to that.
struct SecretView: ListRow {
    /// A reader, and whether the architecture names it.
    struct Reader {
        var reader: SecretReader
        var status: ReaderStatus
    }

    /// The state of the rotation, and whether it is late.
    struct Rotation {
        var state: RotationState
        var maximumAge: TimeSpan?
        var isOverdue: Bool
    }

    let record: SecretRecord
    let readers: [Reader]
    let environment: EnvironmentFact?
    let kind: SecretKind?
    let rotation: Rotation

    /// How many who got the value, or tried to, no declaration names; nil where nobody is declared.
    var undeclared: Int? {
        guard readers.contains(where: { $0.status != .unknown }) else { return nil }
        return readers.count { $0.status == .undeclared }
    }

    private var undeclaredValue: OutputValue { undeclared.map { .integer(Int64($0)) } ?? .null }

    /// Whether a pattern means the secret.
    func matches(_ pattern: SecretPattern) -> Bool { pattern.matches(record.reference) }

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

    /// The positions of the columns that a table of some width has room for.
    static func shown(in width: Int?) -> [Int] {
        guard let width, width < 150 else { return Array(columns.indices) }
        let hidden: Set<String> =
            width < 110
            ? ["recipientAccountId", "awsRegion", "audit.secret.kind", "readers"]
            : ["awsRegion", "audit.secret.kind"]
        return columns.indices.filter { !hidden.contains(columns[$0].name) }
    }

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

extension SecretView.Rotation {
    /// The state in a few words; nil where nothing is known of a rotation.
    var brief: String? {
        var words: [String] = []
        if isOverdue { words.append("overdue") }
        if state.turnedOff != nil { words.append("turned off") }
        if state.failures > 0 { words.append("failed \(state.failures)×") }
        if state.isUnderWay { words.append("under way") }
        if let success = state.lastSuccess { words.append(String(success.description.prefix(10))) }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}

/// Holds what the index saw of secrets against what is declared.
struct SecretCheck {
    private let classifier: Classifier
    private let now: Int64

    /// Makes a judge.
    ///
    /// - parameter now: The time, in seconds since 1970, as of which a rotation is overdue.
    init(_ architecture: Architecture, now: Int64) {
        classifier = Classifier(architecture)
        self.now = now
    }

    /// A secret with what is to be said of it.
    func view(_ record: SecretRecord, readers: [SecretReader]) -> SecretView {
        let facts = classifier.facts(of: record.reference)
        return SecretView(
            record: record,
            readers: readers.map { reader in
                SecretView.Reader(
                    reader: reader,
                    status: facts.status(of: Principal(reader))
                )
            },
            environment: facts.environment,
            kind: facts.kind,
            rotation: rotation(record, facts.declaration?.rotation?.maximumAge)
        )
    }

    private func rotation(
        _ record: SecretRecord,
        _ maximumAge: TimeSpan?
    ) -> SecretView.Rotation {
        let state = record.rotation
        var isOverdue = false
        if let maximumAge {
            // Without a rotation in the logs, what is known is that there was none in them.
            let last = state.lastSuccess ?? record.lastChange ?? record.firstSeen
            isOverdue = last.map { now - $0.seconds > maximumAge.seconds } ?? false
        }
        return SecretView.Rotation(state: state, maximumAge: maximumAge, isOverdue: isOverdue)
    }
}

extension Principal {
    /// The principal behind a reader, as `audit.yaml` names them.
    fileprivate init(_ reader: SecretReader) {
        self =
            IndexedPrincipal(text: reader.principal, kind: reader.kind, role: reader.role).principal
    }
}
