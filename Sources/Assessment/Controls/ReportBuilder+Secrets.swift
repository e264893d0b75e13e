import AuditIndex
import Basics
import SecurityArchitecture

/// The controls on secrets: readers, rotation, service credentials.
extension ReportBuilder {
    var secrets: Evidence {
        let architecture = material.architecture
        let groups = architecture.secrets.map(\.name).distinct
        let withReaders = architecture.secrets.filter { $0.readers != nil }.map(\.name).distinct
        var evidence = Evidence()
        if !architecture.secrets.isEmpty {
            evidence.declared.append(
                "\(Count(groups.count, "secret group")), "
                    + "\(Count(withReaders.count)) with readers"
            )
        }
        var (declared, evaluated, own, placed, denied) = (0, 0, 0, 0, 0)
        var last: Int64 = 0
        struct Pair: Hashable {
            var secret: String
            var reader: String
        }
        var strangers: [Pair: (count: Int, first: Int64, last: Int64)] = [:]
        for read in material.reads {
            denied += read.denied
            guard read.reads > 0 else { continue }
            let facts = material.classifier.facts(of: read.secret)
            let principal = read.principal.principal
            let status = facts.status(of: principal)
            if status != .unknown { evaluated += read.reads }
            if status == .declared {
                declared += read.reads
                last = max(last, read.last)
            }
            let place = material.classifier.facts(of: read.principal.identity()).environment
            var isForeign = false
            if let place, let environment = facts.environment {
                placed += read.reads
                if place.name == environment.name { own += read.reads } else { isForeign = true }
            }
            guard status == .undeclared || isForeign && status != .declared else { continue }
            let pair = Pair(secret: read.secret.name, reader: ShortName.reader(read.principal))
            let known = strangers[pair]
            strangers[pair] = (
                (known?.count ?? 0) + read.reads, min(known?.first ?? .max, read.first),
                max(known?.last ?? 0, read.last)
            )
        }
        evidence.figures = [
            ReportFigure(
                label: "reads by declared readers",
                count: declared,
                total: evaluated,
                last: last
            ),
            ReportFigure(
                label: "reads from the secret's own environment",
                count: own,
                total: placed
            ),
            ReportFigure(label: "denied attempts", count: denied, isEvidence: false),
        ]
        evidence.against = strangers.map { pair, seen in
            ReportFinding(
                .high,
                "\(pair.reader) read \(pair.secret) but is not a declared reader",
                count: seen.count,
                first: seen.first,
                last: seen.last,
                look: "audit secrets \(pair.secret.shellWord)"
            )
        }
        return evidence
    }

    var rotation: Evidence {
        let declared = material.architecture.secrets.filter { $0.rotation?.maximumAge != nil }
        var evidence = Evidence()
        evidence.declared =
            declared.map { "\($0.name): at most \($0.rotation?.maximumAge?.description ?? "") old" }
            .distinct
        let due = material.secrets.filter { $0.rotation.maximumAge != nil }
        let inTime = due.filter {
            !$0.rotation.isOverdue && $0.rotation.state.failures == 0
                && $0.rotation.state.lastSuccess != nil
        }
        let events = material.calls.filter { $0.eventName == "RotationSucceeded" }
        evidence.figures = [
            ReportFigure(
                label: "secrets rotated on time",
                count: inTime.count,
                total: due.count,
                last: inTime.compactMap { $0.rotation.state.lastSuccess?.seconds }.max()
            ),
            ReportFigure(
                label: "successful rotations",
                count: events.reduce(0) { $0 + $1.count },
                last: events.map(\.lastDay).max(),
                isEvidence: false
            ),
            ReportFigure(
                label: "secrets not rotated since the logs begin, but not overdue",
                count: due.count { !$0.rotation.isOverdue && $0.rotation.state.lastSuccess == nil },
                isEvidence: false
            ),
        ]
        for view in material.secrets {
            let state = view.rotation.state
            let name = view.record.reference.name
            var words: [String] = []
            if view.rotation.isOverdue { words.append("is overdue") }
            if view.rotation.maximumAge != nil, state.turnedOff != nil {
                words.append("is disabled")
            }
            if state.failures > 0 { words.append("failed") }
            guard !words.isEmpty else { continue }
            evidence.against.append(
                ReportFinding(
                    .medium,
                    "Rotation of \(name) \(words.joined(separator: " and "))",
                    count: max(state.failures, 1),
                    last: (state.lastFailure ?? state.turnedOff)?.seconds,
                    look: "audit secrets \(name.shellWord)"
                )
            )
        }
        return evidence
    }

