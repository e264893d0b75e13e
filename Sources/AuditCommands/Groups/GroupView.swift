import AuditIndex
import SecurityArchitecture

/// A security group in a list of them.
struct GroupView: ListRow {
    let audit: GroupAudit

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

    /// The positions of the columns that a table of some width has room for.
    static func shown(in width: Int?) -> [Int] {
        var hidden: Set<String> = ["awsRegion"]
        if width.map({ $0 < 150 }) ?? false { hidden.insert("recipientAccountId") }
        if width.map({ $0 < 120 }) ?? false { hidden.formUnion(["audit.environment", "caller"]) }
        return columns.indices.filter { !hidden.contains(columns[$0].name) }
    }

    /// The row of a table.
    var brief: [OutputValue] {
        let last = audit.state.last
        let drift = driftWords.isEmpty ? verdict : driftWords.joined(separator: "; ")
        return [
            .text(audit.name), .optional(audit.state.id), .optional(audit.state.account),
            .optional(audit.state.region), .optional(audit.environment?.name),
            .integer(Int64(audit.state.open.count)), .text(drift), .text(last.time.brief),
            .optional(last.caller.map(ShortName.principal)),
        ]
    }

    /// The row for programs.
    var values: [OutputValue] {
        let last = audit.state.last
        return [
            .text(audit.name), .optional(audit.state.id), .optional(audit.state.account),
            .optional(audit.state.region), .optional(audit.environment?.name),
            .integer(Int64(audit.state.open.count)), .array(driftWords.map { .text($0) }),
            .time(last.time.seconds), .optional(last.caller),
        ]
    }

    /// What to say where nothing differs.
    private var verdict: String {
        if audit.known == nil { return "not declared" }
        return audit.state.deleted == nil ? "none" : "-"
    }

    /// What differs from the declaration, each in a few words.
    private var driftWords: [String] {
        let gone = audit.isGone ? ["the declared group was deleted"] : []
        let rules = audit.drift.map { rule in
            let text = rule.judgement.rule ?? "a rule that cannot be read"
            return rule.state == .missing ? "lacks \(text)" : text
        }
        return gone + rules.distinct
    }
}
