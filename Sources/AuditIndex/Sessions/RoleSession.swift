import Basics
import SecurityArchitecture

/// A session of a role: how it began, and what was done in it.
package struct RoleSession: Sendable {
    /// The call that began it, or was denied; nil where it is not in the logs.
    package var start: SessionStartRecord?
    /// The other account's copy of that call, where both are in the logs.
    package var copy: SessionStartRecord?
    /// The calls made in it, by the time of the first.
    package var uses: [SessionUse]

    /// The key of the session.
    package var accessKey: String? {
        start?.start.issuedKey ?? uses.lazy.compactMap(\.accessKey).first
    }

    /// The ARN of the session.
    package var session: String? {
        start?.start.session ?? uses.lazy.compactMap(\.session).first
    }

    /// The ARN of the role.
    package var role: String? { start?.start.role ?? uses.first?.principal.role }

    /// When it began; the time of its first call, where nobody knows.
    package var began: EventTime {
        start?.start.time ?? uses.first?.first ?? EventTime(seconds: 0)
    }

    /// When it was last used.
    package var lastUse: EventTime? { uses.map(\.last).max() }
}

extension RoleSession {
    /// The longest that a session of a role can last.
    static let longest: Int64 = 12 * 3_600

    /// Joins starts and uses of the same roles into sessions, the oldest first.
    ///
    /// A key says which start a use belongs to. A session of the console has no key in its start,
    /// and calls that services make have one that nobody issued: they belong to the last start
    /// of their session before them. What belongs to no start is a session whose beginning is not
    /// in the logs.
    static func joined(_ starts: [SessionStartRecord], _ uses: [SessionUse]) -> [RoleSession] {
        var sessions = merged(starts)
        var byKey: [String: Int] = [:]
        var bySession: [String: [Int]] = [:]
        for (position, session) in sessions.enumerated() {
            guard let start = session.start?.start, !start.outcome.isFailure else { continue }
            if let key = start.issuedKey { byKey[key] = position }
            if let arn = start.session { bySession[arn, default: []].append(position) }
        }
        func place(_ use: SessionUse) -> Int? {
            if let key = use.accessKey, let position = byKey[key] { return position }
            // A service's calls are counted by the hour, in which the session may have begun.
            let time = use.accessKey == nil ? use.last : use.first
            return use.session.flatMap { bySession[$0] }?.filter {
                let start = sessions[$0]
                guard start.began <= time else { return false }
                // Another key than the one that the start issued is another session.
                return use.accessKey == nil
                    || start.start != nil && start.start?.start.issuedKey == nil
                        && use.first.seconds - start.began.seconds <= longest
            }.max { sessions[$0].began < sessions[$1].began }
        }
        // Those with a key first: they make the sessions that others belong to.
        for use in uses.sorted(by: { ($0.accessKey != nil ? 0 : 1) < ($1.accessKey != nil ? 0 : 1) }
        ) {
            if let position = place(use) {
                sessions[position].uses.append(use)
                continue
            }
            sessions.append(RoleSession(start: nil, copy: nil, uses: [use]))
            if let key = use.accessKey { byKey[key] = sessions.count - 1 }
            if let arn = use.session { bySession[arn, default: []].append(sessions.count - 1) }
        }
        for position in sessions.indices {
            sessions[position].uses.sort { ($0.first, $0.eventName) < ($1.first, $1.eventName) }
        }
        return sessions.sorted { $0.began < $1.began }
    }

    /// Starts, the two accounts' copies of one call as one.
    static func merged(_ starts: [SessionStartRecord]) -> [RoleSession] {
        var sessions: [RoleSession] = []
        var positions: [String: Int] = [:]
        for record in starts {
            guard let shared = record.start.sharedName, let position = positions[shared],
                sessions[position].start.map({ record.start.isCopy(of: $0.start) }) ?? false
            else {
                sessions.append(RoleSession(start: record, copy: nil, uses: []))
                for name in [record.start.sharedName, record.start.sharedEventID] {
                    if let name { positions[name] = sessions.count - 1 }
                }
                continue
            }
            if record.namesCaller, sessions[position].start?.namesCaller == false {
                sessions[position].copy = sessions[position].start
                sessions[position].start = record
            } else if sessions[position].copy == nil {
                sessions[position].copy = record
            }
        }
        return sessions
    }
}

extension RoleSessionStart {
    /// What both accounts' copies of the call have in common.
    ///
    /// Of a switch of roles in the console both have the session only.
    fileprivate var sharedName: String? {
        issuedKey ?? sharedEventID ?? (method == .switchRole ? session : nil)
    }

    /// Whether two starts of a shared name are one: the console names each session of a user alike.
    fileprivate func isCopy(of other: RoleSessionStart) -> Bool {
        guard issuedKey == nil, sharedEventID == nil, method == .switchRole else { return true }
        return other.method == .switchRole && abs(time.seconds - other.time.seconds) <= 5
    }
}

extension AuditDatabase {
    /// The sessions of some roles, the oldest first, denied attempts to begin one included.
    ///
    /// - parameters:
    ///   - roles: The roles' ARNs, as ``assumedRoles()`` has them.
    ///   - principals: The same roles, as ``principals()`` has them.
    /// - complexity: O(n) in the starts and uses that the index has.
    package func roleSessions(
        roles: [String],
        principals: [IndexedPrincipal]
    ) throws -> [RoleSession] {
        try RoleSession.joined(
            sessionStarts(.roles(roles)),
            sessionUses(.principals(principals))
        )
    }
}