    var roleBasedAccess: Evidence {
        var evidence = Evidence(needsDeclaration: false)
        let architecture = material.architecture
        for (groups, kind) in [
            (architecture.people, "people"), (architecture.workloads, "workloads"),
        ] where !groups.isEmpty {
            let names = groups.map(\.name).distinct
            evidence.declared.append("\(kind): \(names.joined(separator: ", "))")
        }
        let reads = material.reads.filter { $0.reads > 0 }
        let byRole = reads.filter { !$0.isLongTermKey }
        let users = material.calls.filter { $0.principal?.type == "user" }
        let all = material.calls.filter { $0.principal != nil }
        evidence.figures = [
            ReportFigure(
                label: "secret reads with role credentials",
                count: byRole.reduce(0) { $0 + $1.reads },
                total: reads.reduce(0) { $0 + $1.reads },
                last: byRole.map(\.last).max()
            ),
            ReportFigure(
                label: "calls by IAM users",
                count: users.reduce(0) { $0 + $1.count },
                total: all.reduce(0) { $0 + $1.count },
                last: users.map(\.lastDay).max(),
                isEvidence: false
            ),
        ]
        var byUser: [String: [SecretReadCount]] = [:]
        for read in reads where read.isLongTermKey {
            byUser[ShortName.reader(read.principal), default: []].append(read)
        }
        evidence.against = byUser.map { user, reads in
            ReportFinding(
                .high,
                "\(user) read secrets with a long-term key",
                count: reads.reduce(0) { $0 + $1.reads },
                first: reads.map(\.first).min(),
                last: reads.map(\.last).max(),
                look: "audit search --principal \(user.shellWord) --event 'Get*'"
            )
        }
        return evidence
    }

    var serviceAuthentication: Evidence {
        let architecture = material.architecture
        let kinds: Set<SecretKind> = [.apiKey, .oauth2Client, .serviceToken]
        let groups = architecture.secrets.filter { kinds.contains($0.kind) }
        var evidence = Evidence()
        if !groups.isEmpty {
            evidence.declared.append(
                "service credentials: \(groups.map(\.name).distinct.joined(separator: ", "))"
            )
        }
        if !architecture.api.keys.isEmpty {
            evidence.declared.append("\(Count(architecture.api.keys.count, "API key"))")
        }
        var (declared, evaluated) = (0, 0)
        var last: Int64 = 0
        var strangers: [SecretReadCount] = []
        for read in material.reads where read.reads > 0 {
            let facts = material.classifier.facts(of: read.secret)
            guard let kind = facts.kind, kinds.contains(kind) else { continue }
            let status = facts.status(of: read.principal.principal)
            if status != .unknown { evaluated += read.reads }
            if status == .undeclared { strangers.append(read) }
            guard status == .declared else { continue }
            declared += read.reads
            last = max(last, read.last)
        }
        evidence.figures = [
            ReportFigure(
                label: "reads of service credentials by declared readers",
                count: declared,
                total: evaluated,
                last: last
            )
        ]
        let bySecret = Dictionary(grouping: strangers, by: \.secret.name)
        evidence.against = bySecret.map { name, reads in
            ReportFinding(
                .high,
                "Service credential \(name) was read by an undeclared reader",
                count: reads.reduce(0) { $0 + $1.reads },
                first: reads.map(\.first).min(),
                last: reads.map(\.last).max(),
                look: "audit secrets \(name.shellWord)"
            )
        }
        evidence.figures += changes(.serviceAuthentication, "changes to API keys or authorizers")
        return evidence
    }
}

extension String {
    /// The text as one word of a shell command, quoted if necessary.
    package var shellWord: String {
        let isPlain = unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "-_./:@+=,".unicodeScalars.contains($0))
        }
        return isPlain && !isEmpty && !hasPrefix("-")
            ? self : "'" + replacing("'", with: #"'\''"#) + "'"
    }
}
