import Basics
import CloudTrail
import Detection

/// The events of one worker that rules matched, each once.
///
/// Texts are numbers of a table: an event takes some two hundred bytes, and what it is the first
/// to say.
struct MatchedEvents: Sendable {
    /// What makes two records one event.
    struct Key: Hashable, Sendable {
        var time: Int64
        var identifier: EventIdentifier
        var content: UInt64
    }

    /// An event; texts are numbers of the table, 0 where there is none.
    struct Row: Sendable {
        var key: Key
        var source: Int32
        var name: Int32
        var region: Int32
        var account: Int32
        var address: Int32
        var agent: Int32
        var error: Int32
        var accessKey: Int32
        var principal: Int32
        var principalType: PrincipalKind
        var role: Int32
        var person: Int32
        var session: Int32
        var resource: Int32
        var isFailure: Bool
        var isDenied: Bool
        var file: Int32
        /// The list of the rules that tell of the event.
        var rules: Int32
        /// What correlations want to know of it.
        var observations: [CorrelationObservation]
    }

    private(set) var rows: [Row] = []
    private var texts = TextTable()
    private var positions: [Key: Int32] = [:]
    /// The distinct lists of rules, as positions in the program: those of a call are alike.
    private var ruleLists: [[Int32]] = []
    private var ruleListNumbers: [[Int32]: Int32] = [:]

    /// Whether an event is new; of one that is not, its file may be the first by name.
    mutating func isNew(_ key: Key, file: String) -> Bool {
        guard let position = positions[key] else { return true }
        let known = texts[rows[Int(position)].file]
        if file.utf8.lexicographicallyPrecedes(known.utf8) {
            rows[Int(position)].file = texts.intern(file)
        }
        return false
    }

    /// Adds an event that is new.
    mutating func add(
        _ event: Event,
        _ key: Key,
        file: String,
        rules: [Int32],
        observations: [CorrelationObservation]
    ) {
        let identity = event.identity
        let outcome = event.outcome
        var account = event.intern(.recipientAccountId, in: &texts)
        if account == 0 { account = texts.intern(identity.accountID ?? "") }
        positions[key] = Int32(rows.count)
        rows.append(
            Row(
                key: key,
                source: event.intern(.eventSource, in: &texts),
                name: event.intern(.eventName, in: &texts),
                region: event.intern(.awsRegion, in: &texts),
                account: account,
                address: event.intern(.sourceIPAddress, in: &texts),
                agent: event.intern(.userAgent, in: &texts),
                error: texts.intern(outcome.errorCode ?? ""),
                accessKey: texts.intern(identity.accessKeyID ?? ""),
                principal: texts.intern(identity.principal),
                principalType: identity.kind,
                role: texts.intern(identity.role ?? ""),
                person: texts.intern(identity.person ?? ""),
                session: texts.intern(identity.session ?? ""),
                resource: texts.intern(event.mainResource ?? ""),
                isFailure: outcome.isFailure,
                isDenied: outcome.isDenied,
                file: texts.intern(file),
                rules: number(of: rules),
                observations: observations
            )
        )
    }

    private mutating func number(of rules: [Int32]) -> Int32 {
        if let known = ruleListNumbers[rules] { return known }
        let number = Int32(ruleLists.count)
        ruleLists.append(rules)
        ruleListNumbers[rules] = number
        return number
    }

    /// Forgets what only the adding of more would need.
    mutating func finish() {
        positions = [:]
        ruleListNumbers = [:]
    }

    /// The rules that tell of the event of a row, as positions in the program.
    func rules(of row: Int) -> [Int32] { ruleLists[Int(rows[row].rules)] }

    /// The path of the file that a row is from.
    func file(of row: Int) -> String { texts[rows[row].file] }

    /// The event of a row.
    func event(_ index: Int) -> ScanEvent {
        let row = rows[index]
        return ScanEvent(
            time: EventTime(seconds: row.key.time),
            identifier: row.key.identifier,
            eventSource: text(row.source),
            eventName: text(row.name),
            awsRegion: text(row.region),
            recipientAccountId: text(row.account),
            sourceIPAddress: text(row.address),
            userAgent: text(row.agent),
            errorCode: text(row.error),
            accessKeyId: text(row.accessKey),
            principal: text(row.principal),
            principalType: row.principalType,
            role: text(row.role),
            person: text(row.person),
            session: text(row.session),
            resource: text(row.resource),
            isFailure: row.isFailure,
            isDenied: row.isDenied,
            file: texts[row.file]
        )
    }

    private func text(_ number: Int32) -> String? {
        number == 0 ? nil : Blanking.text(texts[number])
    }
}
