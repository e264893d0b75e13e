import Basics
import Foundation
import StrictYAML
import Yams

/// The security architecture that a team has declared in its `audit.yaml`.
///
/// For example:
///
/// ```swift
/// let architecture = try Architecture(yaml: bytes, file: "audit.yaml")
/// architecture.environments.map(\.name)   // ["prod", "staging", "dev"]
/// let classifier = Classifier(architecture)
/// ```
///
/// Every section is optional. What is not declared is guessed from names, except with `guess:
/// false`. Every fact says whether it was declared or guessed.
///
/// ## Topics
///
/// - ``init(yaml:file:)``
/// - ``guessed``
/// - ``Classifier``
package struct Architecture: Hashable, Sendable {
    /// In the order of the declaration.
    package var environments: [Environment] = []
    package var organizations: [Organization] = []
    package var secrets: [SecretDeclaration] = []
    package var deploymentRoles: [DeploymentRole] = []
    package var people: [PrincipalGroup] = []
    package var workloads: [PrincipalGroup] = []
    package var breakGlassRoles: [BreakGlassRole] = []
    package var networks: [Network] = []
    /// The buckets that keep logs; nil where nothing is declared.
    package var logBuckets: [NamePattern]?
    package var securityGroups: [SecurityGroup] = []
    package var subnets: [SubnetTier] = []
    package var signingKeys: [SigningKey] = []
    package var api = APIDeclaration()
    package var mutualTLS: [MutualTLS] = []
    /// For windows and freezes without a zone.
    package var timeZone = ClockZone.utc
    /// Whether undeclared facts are guessed from names.
    package var guessesTheRest = true
    /// What rules insert for `%name%`, see ``Placeholders``.
    package var placeholders: [String: [String]] = [:]
    /// 32 hexadecimal digits that change with the meaning of the file.
    ///
    /// Comments, white space, quotes, the order of keys and aliases do not count; the order of
    /// lists does.
    package var contentHash = Architecture.undeclaredHash

    /// Whether anything is declared.
    package var isDeclared: Bool { contentHash != Self.undeclaredHash }

    /// Nothing declared, everything guessed.
    package static let guessed = Architecture()

    private static let undeclaredHash = String(repeating: "0", count: 32)

    package func environment(named name: String) -> Environment? {
        environments.first { $0.name == name }
    }

    /// The security group with an id, in any environment.
    package func securityGroup(id: String) -> SecurityGroup? {
        securityGroups.first { $0.ids.values.contains(id) || $0.sharedIDs.contains(id) }
    }
}

extension Architecture {
    /// The environments that facts can name: the declared ones, or without any the ones guessed
    /// from names.
    package var knownEnvironments: [EnvironmentFact] {
        guard environments.isEmpty else {
            return environments.map {
                EnvironmentFact(
                    name: $0.name,
                    isProduction: $0.isProduction,
                    provenance: .declared
                )
            }
        }
        guard guessesTheRest else { return [] }
        return NameGuess.EnvironmentClass.allCases.map {
            EnvironmentFact(
                name: $0.rawValue,
                isProduction: $0 == .production,
                provenance: .guessed
            )
        }
    }

    /// The names of the environments that match a glob.
    ///
    /// For example:
    ///
    /// ```swift
    /// try architecture.environmentNames(matching: "prod-*")       // ["prod-eu", "prod-us"]
    /// try architecture.environmentNames(matching: "production")   // the same, if both are that
    /// ```
    ///
    /// - parameter text: A glob that ignores case. `production` means every environment that is
    ///   declared to be production, unless one has that name. Without declared environments, a word
    ///   such as `prod` means the environment guessed from it.
    /// - throws: A ``TextFault`` with the nearest name where no environment matches.
    package func environmentNames(matching text: String) throws(TextFault) -> Set<String> {
        let known = knownEnvironments
        let glob: Glob
        do {
            glob = try Glob(text, caseInsensitive: true)
        } catch { throw TextFault("\(error)") }
        let names = known.filter { glob.matches($0.name) }.map(\.name)
        if !names.isEmpty { return Set(names) }
        if text.lowercased() == "production" {
            let production = known.filter(\.isProduction).map(\.name)
            if !production.isEmpty { return Set(production) }
        }
        if environments.isEmpty, guessesTheRest, glob.isLiteral,
            let guess = NameGuess.environment(text)
        {
            return [guess.rawValue]
        }
        guard !known.isEmpty else {
            throw TextFault("no environments are declared, and 'guess: false' turns guessing off")
        }
        let hint = NearestName.hint(text, among: known.map(\.name))
        throw TextFault("unknown environment \(text.quoted)\(hint)")
    }
}

