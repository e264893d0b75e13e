import CloudTrail
import SecurityArchitecture
import StrictYAML

/// A rule of a program.
package struct ProgramRule: Sendable {
    package let rule: SigmaRule
    /// The filters that were added to it.
    package let filters: [SigmaFilter]
    /// Whether a match raises an alert on its own; not where a correlation uses it.
    package let raisesAlerts: Bool
    /// 32 hexadecimal digits that change when what the rule matches may have changed: when the
    /// rule does, or one of its filters.
    package let contentHash: String

    /// What the rule says about itself.
    package var header: RuleHeader { rule.header }

    init(_ rule: SigmaRule, filters: [SigmaFilter], raisesAlerts: Bool) {
        self.raisesAlerts = raisesAlerts
        self.rule = rule
        self.filters = filters
        contentHash = YAMLDigest.combined(
            [rule.header.contentHash] + filters.map(\.header.contentHash)
        )
    }
}

extension YAMLDigest {
    /// One hash of several; of one alone, itself.
    static func combined(_ hashes: [String]) -> String {
        guard hashes.count > 1 else { return hashes.first ?? "" }
        var digest = YAMLDigest()
        for hash in hashes { digest.add(hash) }
        return digest.description
    }
}

/// Which rules and correlations of a set a program has, and how they refer to each other.
struct ProgramSelection {
    private(set) var rules: [ProgramRule] = []
    private(set) var correlations: [ProgramCorrelation] = []

    init(_ set: RuleSet, where isIncluded: (RuleHeader) -> Bool) {
        var needed: Set<Int> = []
        var needsRule = set.rules.map { isIncluded($0.header) }
        var pending = set.correlations.indices.filter { isIncluded(set.correlations[$0].header) }
        // What a correlation refers to is looked at, though it may not be wanted for itself.
        while let index = pending.popLast() {
            guard needed.insert(index).inserted else { continue }
            for reference in set.correlations[index].references {
                switch reference {
                case .rule(let rule): needsRule[rule] = true
                case .correlation(let other): pending.append(other)
                }
            }
        }
        let silenced = Self.silenced(set, needed)
        var positions: [Int: Int] = [:]
        for (index, rule) in set.rules.enumerated() where needsRule[index] && rule.applies {
            positions[index] = rules.count
            rules.append(
                ProgramRule(
                    rule,
                    filters: set.filters.filter { $0.applies(to: rule) },
                    raisesAlerts: !silenced.contains(.rule(index)) && isIncluded(rule.header)
                )
            )
        }
        add(set, needed: needed.sorted(), positions, silenced, isIncluded)
    }

    private mutating func add(
        _ set: RuleSet,
        needed: [Int],
        _ positions: [Int: Int],
        _ silenced: Set<SigmaCorrelation.Reference>,
        _ isIncluded: (RuleHeader) -> Bool
    ) {
        let places = Dictionary(uniqueKeysWithValues: needed.enumerated().map { ($1, $0) })
        var hashes: [Int: String] = [:]
        for index in needed {
            let correlation = set.correlations[index]
            correlations.append(
                ProgramCorrelation(
                    correlation: correlation,
                    contentHash: hash(index, set, positions, &hashes),
                    raisesAlerts: !silenced.contains(.correlation(index))
                        && isIncluded(correlation.header),
                    references: correlation.references.map { reference in
                        switch reference {
                        case .rule(let rule):
                            positions[rule].map { .rule($0) } ?? .nothing
                        case .correlation(let other):
                            places[other].map { .correlation($0) } ?? .nothing
                        }
                    }
                )
            )
        }
    }

    private func hash(
        _ index: Int,
        _ set: RuleSet,
        _ positions: [Int: Int],
        _ known: inout [Int: String]
    ) -> String {
        if let hash = known[index] { return hash }
        var parts = [set.correlations[index].header.contentHash]
        for reference in set.correlations[index].references {
            switch reference {
            case .rule(let rule): parts.append(positions[rule].map { rules[$0].contentHash } ?? "")
            case .correlation(let other): parts.append(hash(other, set, positions, &known))
            }
        }
        let hash = YAMLDigest.combined(parts)
        known[index] = hash
        return hash
    }

