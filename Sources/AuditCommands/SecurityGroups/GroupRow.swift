import Assessment
import AuditIndex
import Basics

/// A security group as a row of a list.
struct GroupRow: ListRow {
    let group: GroupAssessment

    static let columns = [
        OutputColumn(
            "audit.securityGroup.name",
            title: "GROUP",
            shrink: .priority(2, minimum: 16),
            wraps: true
        ),
        OutputColumn("groupId", title: "ID", shrink: .never),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never, rank: 5),
        OutputColumn("awsRegion", title: "REGION", shrink: .never),
        OutputColumn("audit.environment", title: "ENV", shrink: .priority(3, minimum: 8), rank: 1),
        OutputColumn("open", title: "OPEN", alignment: .trailing, shrink: .never, rank: 2),
        OutputColumn("drift", title: "DRIFT", shrink: .priority(0, minimum: 24), wraps: true) {
            switch $0 {
            case "none": .green
            case "not declared", "-": nil
            default: .red
            }
        },
        OutputColumn("lastChange", title: "LAST CHANGE (UTC)", shrink: .never, rank: 3),
        OutputColumn(
            "caller",
            title: "BY",
            shrink: .priority(1, minimum: 24),
            rank: 4,
            wraps: true
        ),
    ]

    /// The positions of the columns of a table.
    static func shown(in width: Int?) -> [Int] {
        columns.indices.filter { columns[$0].name != "awsRegion" }
    }

    /// The row of a table.
    var brief: [OutputValue] {
        let last = group.state.last
        let drift = driftWords.isEmpty ? verdict : driftWords.joined(separator: "; ")
        return [
            .text(group.name), .optional(group.state.id), .optional(group.state.account),
            .optional(group.state.region), .optional(group.environment?.name),
            .integer(Int64(group.state.open.count)), .text(drift), .time(last.time.seconds),
            .optional(last.caller.map(ShortName.principal)),
        ]
    }

    /// The row for programs.
    var values: [OutputValue] {
        let last = group.state.last
        return [
            .text(group.name), .optional(group.state.id), .optional(group.state.account),
            .optional(group.state.region), .optional(group.environment?.name),
            .integer(Int64(group.state.open.count)), .array(driftWords.map { .text($0) }),
            .time(last.time.seconds), .optional(last.caller),
        ]
    }

    /// What to show without drift.
    private var verdict: String {
        if group.known == nil { return "not declared" }
        return group.state.deleted == nil ? "none" : "-"
    }

    /// What differs from the declaration, each in a few words.
    private var driftWords: [String] {
        let gone = group.isGone ? ["declared group deleted"] : []
        let rules = group.drift.map { rule in
            let text = rule.result.rule ?? "unreadable rule"
            return rule.state == .missing ? "missing: \(text)" : text
        }
        return gone + rules.distinct
    }
}

/// A rule of a security group as a row of a list.
struct GroupRuleRow: ListRow {
    let group: GroupAssessment
    let rule: GroupAssessment.Rule

    static let columns = [
        OutputColumn(
            "audit.securityGroup.name",
            title: "GROUP",
            shrink: .priority(3, minimum: 12),
            rank: 1,
            wraps: true
        ),
        OutputColumn("groupId", title: "ID", shrink: .never, rank: 7),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never),
        OutputColumn("state", title: "STATE", shrink: .never) { text in
            text == "OPEN" || text == "MISSING" ? .alarm : nil
        },
        OutputColumn("direction", title: "DIRECTION", shrink: .never),
        OutputColumn(
            "audit.securityGroup.rule",
            title: "RULE",
            shrink: .priority(0, minimum: 24),
            wraps: true
        ),
        OutputColumn(
            "audit.securityGroup.verdict",
            title: "VERDICT",
            shrink: .priority(1, minimum: 12),
            wraps: true
        ) { text in
            text == "declared" ? .green : text == "-" ? nil : .red
        },
        OutputColumn(
            "audit.securityGroup.line",
            title: "DECLARED",
            shrink: .priority(2, minimum: 20),
            rank: 6,
            wraps: true
        ),
        OutputColumn("securityGroupRuleId", title: "RULE ID", shrink: .never),
        OutputColumn("opened", title: "OPENED (UTC)", shrink: .never, rank: 2),
        OutputColumn(
            "openedBy",
            title: "OPENED BY",
            shrink: .priority(1, minimum: 20),
            cut: .middle,
            rank: 4
        ),
        OutputColumn("openedFrom", title: "FROM", shrink: .never),
        OutputColumn("openedEvent", title: "EVENT", shrink: .never, rank: 8),
        OutputColumn("closed", title: "CLOSED (UTC)", shrink: .never, rank: 3),
        OutputColumn(
            "closedBy",
            title: "CLOSED BY",
            shrink: .priority(1, minimum: 20),
            cut: .middle,
            rank: 5
        ),
        OutputColumn("closedFrom", title: "FROM", shrink: .never),
        OutputColumn("closedEvent", title: "EVENT", shrink: .never),
    ]

    /// The positions of the columns of a table.
    static func shown(in width: Int?) -> [Int] {
        let hidden: Set<String> = [
            "recipientAccountId", "direction", "securityGroupRuleId", "openedFrom", "closedFrom",
            "closedEvent",
        ]
        return columns.indices.filter { !hidden.contains(columns[$0].name) }
    }

    /// The row of a table.
    var brief: [OutputValue] {
        let (opened, closed) = (rule.rule.opened, rule.rule.closed)
        let verdicts = rule.result.verdicts.map(\.rawValue).joined(separator: ", ")
        return [
            .text(group.name), .optional(group.state.id), .optional(group.state.account),
            .text(rule.isDrift ? rule.state.rawValue.uppercased() : rule.state.rawValue),
            .optional(rule.rule.rule.direction?.rawValue),
            .text(rule.result.rule ?? rule.rule.rule.id ?? "-"),
            .text(verdicts.isEmpty ? "-" : verdicts),
            .optional(rule.result.line), .optional(rule.rule.rule.id),
            opened.map { .time($0.time.seconds) } ?? .text("before the logs"), .optional(opener),
            .optional(opened?.address), .optional(opened?.shortID),
            .optional(closed?.time), .optional(closed?.caller.map(ShortName.principal)),
            .optional(closed?.address), .optional(closed?.shortID),
        ]
    }

    /// The row for programs.
    var values: [OutputValue] {
        let (opened, closed) = (rule.rule.opened, rule.rule.closed)
        return [
            .text(group.name), .optional(group.state.id), .optional(group.state.account),
            .text(rule.state.rawValue), .optional(rule.rule.rule.direction?.rawValue),
            .optional(rule.result.rule),
            .array(rule.result.verdicts.map { .text($0.rawValue) }),
            .optional(rule.result.line), .optional(rule.rule.rule.id),
            opened.map { .time($0.time.seconds) } ?? .null, .optional(opened?.caller),
            .optional(opened?.address), .optional(opened?.identifier.description),
            closed.map { .time($0.time.seconds) } ?? .null, .optional(closed?.caller),
            .optional(closed?.address), .optional(closed?.identifier.description),
        ]
    }

    private var opener: String? {
        let name = rule.rule.opened?.caller.map(ShortName.principal)
        return rule.rule.isDefault ? name.map { "\($0) (default)" } : name
    }
}

extension GroupChangeRecord {
    /// The beginning of the event ID, enough for `audit show`.
    fileprivate var shortID: String { String(identifier.description.prefix(8)) }
}
