import AuditIndex
import SecurityArchitecture

extension Proposer {
    mutating func findSecrets() {
        let rotators = habitualRotators()
        let all = Dictionary(grouping: survey.accesses, by: \.secret)
        let places = Dictionary(grouping: all.keys, by: \.name)
        var holdings: [SecretHolding] = []
        for (secret, accesses) in all.sorted(by: { $0.key.arn < $1.key.arn }) {
            let sum = Sighting.sum(accesses.map(\.sighting))
            guard sum.count > 0 else {
                check("secrets", "\(secret.name), never read: \(sum.words)")
                continue
            }
            let environments = (places[secret.name] ?? []).map {
                environment(account: $0.place.accountID, name: $0.name) ?? ""
            }
            let isShared = Set(environments).count > 1
            let name = isShared ? secret.arn : secret.name
            guard PatternText.isWritable(name) else {
                check("secrets", "a name that cannot be written in this file: \(secret.name)")
                continue
            }
            holdings.append(holding(secret, isShared: isShared, accesses, rotators))
        }
        holdings = merged(holdings)
        // A service's habit in one environment counts in the others where it was seen.
        var habits: Set<[String]> = []
        for holding in holdings {
            for reader in holding.readers where reader.isHabit {
                habits.insert([holding.pattern, reader.pattern])
            }
        }
        for index in holdings.indices { holdings[index].declareReaders(habits) }
        var used: Set<String> = []
        for group in Self.entries(holdings) { proposal.secrets.append(entry(group, &used)) }
    }

    /// Puts secrets that have everything in common into one entry.
    ///
    /// An entry stands for each of its names in each of its environments, so names go together only
    /// where they were seen in the same ones: else a name would be in two entries.
    private static func entries(_ holdings: [SecretHolding]) -> [[SecretHolding]] {
        Dictionary(grouping: holdings, by: \.common).values.flatMap { group in
            let environments = group.reduce(into: [String: Set<String>]()) {
                $0[$1.pattern, default: []].insert($1.environment ?? "")
            }
            return Dictionary(grouping: group) { environments[$0.pattern] ?? [] }.values
        }.sorted {
            ($0[0].pattern, $0[0].environment ?? "") < ($1[0].pattern, $1[0].environment ?? "")
        }
    }

    /// Merges secrets that one pattern matches: replicas in other regions, and secrets of the same
    /// name in accounts of the same environment.
    ///
    /// Keeps only the busiest 500, so that the file stays readable.
    private mutating func merged(_ holdings: [SecretHolding]) -> [SecretHolding] {
        var merged: [[String]: SecretHolding] = [:]
        for holding in holdings {
            let key = [holding.pattern, holding.environment ?? ""]
            merged[key]?.add(holding)
            if merged[key] == nil { merged[key] = holding }
        }
        let most = 500
        if merged.count > most {
            check("secrets", "and \(merged.count - most) less used secrets")
        }
        return Array(
            merged.values.sorted {
                ($0.sighting.count, $1.pattern) > ($1.sighting.count, $0.pattern)
            }.prefix(most)
        ).sorted { ($0.pattern, $0.environment ?? "") < ($1.pattern, $1.environment ?? "") }
    }

    /// Roles that rotate: services assume them, or they wrote on several days.
    private func habitualRotators() -> Set<String> {
        let writes = survey.accesses.filter {
            [.rotate, .write].contains($0.operation) && $0.sighting.count > 0
                && $0.principal.principal.kind == .role && isUsual($0.address)
        }
        let functions = functionRoles
        return Set(
            Dictionary(grouping: writes, by: \.principal.text).filter { text, writes in
                functions.contains(text)
                    || threshold.isHabit(Sighting.sum(writes.map(\.sighting)))
                        && !writes[0].principal.isPerson
            }.keys
        )
    }

    /// The roles that services assumed for functions and tasks.
    var functionRoles: Set<String> {
        let services: Set<String> = [
            "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "pods.eks.amazonaws.com",
        ]
        return Set(
            survey.starts.lazy.map(\.start).filter {
                $0.method == .service && services.contains($0.caller.name)
                    && !$0.outcome.isFailure
            }.compactMap(\.role)
        )
    }

    private func holding(
        _ secret: SecretReference,
        isShared: Bool,
        _ accesses: [IndexSurvey.SecretUse],
        _ rotators: Set<String>
    ) -> SecretHolding {
        let environment = environment(account: secret.place.accountID, name: secret.name)
        let folder = secret.name.lastIndex(of: "/").map { String(secret.name[..<$0]) } ?? ""
        var holding = SecretHolding(
            pattern: PatternText.literal(isShared ? secret.arn : secret.name),
            folder: Self.template(folder, environment),
            kind: Self.kind(secret.name),
            environment: environment,
            sighting: Sighting.sum(accesses.map(\.sighting))
        )
        if let environment, !isShared,
            let template = PatternText.template(secret.name, environment)
        {
            holding.pattern = template
        }
        let reads = accesses.filter { $0.operation.revealsValue }
        let byReader = Dictionary(grouping: reads) { $0.principal.role ?? $0.principal.text }
        for (_, reads) in byReader.sorted(by: { $0.key < $1.key }) {
            check(reads, rotators, secret, &holding)
        }
        for access in accesses
        where [.rotate, .write].contains(access.operation)
            && rotators.contains(access.principal.text)
        {
            if let text = pattern(access.principal.principal, in: environment) {
                holding.rotators.insert(text)
            }
        }
        return holding
    }

