import CloudTrail

/// Whether somebody is meant to read a secret.
public enum ReaderStanding: String, CaseIterable, Hashable, Sendable {
    /// The declaration names the reader.
    case declared
    /// It names others.
    case undeclared
    /// It names nobody, or the call gets no value.
    case unknown
}

/// What a secret is, as far as it does not depend on the single event.
public final class SecretFacts: Sendable {
    /// The secret.
    public let reference: SecretReference
    /// The declaration that it falls under.
    public let declaration: SecretDeclaration?
    /// What it holds; nil where nothing is declared.
    public let kind: SecretKind?
    /// The environment.
    public let environment: EnvironmentFact?

    init(
        _ reference: SecretReference,
        _ declaration: SecretDeclaration?,
        _ environment: EnvironmentFact?
    ) {
        self.reference = reference
        self.declaration = declaration
        kind = declaration?.kind
        self.environment = environment
    }

    /// Whether a principal is a declared reader; those who rotate the secret are.
    public func standing(of principal: Principal) -> ReaderStanding {
        guard let readers = declaration?.readers else { return .unknown }
        if readers.contains(where: { $0.matches(principal) }) { return .declared }
        let rotators = declaration?.rotation?.rotators ?? []
        return rotators.contains { $0.matches(principal) } ? .declared : .undeclared
    }
}

/// Finds the declarations of secrets.
struct SecretTable {
    private var entries: [(pattern: NamePattern, secret: SecretDeclaration)] = []
    private let environments: EnvironmentTable

    init(_ architecture: Architecture, _ environments: EnvironmentTable) {
        self.environments = environments
        for secret in architecture.secrets {
            entries += secret.patterns.map { ($0, secret) }
        }
        entries.sort { $0.pattern.isMoreSpecific(than: $1.pattern) }
    }

    /// The facts about a secret; of an ambiguous reference, about the reading that is declared.
    func facts(_ reference: SecretReference) -> SecretFacts {
        let reference = reference.resolved { name in
            var candidate = reference
            candidate.name = name
            return entries.contains { $0.pattern.matches(candidate) }
        }
        let declaration = entries.first { $0.pattern.matches(reference) }?.secret
        let environment =
            environments.declared(declaration?.environment) ?? environments.secret(reference)
        return SecretFacts(reference, declaration, environment)
    }
}
