import Basics
import SecurityArchitecture

/// Follows keys from session to session.
///
/// A key leads to the call that issued it, and that call's own key to the next, until a call was
/// made by somebody without a session: a person, a pipeline's subject, a service. The same way
/// goes forward. Calls that AWS services make with a session's forwarded credentials have keys
/// that nobody issued; they belong to the session, and count as nobody's own.
///
/// - complexity: O(n log m) in the sessions of the trace and the index; at most ``limit`` sessions.
package struct SessionTracer {
    /// The sessions that one trace shows; what goes beyond is counted.
    package static let limit = 500

    private let index: AuditDatabase

    package init(_ index: AuditDatabase) { self.index = index }

    /// The traces of an access key, the ARN or the name of a session, or an event's id.
    ///
    /// - parameters:
    ///   - who: What to trace.
    ///   - keys: How many keys of a session to follow: the latest of them, and all that were
    ///     used from an address of their own.
    /// - returns: A trace for each first cause; none where the index knows no such thing.
    package func traces(of who: String, keys: Int = 20) throws -> [SessionTrace] {
        if try index.knows(accessKey: who) {
            let uses = try index.sessionUses(.key(who))
            // Forwarded credentials have a key that nobody issued: they are their session's.
            if let use = uses.first, let arn = use.session, uses.allSatisfy({ $0.accessKey == nil })
            {
                return try forest(paths(toSession: arn, at: use.first))
            }
            return try forest([path(toKey: who)])
        }
        let sessions = try index.sessions(named: who)
        guard sessions.isEmpty else {
            var omitted = 0
            var ways: [TracePath] = []
            for session in sessions {
                ways += try paths(toSession: session, keys: keys, omitted: &omitted)
            }
            var traces = try forest(ways)
            if let last = traces.indices.last { traces[last].omittedKeys = omitted }
            return traces
        }
        return try forest(index.events(id: who).prefix(1).flatMap(paths(toEvent:)))
    }
}

/// A way from a first cause down to what was asked for.
private struct TracePath {
    var cause: SessionTrace.Cause
    var links: [SessionLink]
}

extension SessionTracer {
    private func paths(
        toSession arn: String,
        keys: Int,
        omitted: inout Int
    ) throws -> [TracePath] {
        let sessions = try sessions(of: arn)
        let shown = Self.notifying(sessions, most: keys)
        omitted += sessions.count - shown.count
        return try paths(to: shown)
    }

    /// The sessions with an ARN, the oldest first; attempts that failed lead to none.
    private func sessions(of arn: String) throws -> [RoleSession] {
        try RoleSession.joined(
            index.sessionStarts(.session(arn)),
            index.sessionUses(.session(arn))
        ).filter { $0.start?.start.outcome.isFailure != true }
    }

    private func paths(to sessions: [RoleSession]) throws -> [TracePath] {
        try sessions.map { session in
            guard let key = session.accessKey else { return try path(to: link(session)) }
            return try path(toKey: key, uses: session.uses)
        }
    }

    /// The latest sessions, and those whose key was used from an address that no other was.
    private static func notifying(_ sessions: [RoleSession], most: Int) -> [RoleSession] {
        guard sessions.count > most else { return sessions }
        var users: [String: Int] = [:]
        for session in sessions {
            for address in Set(session.uses.compactMap(\.address)) {
                users[address, default: 0] += 1
            }
        }
        let usual = users.values.contains { $0 > 1 }
        return sessions.enumerated().filter { number, session in
            number >= sessions.count - most
                || usual && session.uses.contains { $0.address.map { users[$0] == 1 } ?? false }
        }.map(\.element)
    }

    /// The sessions with an ARN that were in use at a time.
    private func paths(toSession arn: String, at time: EventTime) throws -> [TracePath] {
        try paths(to: sessions(of: arn).filter { link($0).wasInUse(at: time) })
    }

