import AuditIndex
import SecurityArchitecture

/// A secret of one environment, and those who have it.
struct SecretHolding {
    /// Somebody who got its value from a usual place.
    struct Reader {
        /// How it is written, with the placeholder where the environment is in it.
        var pattern: String
        /// Whether it did so on enough days.
        var isHabit: Bool
        /// What was seen of it.
        var words: String
    }

    /// The name, with the placeholder where the environment is in it.
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

    /// Adds another secret that the same pattern means.
    mutating func add(_ other: SecretHolding) {
        readers += other.readers
        rotators.formUnion(other.rotators)
        sighting.add(other.sighting)
        checks += other.checks
    }

    /// Tells the readers to declare from those to look at.
    ///
    /// - parameter habits: Patterns of secrets, and of their readers of habit in any environment.
    mutating func settle(_ habits: Set<[String]>) {
        var patterns: Set<String> = []
        for reader in readers {
            if reader.isHabit || habits.contains([pattern, reader.pattern]) {
                patterns.insert(reader.pattern)
            } else {
                checks.append(reader.words)
            }
        }
        guard patterns.count <= Self.mostReaders else {
            checks.append("\(patterns.count) roles and users read it; name those that should")
            return
        }
        declared = patterns.sorted()
    }

    /// A secret that more have is nobody's in particular, and nobody would read the list.
    private static let mostReaders = 30

    /// What secrets have in common that go into one entry.
    ///
    /// A function that rotates one secret of a folder may rotate the others.
    var common: [String] {
        let own = pattern.contains(PatternText.placeholder) ? "" : environment ?? "/"
        return [folder, kind.rawValue, own] + declared
    }
}