    /// Adds a reader to the rotators, the readers, or the checks.
    private func check(
        _ reads: [IndexSurvey.SecretUse],
        _ rotators: Set<String>,
        _ secret: SecretReference,
        _ holding: inout SecretHolding
    ) {
        let principal = reads[0].principal
        let direct = reads.filter { $0.operation == .read }
        var usual = Sighting.sum(direct.filter { isUsual($0.address) }.map(\.sighting))
        if direct.isEmpty {
            // A decryption comes from AWS whoever asked, so days with an unknown network do not count.
            usual = Sighting.sum(reads.map(\.sighting))
            usual.days.subtract(strangeDays(principal))
        }
        var strange = direct.filter { !isUsual($0.address) }
        let text = principal.isPerson ? nil : pattern(principal.principal, in: holding.environment)
        if let text, usual.days.isEmpty == false {
            if rotators.contains(principal.text) {
                holding.rotators.insert(text)
            } else {
                holding.readers.append(
                    .init(
                        pattern: text,
                        isHabit: threshold.isHabit(usual),
                        words: words(secret, principal, direct.isEmpty ? reads : direct)
                    )
                )
            }
        } else {
            strange = direct.isEmpty ? reads : direct
        }
        if !strange.isEmpty { holding.checks.append(words(secret, principal, strange)) }
    }

    /// The days on which a principal called from a network that is not proposed.
    private func strangeDays(_ principal: IndexedPrincipal) -> Set<Int64> {
        let name = principal.role ?? principal.text
        return survey.calls.reduce(into: []) { days, call in
            guard (call.principal.role ?? call.principal.text) == name, !isUsual(call.address)
            else { return }
            days.formUnion(call.sighting.days)
        }
    }

    private func words(
        _ secret: SecretReference,
        _ principal: IndexedPrincipal,
        _ reads: [IndexSurvey.SecretUse]
    ) -> String {
        let addresses = Set(reads.map(\.address)).filter { !$0.isEmpty }.sorted()
        let from = addresses.isEmpty ? "" : " from \(addresses.prefix(3).joined(separator: ", "))"
        let sum = Sighting.sum(reads.map(\.sighting))
        return "\(secret.name): \(principal.principal.name)\(from); \(sum.words)"
    }

    /// A principal in the entry of an environment.
    private func pattern(_ principal: Principal, in environment: String?) -> String? {
        guard let pattern = Self.pattern(principal) else { return nil }
        let own = self.environment(principal)
        return own == environment ? Self.template(pattern, own) : pattern
    }

    private func entry(_ group: [SecretHolding], _ used: inout Set<String>) -> Proposal.Secrets {
        let patterns = Set(group.map(\.pattern)).sorted()
        let all = proposal.environments.map(\.name)
        let environments = all.filter { name in group.contains { $0.environment == name } }
        let readers = group[0].declared
        let rotators = group.reduce(into: Set()) { $0.formUnion($1.rotators) }.sorted()
        let isTemplate = ([patterns[0]] + readers + rotators).contains {
            $0.contains(PatternText.placeholder)
        }
        return Proposal.Secrets(
            name: Self.entryName(patterns[0], &used),
            kind: group[0].kind,
            names: patterns,
            environments: isTemplate && environments != all ? environments : nil,
            readers: readers,
            rotators: rotators,
            words: Sighting.sum(group.map(\.sighting)).words,
            checks: group.flatMap(\.checks)
        )
    }
}

/// A secret of one environment, and its readers.
struct SecretHolding {
    /// A principal that read it from a usual network.
    struct Reader {
        /// Its pattern, with the placeholder for the environment.
        var pattern: String
        /// Whether it did so on enough days.
        var isHabit: Bool
        /// What was seen of it.
        var words: String
    }

    /// The name, with the placeholder for the environment.
    var pattern: String
    /// The folder, likewise.
    var folder: String
    var kind: SecretKind
    var environment: String?
    var readers: [Reader] = []
    var rotators: Set<String> = []
    var sighting: Sighting
    var checks: [Proposal.Check] = []
    /// The readers to declare.
    private(set) var declared: [String] = []

    init(
        pattern: String,
        folder: String,
        kind: SecretKind,
        environment: String?,
        sighting: Sighting
    ) {
        self.pattern = pattern
        self.folder = folder
        self.kind = kind
        self.environment = environment
        self.sighting = sighting
    }

    /// Adds another secret that the same pattern matches.
    mutating func add(_ other: SecretHolding) {
        readers += other.readers
        rotators.formUnion(other.rotators)
        sighting.add(other.sighting)
        checks += other.checks
    }

    /// Separates the readers to declare from those to check.
    ///
    /// - parameter habits: Patterns of secrets, and of their readers of habit in any environment.
    mutating func declareReaders(_ habits: Set<[String]>) {
        var patterns: Set<String> = []
        for reader in readers {
            if reader.isHabit || habits.contains([pattern, reader.pattern]) {
                patterns.insert(reader.pattern)
            } else {
                checks.append(reader.words)
            }
        }
        guard patterns.count <= Self.mostReaders else {
            checks.append("\(patterns.count) roles and users read it; declare those that should")
            return
        }
        declared = patterns.sorted()
    }

    /// Nobody would review a longer list.
    private static let mostReaders = 30

    /// What the secrets of one entry have in common.
    ///
    /// Rotators are left out: a function that rotates one secret of a folder may rotate the others.
    var common: [String] {
        let own = pattern.contains(PatternText.placeholder) ? "" : environment ?? "/"
        return [folder, kind.rawValue, own] + declared
    }
}