    private func paths(toEvent event: IndexedEvent) throws -> [TracePath] {
        if event.flags.contains(.forwarded), let arn = event[.session] {
            return try paths(toSession: arn, at: event.time)
        }
        if let key = event[.accessKey] { return [try path(toKey: key)] }
        if let arn = event[.session] { return try paths(toSession: arn, at: event.time) }
        // A service's or a provider's call has no key; it may have issued one.
        let starts = try index.sessionStarts(.event(event))
        if let key = starts.first?.start.issuedKey { return [try path(toKey: key)] }
        guard let start = starts.first else {
            let principal =
                event.indexedPrincipal ?? IndexedPrincipal(text: "", type: "unknown", role: nil)
            return [TracePath(cause: Self.cause(of: principal), links: [])]
        }
        return [try path(to: SessionLink(start: start))]
    }

    /// The way to a key, with all that was done with it.
    ///
    /// - parameter uses: What was done with it, where that has been read already.
    private func path(toKey key: String, uses: [SessionUse]? = nil) throws -> TracePath {
        var link = try link(key: key, uses: uses)
        var seen: Set<String> = [key]
        link.isAskedFor = true
        link.siblings = try siblings(of: link)
        try addChildren(to: &link, &seen)
        return try path(to: link)
    }

    /// The way to a link, from its first cause.
    private func path(to last: SessionLink) throws -> TracePath {
        var links = [last]
        var seen: Set<String> = [last.identity]
        links[0].isAskedFor = true
        while let first = links.first {
            guard let start = first.start else {
                return TracePath(cause: Self.cause(ofUnbegun: first), links: links)
            }
            guard var parent = try parent(of: start), seen.insert(parent.identity).inserted,
                links.count < 64
            else { return TracePath(cause: Self.cause(of: start), links: links) }
            let all = try begun(from: parent).count
            parent.omitted = max(all - 1, 0)
            links.insert(parent, at: 0)
        }
        return TracePath(cause: .missing, links: links)
    }

    /// The session that a call to begin another was made in.
    private func parent(of start: SessionStartRecord) throws -> SessionLink? {
        guard start.start.caller.kind != .service else { return nil }
        if let key = start.start.callerKey { return try link(key: key) }
        guard let arn = start.start.callerSession else { return nil }
        // The session as it was at that time: the last that had begun.
        let time = start.start.time.seconds
        let span = time - RoleSession.longest..<time + RoleSession.longest
        let sessions = try RoleSession.joined(
            index.sessionStarts(.session(arn), in: span),
            index.sessionUses(.session(arn), in: span)
        )
        let session = sessions.last {
            $0.began <= start.start.time && $0.start?.start.outcome.isFailure != true
        }
        return try session.map { session in
            try session.accessKey.map { try link(key: $0) } ?? link(session)
        } ?? SessionLink(session: arn)
    }

    private func link(key: String, uses known: [SessionUse]? = nil) throws -> SessionLink {
        let uses = try known ?? index.sessionUses(.key(key)).filter { $0.accessKey != nil }
        var link = SessionLink(accessKey: key)
        link.uses = uses
        link.session = uses.lazy.compactMap(\.session).first
        link.principal = uses.first?.principal
        let own = uses.filter { $0.accessKey == key }
        if let first = own.first?.first, let last = own.map(\.last).max() {
            link.secrets = try index.secrets(accessedWith: key, in: first...last)
        }
        let issued = RoleSession.merged(try index.sessionStarts(.issuing(key)))
        if let session = issued.first {
            link.start = session.start
            link.copy = session.copy
            link.session = link.session ?? session.start?.start.session
        } else if let arn = link.session, let first = uses.first?.first {
            // Without a key in it, as the console's: the last start of the session before.
            let starts = try index.sessionStarts(.session(arn))
            link.start =
                try signIn(of: uses, in: arn)
                ?? starts.last {
                    $0.start.issuedKey == nil && $0.start.isBefore(first)
                }
        }
        if known == nil, let uses = try sessionUses(of: link) {
            link.uses = uses
            link.principal = link.principal ?? uses.first?.principal
        }
        return link
    }

    /// The sign-in that gave a program a key which nobody is seen to have issued.
    ///
    /// It is the last one of the session before its first call. Calls of the console have keys of
    /// their own.
    private func signIn(of uses: [SessionUse], in arn: String) throws -> SessionStartRecord? {
        guard let first = uses.first?.first, !uses.contains(where: { $0.flags.contains(.console) })
        else { return nil }
        return try index.sessionStarts(.signIns(session: arn)).last { $0.start.isBefore(first) }
    }

