import AuditIndex
import SecurityArchitecture

/// A session of a deployment role, and what its contract says to it.
struct DeploymentView: ListRow {
    let session: RoleSession
    let role: Principal
    let environment: EnvironmentFact?
    /// Whether the role deploys by declaration or by its name.
    let provenance: Provenance
    let hasContract: Bool
    let breaches: [ContractBreach]
    let network: NetworkFacts?

    /// Whether nobody got into the session.
    var isAttempt: Bool { session.start?.start.outcome.isFailure ?? false }

    /// The calls made in it, by services for it too.
    var calls: Int { session.uses.reduce(0) { $0 + $1.count } }

    /// Those of them that were not allowed.
    var denied: Int {
        session.uses.reduce(0) { $0 + ($1.flags.contains(.denied) ? $1.count : 0) }
    }

    /// Who began it: a subject, a role's session, a user.
    var caller: String? {
        guard let start = session.start?.start else { return nil }
        if start.caller.kind == .account { return "account \(start.caller.accountID ?? "unknown")" }
        if let session = start.callerSession { return session }
        return start.subject ?? start.caller.arn ?? start.caller.name
    }

    /// Where it was begun; where it was used first, if nobody knows.
    var address: String? {
        session.start.map { $0.start.address } ?? session.uses.first?.address
    }

    /// What the contract says, in a word or two.
    var verdict: Verdict {
        guard breaches.isEmpty else { return .broken(breaches.map(\.clause).distinct) }
        return hasContract ? .kept : .unknown
    }

    enum Verdict: Hashable {
        /// The contract was kept.
        case kept
        /// Some clauses were broken.
        case broken([ContractClause])
        /// There is no contract.
        case unknown
    }

    static let columns = [
        OutputColumn("eventTime", title: "TIME (UTC)", shrink: .never),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never),
        OutputColumn("audit.role.name", title: "ROLE", shrink: .priority(2, minimum: 14)),
        OutputColumn("audit.role.environment", title: "ENV", shrink: .priority(2, minimum: 5)),
        OutputColumn("audit.session.method", title: "HOW", shrink: .priority(3, minimum: 10)),
        OutputColumn(
            "audit.session.caller",
            title: "BY",
            shrink: .priority(1, minimum: 18),
            cut: .middle
        ),
        OutputColumn("sourceIPAddress", title: "FROM", shrink: .priority(2, minimum: 12)),
        OutputColumn("audit.network", title: "NETWORK", shrink: .priority(2, minimum: 8)),
        OutputColumn("accessKeyId", title: "KEY", shrink: .never),
        OutputColumn("calls", title: "CALLS", alignment: .trailing, shrink: .never),
        OutputColumn("denied", title: "DENIED", alignment: .trailing, shrink: .never),
        OutputColumn("lastUse", title: "LAST CALL", shrink: .never),
        OutputColumn("audit.failed", title: "RESULT", shrink: .never),
        OutputColumn("audit.contract", title: "CONTRACT", shrink: .priority(0, minimum: 24)),
    ]

    /// The positions of the columns that a table of some width has room for.
    static func shown(in width: Int?) -> [Int] {
        var hidden: Set<String> = ["audit.failed", "audit.session.method", "recipientAccountId"]
        if width.map({ $0 < 150 }) ?? false { hidden.formUnion(["lastUse", "audit.network"]) }
        if width.map({ $0 < 120 }) ?? false {
            hidden.formUnion(["accessKeyId", "denied", "audit.role.environment"])
        }
        return columns.indices.filter { !hidden.contains(columns[$0].name) }
    }

    /// The row of a table.
    var brief: [OutputValue] {
        let guess = environment?.provenance == .guessed ? "?" : ""
        let contract =
            switch verdict {
            case .kept: "kept"
            case .broken(let clauses):
                "BROKEN: " + clauses.map(\.rawValue).joined(separator: ", ")
            case .unknown: "-"
            }
        return [
            .text(session.began.brief), .optional(role.accountID),
            .text(role.name + (provenance == .guessed ? "?" : "")),
            .optional(environment.map { $0.name + guess }), .text(method),
            .text(caller.map(ShortName.principal) ?? "not in the logs"), .optional(address),
            .optional(network?.name), .text(session.accessKey ?? (isAttempt ? "-" : "unknown")),
            .integer(Int64(calls)), .integer(Int64(denied)),
            .optional(session.lastUse?.brief), .text(isAttempt ? "denied" : "ok"),
            .text(isAttempt ? contract.attempted : contract),
        ]
    }

    /// The row for programs.
    var values: [OutputValue] {
        [
            .time(session.began.seconds), .optional(role.accountID), .text(role.name),
            .optional(environment?.name), .optional(session.start?.start.method.rawValue),
            .optional(caller), .optional(address), .optional(network?.name),
            .optional(session.accessKey), .integer(Int64(calls)), .integer(Int64(denied)),
            session.lastUse.map { .time($0.seconds) } ?? .null, .boolean(isAttempt),
            .array(breaches.map(\.clause).distinct.map { .text($0.rawValue) }),
        ]
    }

    private var method: String { session.start?.start.method.rawValue ?? "-" }
}

extension String {
    /// What a contract says of an attempt that came to nothing.
    fileprivate var attempted: String { self == "kept" ? "kept, denied" : "\(self) (denied)" }
}

extension Array where Element: Hashable {
    /// The elements, each once, in their order.
    var distinct: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension DeploymentView {
    /// The sessions of deployment roles, the latest first, denied attempts included.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - judge: What tells deployment roles and their contracts.
    ///   - isWanted: Whether a role is asked for.
    /// - complexity: O(n) in the starts and uses that the index has of these roles.
    static func all(
        in index: AuditDatabase,
        _ check: SessionCheck,
        where isWanted: (Principal) -> Bool = { _ in true }
    ) throws -> [DeploymentView] {
        func isMeant(_ role: Principal) -> Bool {
            check.deployment(role) != nil && isWanted(role)
        }
        let roles = try index.assumedRoles().filter { isMeant(Principal(role: $0)) }
        let principals = try index.principals().filter { principal in
            principal.role.map { isMeant(Principal(role: $0)) } ?? false
        }
        return try index.roleSessions(roles: roles, principals: principals).reversed()
            .compactMap { session in
                guard let arn = session.role else { return nil }
                let role = Principal(role: arn)
                let network = session.start?.start.address ?? session.uses.first?.address
                return DeploymentView(
                    session: session,
                    role: role,
                    environment: check.environment(of: role),
                    provenance: check.deployment(role) ?? .guessed,
                    hasContract: check.contract(of: role) != nil,
                    breaches: check.breaches(of: session),
                    network: check.network(network)
                )
            }
    }
}
