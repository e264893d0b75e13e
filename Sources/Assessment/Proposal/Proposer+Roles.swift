import AuditIndex
import SecurityArchitecture

extension Proposer {
    /// Roles named like deployment roles, and those assumed with a pipeline's tokens.
    mutating func findDeploymentRoles() {
        let classifier = Classifier(.guessed)
        let starts = survey.starts.filter(\.namesCaller).map(\.start)
        let byRole = Dictionary(grouping: starts.filter { $0.role != nil }, by: { $0.role ?? "" })
        for (arn, starts) in byRole.sorted(by: { $0.key < $1.key }) {
            let role = Principal(role: arn)
            let isPipelines = starts.contains { $0.isByPipeline && !$0.outcome.isFailure }
            let isGuessed = classifier.deployment(role) != nil
            guard isPipelines || isGuessed, !role.name.hasPrefix("AWS") else { continue }
            let sum = Sighting.sum(starts.map(\.sighting))
            guard let pattern = Self.pattern(role), sum.count > 0 else {
                check("deployment-roles", "\(arn), never assumed: \(sum.words)")
                continue
            }
            if proposal.deploymentRoles.contains(where: { $0.role == pattern }) {
                check("deployment-roles", "\(arn) has the same name as a role in another account")
                continue
            }
            propose(role, pattern, starts, isGuessed: !isPipelines)
        }
    }

    private mutating func propose(
        _ role: Principal,
        _ pattern: String,
        _ starts: [RoleSessionStart],
        isGuessed: Bool
    ) {
        var contract = Proposal.DeploymentRole(
            role: pattern,
            environment: environment(role),
            isGuessed: isGuessed,
            assumers: [],
            networks: [],
            words: [Sighting.sum(starts.map(\.sighting)).words],
            checks: []
        )
        var kept: [RoleSessionStart] = []
        for (_, starts) in Dictionary(grouping: starts, by: { $0.assumer })
            .sorted(by: { $0.key < $1.key })
        {
            let usual = starts.filter { isUsual($0.address ?? "") }
            let sighting = Sighting.sum(usual.map(\.sighting))
            // Hosted runners call from everywhere: of a token the subject is the evidence.
            let isHabit =
                threshold.isHabit(sighting)
                || starts[0].isByPipeline
                    && threshold.isHabit(Sighting.sum(starts.map(\.sighting)))
            guard isHabit, let text = Self.assumer(starts[0]) else {
                contract.checks.append(Self.words(of: starts))
                continue
            }
            let all = Sighting.sum(starts.map(\.sighting))
            contract.assumers.append((text, all.words))
            contract.provider = contract.provider ?? Self.host(starts[0].provider)
            kept += usual.filter { !$0.outcome.isFailure }
            let strange = starts.filter { !isUsual($0.address ?? "") }
            if !strange.isEmpty, !usual.isEmpty { contract.checks.append(Self.words(of: strange)) }
        }
        contract.assumers = Self.branchesTogether(contract.assumers)
        let successes = starts.filter { !$0.outcome.isFailure }
        if successes.count(where: { isUsual($0.address ?? "") }) * 5 >= successes.count * 4 {
            contract.networks = networks(kept.compactMap(\.address))
        }
        // IAM allows no session beyond twelve hours, whatever a request asks for.
        contract.longestSession = kept.map { min($0.durationSeconds ?? 3_600, 43_200) }.max()
            .flatMap { $0 > 0 && $0 % 60 == 0 ? $0 : nil }
        if let hours = Self.hours(kept) { contract.words.append(hours) }
        guard contract.saysSomething else {
            check("deployment-roles", "\(role.name), guessed from the name: \(contract.words[0])")
            for words in contract.checks { check("deployment-roles", "\(role.name): \(words)") }
            return
        }
        proposal.deploymentRoles.append(contract)
    }

    private static func assumer(_ start: RoleSessionStart) -> String? {
        if start.method == .webIdentity || start.method == .saml {
            guard let subject = start.subject, PatternText.isWritable(subject),
                subject.contains(":"), !subject.hasPrefix("arn:")
            else { return nil }
            return PatternText.literal(subject)
        }
        return pattern(start.caller)
    }

    /// Three branches of one repository are any branch: the fourth is as good.
    private static func branchesTogether(
        _ assumers: [(text: String, words: String)]
    ) -> [(text: String, words: String)] {
        func stem(_ text: String) -> String? {
            text.firstRange(of: ":ref:refs/heads/").map { String(text[..<$0.upperBound]) }
        }
        let counts = Dictionary(grouping: assumers) { stem($0.text) }
        var together: [(text: String, words: String)] = []
        for assumer in assumers {
            guard let stem = stem(assumer.text), let all = counts[stem], all.count > 2 else {
                together.append(assumer)
                continue
            }
            if together.contains(where: { $0.text == stem + "*" }) { continue }
            together.append((stem + "*", "\(all.count) branches; \(all[0].words)"))
        }
        return together
    }

    private static func words(of starts: [RoleSessionStart]) -> String {
        let addresses = Set(starts.compactMap(\.address)).sorted()
        let from = addresses.isEmpty ? "" : " from \(addresses.prefix(3).joined(separator: ", "))"
        return "\(starts[0].assumer)\(from); \(Sighting.sum(starts.map(\.sighting)).words)"
    }

    private static func host(_ provider: String?) -> String? {
        guard let provider, PatternText.isWritable(provider) else { return nil }
        let host = provider.split(separator: "/", maxSplits: 1).last.map(String.init) ?? provider
        return provider.contains(":oidc-provider/") ? PatternText.literal(host) : nil
    }

    /// `Mon Tue Wed, 08-15 h UTC`: when sessions began.
    private static func hours(_ starts: [RoleSessionStart]) -> String? {
        guard !starts.isEmpty else { return nil }
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        // 1970 began on a Thursday.
        let days = Set(starts.map { Int(($0.time.seconds / 86_400 + 3) % 7) }).sorted()
        let hours = starts.map { Int($0.time.seconds % 86_400 / 3_600) }
        let first = hours.min() ?? 0
        let last = (hours.max() ?? 0) + 1
        func clock(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }
        return "windows: \(days.map { names[$0] }.joined(separator: ",")) "
            + "\(clock(first))-\(clock(last)) UTC"
    }
}

extension RoleSessionStart {
    /// Whether a pipeline's token began it.
    var isByPipeline: Bool {
        method == .webIdentity
            && ["repo:", "project_path:"].contains { subject?.hasPrefix($0) == true }
    }

    /// Who began it, in a word.
    fileprivate var assumer: String {
        if method == .webIdentity || method == .saml { return subject ?? caller.name }
        return caller.kind == .user ? "user/\(caller.name)" : caller.name
    }
}