    /// The key that a sign-in gave a program.
    ///
    /// Of those of its session that nobody is seen to have issued, it is the one used next.
    private func key(of signIn: SessionStartRecord) throws -> String? {
        guard let arn = signIn.start.callerSession, !signIn.start.outcome.isFailure else {
            return nil
        }
        let time = signIn.start.time.seconds
        let uses = try index.sessionUses(.session(arn), in: time..<time + RoleSession.longest)
        let keys = Dictionary(grouping: uses.filter { $0.accessKey != nil }) { $0.accessKey ?? "" }
        let candidates = keys.filter { key, uses in
            key != signIn.start.callerKey && !uses.contains { $0.flags.contains(.console) }
        }.sorted { ($0.value[0].first, $0.key) < ($1.value[0].first, $1.key) }
        for (key, uses) in candidates where try index.sessionStarts(.issuing(key)).isEmpty {
            let own = try self.signIn(of: index.sessionUses(.key(key)), in: arn)
            if own?.identifier == signIn.identifier, !uses.isEmpty { return key }
        }
        return nil
    }

    /// All that was done in the session that a key belongs to, the calls of services included; nil
    /// where there is no session.
    private func sessionUses(of link: SessionLink) throws -> [SessionUse]? {
        guard let arn = link.session, let key = link.accessKey,
            let first = link.uses.map(\.first).min() ?? link.start?.start.time,
            let last = link.uses.map(\.last).max() ?? link.start?.start.time
        else { return nil }
        let span = first.seconds - RoleSession.longest..<last.seconds + RoleSession.longest
        let sessions = try RoleSession.joined(
            index.sessionStarts(.session(arn), in: span),
            index.sessionUses(.session(arn), in: span)
        )
        let own =
            sessions.first { $0.accessKey == key }
            ?? sessions.first { $0.uses.contains { $0.accessKey == key } }
        return own?.uses
    }

    private func link(_ session: RoleSession) -> SessionLink {
        SessionLink(
            start: session.start,
            copy: session.copy,
            accessKey: session.accessKey,
            session: session.session,
            principal: session.uses.first?.principal,
            uses: session.uses
        )
    }

    /// Adds the sessions that began in one, and those that began in them.
    private func addChildren(to link: inout SessionLink, _ seen: inout Set<String>) throws {
        for begun in try begun(from: link) {
            guard seen.count < Self.limit else {
                link.omitted += 1
                continue
            }
            guard let start = begun.start else { continue }
            let issued =
                start.start.method == .signIn ? try key(of: start) : start.start.issuedKey
            guard let key = issued, seen.insert(key).inserted else {
                Self.addAttempt(begun, to: &link)
                continue
            }
            var child = try self.link(key: key)
            child.start = start
            child.copy = begun.copy
            try addChildren(to: &child, &seen)
            link.children.append(child)
        }
    }

    /// Adds a start without a key; one that repeats the last is counted there.
    private static func addAttempt(_ begun: RoleSession, to link: inout SessionLink) {
        guard let start = begun.start?.start else { return }
        if let last = link.children.indices.last,
            let before = link.children[last].start?.start, before.issuedKey == nil,
            link.children[last].accessKey == nil,
            before.method == start.method, before.role == start.role,
            before.audience == start.audience,
            before.outcome == start.outcome, before.sessionName == start.sessionName
        {
            link.children[last].attempts += 1
            return
        }
        link.children.append(
            SessionLink(start: begun.start, copy: begun.copy, session: start.session)
        )
    }

    /// The starts that were made with a session's key, or in the session without one.
    private func begun(from link: SessionLink) throws -> [RoleSession] {
        var starts = try link.accessKey.map { try index.sessionStarts(.madeWith($0)) } ?? []
        if let arn = link.session {
            starts += try index.sessionStarts(.madeWithoutKey(session: arn)).filter {
                link.wasInUse(at: $0.start.time)
            }
        }
        return RoleSession.merged(starts.sorted { $0.start.time < $1.start.time })
    }