extension Architecture {
    /// Reads a declaration.
    ///
    /// For example:
    ///
    /// ```swift
    /// do {
    ///     let architecture = try Architecture(yaml: bytes, file: "audit.yaml")
    /// } catch {
    ///     print(error)   // audit.yaml:12:5: environments.prod.accounts: …, one line a problem
    /// }
    /// ```
    ///
    /// The keys of the file; each section is optional, and a list of one may be a string.
    ///
    /// | section | keys |
    /// | --- | --- |
    /// | `time-zone` | the IANA zone of windows and freezes that name none; UTC |
    /// | `guess` | whether the rest is guessed from names; true |
    /// | `environments` | NAME: `production` (false), `accounts`, `roles`, `secrets`, `resources`, `vpcs` |
    /// | `organizations` | ids; or ID: `accounts` |
    /// | `networks` | NAME: a list of blocks, addresses and endpoints, or `cidrs`, `nat`, `vpc-endpoints` |
    /// | `secrets` | NAME: `names`, `kind`, `environment`, `readers`, `rotation` (`max-age`, `by`, `functions`), `replica-regions` |
    /// | `deployment-roles` | NAME: `role` (the name), `environment`, `assumed-by`, `provider`, `from`, `windows`, `freezes`, `time-zone`, `max-session`, `allowed`, `forbidden` |
    /// | `people`, `workloads` | `roles`, `users`, `environment`, `from`, `clients`; or NAME: the same; or a list of roles |
    /// | `break-glass` | NAME: `role` (the name), `environment`, `assumed-by`, `from`; or a list of roles |
    /// | `security-groups` | NAME: `id` or `ids` (one, a list, or by environment), `ingress`, `egress`, `description` |
    /// | `subnets` | `public`, `private`, `isolated`: a list of ids, or `ids`, `route-tables` |
    /// | `logs` | `buckets` |
    /// | `signing-keys` | NAME: `keys`, `algorithm`, `signers`, `environment` |
    /// | `api` | `keys`, `usage-plans`, `web-acls`, `cors-origins` |
    /// | `mtls` | `listeners`, `trust-stores`; or NAME: the same |
    ///
    /// In secrets, roles, groups and signing keys `<environment>` stands for each environment in
    /// turn, and `environment` may be a list. Where several sections match one role, `break-glass`
    /// wins over `deployment-roles`, these over `people`, these over `workloads`. Anchors, aliases
    /// and merge keys work as in YAML. Keys ignore case.
    ///
    /// - parameters:
    ///   - yaml: The bytes of the file, UTF-8, at most 1 MiB.
    ///   - file: The file's name, for messages.
    /// - throws: ``ArchitectureErrors`` with all problems.
    /// - complexity: O(n) in the file's values; patterns of the same rank are compared in pairs.
    package init(yaml: [UInt8], file: String) throws(ArchitectureErrors) {
        let log = ProblemLog(file: file)
        guard let root = YAMLFile.root(yaml, log: log) else {
            try log.check()
            throw ArchitectureErrors(problems: [])
        }
        var digest = YAMLDigest()
        digest.add(root)
        if digest.isTooLarge {
            log.add("more than \(YAMLLimits.values) values, or nested too deeply", at: nil)
            try log.check()
        }
        var reader = ArchitectureReader(log: log)
        reader.read(YAMLValue(node: root, path: "", log: log))
        ConflictCheck(reader.architecture, origins: reader.origins, log: log).run()
        try log.check()
        self = reader.architecture
        contentHash = digest.description
    }

    /// Reads a declaration from a file.
    ///
    /// - parameter path: The path, which is also the file's name in messages.
    /// - throws: ``ArchitectureErrors`` with all problems, also where the file cannot be read.
    package init(contentsOf path: String) throws(ArchitectureErrors) {
        let bytes: [UInt8]
        do {
            // One byte beyond the limit shows that the file is too large.
            bytes = try SettingsFile.read(path, upTo: YAMLLimits.bytes + 1)
        } catch {
            let log = ProblemLog(file: path)
            log.add("cannot be read: \(error)", at: nil)
            try log.check()
            bytes = []
        }
        try self.init(yaml: bytes, file: path)
    }
}

/// Finds equally specific patterns of different environments.
struct ConflictCheck {
    /// Comparing patterns costs the product of their lengths; this bounds a file's total.
    private static let budget = 10_000_000

    private let origins: [ArchitectureReader.Origin]
    private let log: ProblemLog

    init(_ architecture: Architecture, origins: [ArchitectureReader.Origin], log: ProblemLog) {
        self.origins = origins
        self.log = log
    }

    func run() {
        var spent = 0
        let ranks = Dictionary(grouping: origins) {
            "\($0.subject) \($0.pattern.glob.isLiteral) \($0.pattern.literalCount) "
                + "\($0.pattern.wildcardCount)"
        }
        for group in ranks.values {
            for (index, one) in group.enumerated() {
                for other in group.dropFirst(index + 1) where one.environment != other.environment {
                    spent +=
                        16 + one.pattern.glob.pattern.utf8.count
                        * other.pattern.glob.pattern.utf8.count
                    guard spent < Self.budget else { return }
                    guard let name = one.pattern.overlap(with: other.pattern) else { continue }
                    report(one, other, name)
                }
            }
        }
    }

    private func report(
        _ one: ArchitectureReader.Origin,
        _ other: ArchitectureReader.Origin,
        _ name: String
    ) {
        let line = one.mark.map { " (line \($0.line))" } ?? ""
        log.add(
            "\(other.pattern.description.quoted) of \(other.environment) and "
                + "\(one.pattern.description.quoted) of \(one.environment)\(line) are equally "
                + "specific, and both match \(name.quoted); make one of them more specific",
            at: other.mark,
            path: other.path
        )
    }
}