    /// What raises no alerts of its own, since a correlation takes it up.
    private static func silenced(
        _ set: RuleSet,
        _ needed: Set<Int>
    ) -> Set<SigmaCorrelation.Reference> {
        var silenced: Set<SigmaCorrelation.Reference> = []
        for index in needed where !set.correlations[index].generates {
            silenced.formUnion(set.correlations[index].references)
        }
        return silenced
    }
}

/// A field that the tests of a program ask for.
struct ProgramField: Sendable {
    /// The path in the record.
    let path: FieldPath
    /// The derived field of that name, which is used where the record has no value.
    let fact: FactField?
    /// What decides the value, as far as that is known beforehand.
    let decider: Decider
    /// Whether its name makes each of its texts a credential, which is not kept.
    let isCredential: Bool

    /// What of an event decides the value of a field.
    enum Decider {
        /// `eventSource` and `eventName`.
        case action
        /// `userIdentity`, apart from what is another in each session, and whether the call was made
        /// in the console.
        case caller
        /// `readOnly`.
        case reading
        /// What indicates a failure, where something does.
        case outcome
        /// Anything.
        case event
    }

    init(_ name: String) {
        path = FieldPath(name)
        fact = FactField(rawValue: name)
        isCredential = Blanking.hidesAll(name)
        decider =
            switch name {
            case "eventSource", "eventName": .action
            case "readOnly": .reading
            case "errorCode", "errorMessage": .outcome
            default: Self.decider(path, fact)
            }
    }

    private static func decider(_ path: FieldPath, _ fact: FactField?) -> Decider {
        switch fact {
        case .principalName, .principalPerson, .principalType, .principalEnvironment,
            .principalStatus, .principalRotator, .actor, .principalKind, .forwarded:
            .caller
        case .failed, .denied: .outcome
        default:
            path.field == .userIdentity && !Event.pathsOfSession.contains(path.text)
                ? .caller : .event
        }
    }
}

/// A distinct test of a program.
struct ProgramTest: Sendable {
    /// The position among the fields; that of the message is -1.
    let field: Int
    /// The field that is referred to, or -1.
    let other: Int
    let matcher: FieldTest.Matcher
    /// What decides the answer.
    let decider: ProgramField.Decider
    /// Whether it is a keyword that is looked for together with all others.
    let isKeyword: Bool
    /// Whether its answer for a value is worth remembering.
    let isMemorable: Bool
}

/// A step of a rule's logic: a test, and where to go on its answer.
struct Branch: Sendable {
    static let accept: Int32 = -1
    static let reject: Int32 = -2

    var test: Int32
    var onTrue: Int32
    var onFalse: Int32
}

/// Fields whose values together say what a hit is about, or what of it is measured.
struct FieldTuple: Sendable {
    /// The positions of the fields among the program's.
    let fields: [Int]
    /// A number that tuples of the same fields share.
    let number: Int32

    var isEmpty: Bool { fields.isEmpty }
}

/// A correlation of a program.
package struct ProgramCorrelation: Sendable {
    /// What a correlation refers to.
    enum Reference: Hashable, Sendable {
        /// The rule at a position of the program.
        case rule(Int)
        /// The correlation at a position of the program.
        case correlation(Int)
        /// A rule that is about other logs, and never matches.
        case nothing
    }

    package let correlation: SigmaCorrelation
    /// 32 hexadecimal digits that change when what the correlation finds may have changed: when
    /// it does, or what it refers to.
    package let contentHash: String
    /// Whether what it finds raises an alert on its own; not where another correlation uses it.
    package let raisesAlerts: Bool

    let references: [Reference]

    /// What the correlation says about itself.
    package var header: RuleHeader { correlation.header }
}