    /// One use for each other key of the same session that was in use during this one's time.
    private func siblings(of link: SessionLink) throws -> [SessionUse] {
        guard let arn = link.session, let key = link.accessKey,
            let first = link.uses.map(\.first).min(), let last = link.uses.map(\.last).max()
        else { return [] }
        var siblings: [String: SessionUse] = [:]
        // Long enough for a key that was in use before and after, and not in between.
        let span = first.seconds - RoleSession.longest..<last.seconds + RoleSession.longest
        for use in try index.sessionUses(.session(arn), in: span) {
            guard let other = use.accessKey, other != key, other != link.start?.start.callerKey
            else { continue }
            guard var known = siblings[other] else {
                siblings[other] = use
                continue
            }
            known.count += use.count
            known.first = min(known.first, use.first)
            known.last = max(known.last, use.last)
            siblings[other] = known
        }
        siblings = siblings.filter { $0.value.first <= last && $0.value.last >= first }
        return siblings.values.sorted { $0.first < $1.first }
    }
}

extension SessionTracer {
    private static func cause(of start: SessionStartRecord) -> SessionTrace.Cause {
        let caller = start.start.caller
        if start.start.method == .instanceProfile, let id = start.start.sessionName {
            return .instance(id)
        }
        switch caller.kind {
        case .service: return .service(caller.name)
        case .account: return .account(caller.accountID)
        case .subject: return .subject(caller, provider: start.start.provider)
        case .role, .user, .root, .unknown:
            guard !caller.name.isEmpty else { return .missing }
            let kind = caller.kind == .role ? "role" : caller.kind == .root ? "root" : "user"
            return .principal(
                IndexedPrincipal(
                    text: caller.arn ?? caller.name,
                    type: kind,
                    role: kind == "role" ? caller.arn : nil
                )
            )
        }
    }

    /// The cause of a key or session whose beginning nobody recorded: its owner, where it is no
    /// role's.
    private static func cause(ofUnbegun link: SessionLink) -> SessionTrace.Cause {
        guard let principal = link.principal, principal.role == nil else { return .missing }
        return cause(of: principal)
    }

    private static func cause(of principal: IndexedPrincipal) -> SessionTrace.Cause {
        guard !principal.text.isEmpty else { return .missing }
        let named = principal.principal
        switch named.kind {
        case .service: return .service(named.name)
        case .account: return .account(named.accountID)
        case .subject where principal.type != "federated": return .subject(named, provider: nil)
        default: return .principal(principal)
        }
    }

    /// Joins ways that begin alike.
    private func forest(_ paths: [TracePath]) throws -> [SessionTrace] {
        var traces: [SessionTrace] = []
        for path in paths {
            let links = path.links.reversed().reduce(nil as SessionLink?) { below, link in
                var link = link
                if let below { link.children = [below] }
                return link
            }
            let position =
                traces.firstIndex { $0.cause == path.cause && path.cause != .missing }
                ?? {
                    traces.append(SessionTrace(cause: path.cause, links: []))
                    return traces.count - 1
                }()
            if let links { Self.graft(links, onto: &traces[position].links) }
        }
        return traces
    }

    private static func graft(_ link: SessionLink, onto links: inout [SessionLink]) {
        guard let position = links.firstIndex(where: { $0.identity == link.identity }) else {
            links.append(link)
            return
        }
        links[position].isAskedFor = links[position].isAskedFor || link.isAskedFor
        for child in link.children {
            let known = links[position].children.count
            graft(child, onto: &links[position].children)
            if links[position].children.count > known, links[position].omitted > 0 {
                links[position].omitted -= 1
            }
        }
    }
}

extension RoleSessionStart {
    /// Whether a session that began so may have been in use first at a time.
    fileprivate func isBefore(_ first: EventTime) -> Bool {
        !outcome.isFailure && time <= first
            && first.seconds - time.seconds <= RoleSession.longest
    }
}

extension SessionLink {
    /// Whether a time is within the session, by its start and its calls.
    fileprivate func wasInUse(at time: EventTime) -> Bool {
        let first = [start?.start.time, uses.map(\.first).min()].compactMap(\.self).min()
        guard let first, first <= time else { return false }
        let end = start.map { $0.start.time.seconds + RoleSession.longest }
        return time.seconds <= max(end ?? 0, uses.map(\.last.seconds).max() ?? 0)
    }
}
