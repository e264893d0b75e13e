import Assessment
import Basics

/// A session of a deployment role as a row of a list.
extension DeploymentSession: ListRow {
    static let columns = [
        OutputColumn("eventTime", title: "TIME (UTC)", shrink: .never),
        OutputColumn("recipientAccountId", title: "ACCOUNT", shrink: .never),
        OutputColumn(
            "audit.role.name",
            title: "ROLE",
            shrink: .priority(3, minimum: 16),
            wraps: true
        ),
        OutputColumn(
            "audit.role.environment",
            title: "ENV",
            shrink: .priority(2, minimum: 8),
            rank: 4
        ),
        OutputColumn("audit.session.method", title: "HOW", shrink: .never),
        OutputColumn(
            "audit.session.caller",
            title: "BY",
            shrink: .priority(1, minimum: 18),
            cut: .middle,
            rank: 2
        ),
        OutputColumn("sourceIPAddress", title: "FROM", shrink: .priority(2, minimum: 15), rank: 1),
        OutputColumn("audit.network", title: "NETWORK", shrink: .priority(2, minimum: 8), rank: 8),
        OutputColumn("accessKeyId", title: "KEY", shrink: .never, rank: 6),
        OutputColumn("calls", title: "CALLS", alignment: .trailing, shrink: .never, rank: 3),
        OutputColumn("denied", title: "DENIED", alignment: .trailing, shrink: .never, rank: 5) {
            $0 == "0" ? nil : .magenta
        },
        OutputColumn("lastUse", title: "LAST CALL", shrink: .never, rank: 7),
        OutputColumn("audit.failed", title: "RESULT", shrink: .never),
        OutputColumn(
            "audit.contract",
            title: "CONTRACT",
            shrink: .priority(0, minimum: 24),
            wraps: true
        ) { text in
            text.hasPrefix("BROKEN") ? .red : text.hasPrefix("kept") ? .green : nil
        },
    ]

    /// The positions of the columns of a table; CONTRACT says RESULT, too.
    static func shown(in width: Int?) -> [Int] {
        let hidden: Set<String> = ["audit.failed", "audit.session.method", "recipientAccountId"]
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
            .time(session.began.seconds), .optional(role.accountID),
            .text(role.name + (provenance == .guessed ? "?" : "")),
            .optional(environment.map { $0.name + guess }), .text(method),
            .text(caller.map(ShortName.principal) ?? "not in the logs"), .optional(address),
            .optional(network?.name), .text(session.accessKey ?? (isAttempt ? "-" : "unknown")),
            .integer(Int64(calls)), .integer(Int64(denied)),
            .optional(session.lastUse), .text(isAttempt ? "denied" : "ok"),
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
    /// The verdict on a denied attempt.
    fileprivate var attempted: String { self == "kept" ? "kept, denied" : "\(self) (denied)" }
}
