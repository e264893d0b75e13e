/// Finds the environment of accounts, roles, secrets and resources.
///
/// A pattern on the thing itself wins over its account, the more specific pattern over the less,
/// and every declaration over a guess: ``FactParts/targetEnvironment`` asks for the account of the
/// call before it believes what a name suggests.
struct EnvironmentTable {
    private var accounts: [String: EnvironmentFact] = [:]
    private var roles: [(pattern: PrincipalPattern, fact: EnvironmentFact)] = []
    private var secrets: [(pattern: NamePattern, fact: EnvironmentFact)] = []
    private var resources: [(pattern: NamePattern, fact: EnvironmentFact)] = []
    private var vpcs: [(pattern: NamePattern, fact: EnvironmentFact)] = []
    private var named: [String: EnvironmentFact] = [:]
    private var guesses: [NameGuess.EnvironmentClass: EnvironmentFact] = [:]

    /// Whether a resource's name can say anything, so that it is worth knowing.
    var looksAtResources: Bool {
        !resources.isEmpty || !roles.isEmpty || !vpcs.isEmpty || !guesses.isEmpty
    }

    init(_ architecture: Architecture) {
        for environment in architecture.environments {
            let fact = EnvironmentFact(
                name: environment.name,
                isProduction: environment.isProduction,
                provenance: .declared
            )
            named[environment.name] = fact
            for account in environment.accounts { accounts[account] = fact }
            roles += environment.roles.map { ($0, fact) }
            secrets += environment.secrets.map { ($0, fact) }
            resources += environment.resources.map { ($0, fact) }
            vpcs += environment.vpcs.map { ($0, fact) }
        }
        roles.sort { $0.pattern.pattern.isMoreSpecific(than: $1.pattern.pattern) }
        secrets.sort { $0.pattern.isMoreSpecific(than: $1.pattern) }
        resources.sort { $0.pattern.isMoreSpecific(than: $1.pattern) }
        vpcs.sort { $0.pattern.isMoreSpecific(than: $1.pattern) }
        if architecture.guessesTheRest { guesses = Self.guesses(architecture) }
    }

    /// What a word means: a declared environment whose name has a word of the same class; where
    /// no environments are declared, one of the class's own name.
    private static func guesses(
        _ architecture: Architecture
    ) -> [NameGuess.EnvironmentClass: EnvironmentFact] {
        var guesses: [NameGuess.EnvironmentClass: EnvironmentFact] = [:]
        for environment in architecture.environments {
            guard let word = NameGuess.environment(environment.name), guesses[word] == nil
            else { continue }
            guesses[word] = EnvironmentFact(
                name: environment.name,
                isProduction: environment.isProduction,
                provenance: .guessed
            )
        }
        guard architecture.environments.isEmpty else { return guesses }
        for word in NameGuess.EnvironmentClass.allCases {
            guesses[word] = EnvironmentFact(
                name: word.rawValue,
                isProduction: word == .production,
                provenance: .guessed
            )
        }
        return guesses
    }

    /// The environment of a name that the declaration refers to.
    func declared(_ name: String?) -> EnvironmentFact? { name.flatMap { named[$0] } }

    func account(_ id: String?) -> EnvironmentFact? { id.flatMap { accounts[$0] } }

    func principal(_ principal: Principal) -> EnvironmentFact? {
        if let match = roles.first(where: { $0.pattern.matches(principal) }) { return match.fact }
        if let account = account(principal.accountID) { return account }
        guard principal.kind == .role || principal.kind == .user else { return nil }
        return guess(principal.name)
    }

    /// Whether a pattern names a role or user as an environment's.
    func declares(_ principal: Principal) -> Bool {
        roles.contains { $0.pattern.matches(principal) }
    }

    func secret(_ secret: SecretReference) -> EnvironmentFact? {
        for (pattern, fact) in secrets where pattern.matches(secret) { return fact }
        return account(secret.place.accountID) ?? guess(secret.name)
    }

    /// The environment of a resource by its own name; the account of the call is not looked at.
    ///
    /// - parameters:
    ///   - resource: Its name or ARN.
    ///   - principal: The role or user that a call to IAM is about, where the resource is one.
    func resource(_ resource: String, _ principal: Principal?) -> EnvironmentFact? {
        if let match = resources.first(where: { $0.pattern.matches(resource) }) {
            return match.fact
        }
        if let principal, let match = roles.first(where: { $0.pattern.matches(principal) }) {
            return match.fact
        }
        let name = ResourceName(resource)
        let id = name?.lastName ?? resource
        if id.hasPrefix("vpc-"), let match = vpcs.first(where: { $0.pattern.matches(id) }) {
            return match.fact
        }
        if let account = account(name?.accountID) { return account }
        return guess(name?.resource ?? resource)
    }

    private func guess(_ name: String) -> EnvironmentFact? {
        guard !guesses.isEmpty, let word = NameGuess.environment(name) else { return nil }
        return guesses[word]
    }
}

extension NamePattern {
    /// Whether a secret is meant, by its name or, where the pattern is one, by its ARN.
    func matches(_ secret: SecretReference) -> Bool {
        glob.literalPrefix.hasPrefix("arn:") ? matches(secret.arn) : matches(secret.name)
    }
}
