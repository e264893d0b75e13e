import CloudTrail

extension Architecture {
    /// The environments that facts can name: those declared; where there are none, those that are
    /// guessed from names.
    public var knownEnvironments: [EnvironmentFact] {
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

    /// The names of the environments that somebody means.
    ///
    /// For example:
    ///
    /// ```swift
    /// try architecture.environmentNames(matching: "prod-*")       // ["prod-eu", "prod-us"]
    /// try architecture.environmentNames(matching: "production")   // the same, if both are that
    /// ```
    ///
    /// - parameter text: A glob, whose letters may be of either case. `production` means every
    ///   environment that is declared to be production, unless one has that name. Where none are
    ///   declared, a word that is guessed from, such as `prod`, means what it is guessed to be.
    /// - throws: A ``TextFault`` where there is no such environment, with the nearest name.
    public func environmentNames(matching text: String) throws(TextFault) -> Set<String> {
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
            throw TextFault("no environments are declared, and 'guess: false' forbids to guess any")
        }
        let hint = NearestName.hint(text, among: known.map(\.name))
        throw TextFault("there is no environment \(text.quoted)\(hint)")
    }
}
