import Assessment
import AuditIndex
import Basics

/// A security group as a row of a list.
struct GroupRow: ListRow {
    let group: GroupAssessment

    static let columns = [
        OutputColumn("audit.securityGroup.name", title: "GROUP", shrink: .priority(2, minimum: 10)),
        OutputColumn("groupId", title: "ID", shrink: .never),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never),
        OutputColumn("awsRegion", title: "REGION", shrink: .priority(3, minimum: 9)),
        OutputColumn("audit.environment", title: "ENV", shrink: .priority(3, minimum: 5)),
        OutputColumn("open", title: "OPEN", alignment: .trailing, shrink: .never),
        OutputColumn("drift", title: "DRIFT", shrink: .priority(0, minimum: 24)),
        OutputColumn("lastChange", title: "LAST CHANGE", shrink: .never),
        OutputColumn("caller", title: "BY", shrink: .priority(1, minimum: 16), cut: .middle),
    ]

    /// The positions of the columns that fit a table of this width.
    static func shown(in width: Int?) -> [Int] {
        var hidden: Set<String> = ["awsRegion"]
        if width.map({ $0 < 150 }) ?? false { hidden.insert("recipientAccountId") }
        if width.map({ $0 < 120 }) ?? false { hidden.formUnion(["audit.environment", "caller"]) }
        return columns.indices.filter { !hidden.contains(columns[$0].name) }
    }

    /// The row of a table.
    var brief: [OutputValue] {
        let last = group.state.last
        let drift = driftWords.isEmpty ? verdict : driftWords.joined(separator: "; ")
        return [
            .text(group.name), .optional(group.state.id), .optional(group.state.account),
            .optional(group.state.region), .optional(group.environment?.name),
            .integer(Int64(group.state.open.count)), .text(drift), .text(last.time.brief),
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
        OutputColumn("audit.securityGroup.name", title: "GROUP", shrink: .priority(3, minimum: 10)),
        OutputColumn("groupId", title: "ID", shrink: .never),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never),
        OutputColumn("state", title: "STATE", shrink: .never),
        OutputColumn("direction", title: "DIRECTION", shrink: .never),
        OutputColumn("audit.securityGroup.rule", title: "RULE", shrink: .priority(0, minimum: 20)),
        OutputColumn(
            "audit.securityGroup.verdict",
            title: "VERDICT",
            shrink: .priority(1, minimum: 12)
        ),
        OutputColumn(
            "audit.securityGroup.line",
            title: "DECLARED",
            shrink: .priority(2, minimum: 16)
        ),
        OutputColumn("securityGroupRuleId", title: "RULE ID", shrink: .never),
        OutputColumn("opened", title: "OPENED (UTC)", shrink: .never),
        OutputColumn(
            "openedBy",
            title: "OPENED BY",
            shrink: .priority(1, minimum: 16),
            cut: .middle
        ),
        OutputColumn("openedFrom", title: "FROM", shrink: .priority(2, minimum: 12)),
        OutputColumn("openedEvent", title: "EVENT", shrink: .never),
        OutputColumn("closed", title: "CLOSED (UTC)", shrink: .never),
        OutputColumn(
            "closedBy",
            title: "CLOSED BY",
            shrink: .priority(1, minimum: 16),
            cut: .middle
        ),
        OutputColumn("closedFrom", title: "FROM", shrink: .priority(2, minimum: 12)),
        OutputColumn("closedEvent", title: "EVENT", shrink: .never),
    ]

    /// The positions of the columns that fit a table of this width.
    static func shown(in width: Int?) -> [Int] {
        var hidden: Set<String> = [
            "recipientAccountId", "direction", "securityGroupRuleId", "openedFrom", "closedFrom",
            "closedEvent",
        ]
        if width.map({ $0 < 190 }) ?? false {
            hidden.formUnion(["audit.securityGroup.line", "groupId"])
        }
        if width.map({ $0 < 140 }) ?? false { hidden.formUnion(["closedBy", "openedEvent"]) }
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
            .text(opened?.time.brief ?? "before the logs"), .optional(opener),
            .optional(opened?.address), .optional(opened?.shortID),
            .optional(closed?.time.brief), .optional(closed?.caller.map(ShortName.principal)),
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
