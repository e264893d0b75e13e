import AuditIndex
import Basics
import SecurityArchitecture

/// Derives a proposal from the survey of an index.
struct Proposer {
    let survey: IndexSurvey
    var proposal: Proposal
    /// The environments of accounts that belong to one as a whole.
    var accounts: [String: String] = [:]
    /// The names of environments by kind: production, staging, development.
    var names: [String: String] = [:]
    /// The blocks that have been proposed, with their networks.
    var blocks: [(block: CIDRBlock, network: String)] = []

    var threshold: HabitThreshold { proposal.threshold }

    fileprivate init(survey: IndexSurvey) {
        self.survey = survey
        let days = survey.days.sorted()
        let dates = [days.first, days.last].map { EventTime(seconds: ($0 ?? 0) * 86_400).date }
        proposal = Proposal(
            threshold: HabitThreshold(indexed: days.count),
            span: "\(Count(days.count, "day")), \(dates[0]) to \(dates[1])"
        )
    }
}

extension Proposal {
    /// Proposes what was usual in an index.
    ///
    /// For example:
    ///
    /// ```swift
    /// let proposal = Proposal(of: try index.survey())
    /// let yaml = ProposalText(proposal).text
    /// ```
    ///
    /// - parameter survey: What the index has seen; a survey without days proposes nothing.
    /// - complexity: O(n log n) in the entries of the survey.
    package init(of survey: IndexSurvey) {
        var proposer = Proposer(survey: survey)
        proposer.findEnvironments()
        proposer.findNetworks()
        proposer.findSecrets()
        proposer.findDeploymentRoles()
        proposer.findPrincipals()
        proposer.findActions()
        self = proposer.proposal
    }
}

extension Proposer {
    /// The environment of something by its account, else by its name.
    func environment(account: String?, name: String) -> String? {
        if let account, let name = accounts[account] { return name }
        return EnvironmentWord(in: name).flatMap { names[$0.environment] }
    }

    /// The environment of a role or user.
    func environment(_ principal: Principal) -> String? {
        environment(account: principal.accountID, name: principal.name)
    }

    /// Whether a call came from AWS, or from a network that is proposed.
    func isUsual(_ address: String) -> Bool {
        guard let address = IPAddress(address) else { return true }
        return blocks.contains { $0.block.contains(address) }
    }

    /// The networks that contain some addresses.
    func networks(_ addresses: some Sequence<String>) -> [String] {
        var found: Set<String> = []
        for address in addresses.compactMap({ IPAddress($0) }) {
            let best = blocks.filter { $0.block.contains(address) }
                .max { $0.block.prefixLength < $1.block.prefixLength }
            if let best { found.insert(best.network) }
        }
        return found.sorted()
    }

    /// A principal in a list of readers, signers or assumers; nil if it cannot be written.
    static func pattern(_ principal: Principal) -> String? {
        guard PatternText.isWritable(principal.name) else { return nil }
        let text: String
        switch principal.kind {
        case .role: text = rolePattern(principal.name)
        case .user: text = "user/" + PatternText.literal(principal.name)
        case .service: text = principal.name
        case .root, .subject, .account, .unknown: return nil
        }
        return (try? PrincipalPattern(text)) == nil ? nil : text
    }

    /// The pattern of a role; Identity Center's names end differently in each account.
    static func rolePattern(_ name: String) -> String {
        guard name.hasPrefix("AWSReservedSSO_"), let end = name.lastIndex(of: "_"),
            name.distance(from: end, to: name.endIndex) == 17
        else { return PatternText.literal(name) }
        return PatternText.literal(String(name[...end])) + "*"
    }

    /// A pattern with the environment's name replaced by the placeholder.
    static func template(_ pattern: String, _ environment: String?) -> String {
        guard let environment, !pattern.contains(PatternText.placeholder) else { return pattern }
        let parts = EnvironmentWord.parts(of: pattern, at: environment)
        return parts.joined(separator: PatternText.placeholder)
    }

    /// Adds a CHECK line to a section.
    mutating func check(_ section: String, _ words: String) {
        proposal.checks[section, default: []].append(words)
    }
}

extension Proposer {
    /// A name for an entry: the letters and digits of a pattern.
    static func entryName(_ pattern: String, _ used: inout Set<String>) -> String {
        let plain = pattern.replacing(PatternText.placeholder, with: "")
        let arn = plain.hasPrefix("arn:") ? plain.split(separator: ":").last.map(String.init) : nil
        let words = (arn ?? plain).lowercased().split { character in
            !character.isASCII || !(character.isLetter || character.isNumber)
        }
        var name = words.suffix(4).joined(separator: "-")
        if name.isEmpty || name.utf8.count > 60 { name = "group" }
        if name.first?.isNumber == true { name = "n\(name)" }
        var number = 1
        var result = name
        while !used.insert(result).inserted {
            number += 1
            result = "\(name)-\(number)"
        }
        return result
    }

    /// The kind of secret that a name suggests.
    static func kind(_ name: String) -> SecretKind {
        let words = Set(
            name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
                .map(String.init)
        )
        func has(_ some: String...) -> Bool { some.contains(where: words.contains) }
        if has("jwt", "signing", "jwks") { return .jwtSigningKey }
        if has("oauth", "oauth2", "oidc", "client") { return .oauth2Client }
        if has("mongodb", "mongo", "db", "database", "postgres", "mysql", "rds", "dsn", "redis") {
            return .connectionString
        }
        if has("token") { return .serviceToken }
        return words.contains("key") && has("api") || has("apikey") ? .apiKey : .other
    }
}
