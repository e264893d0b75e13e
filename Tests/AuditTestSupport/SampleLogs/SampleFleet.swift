/// An EC2 instance and the credentials that it gets over the week.
struct SampleInstance: Sendable {
    let account: SampleAccount
    let service: SampleService
    let id: String
    let address: String
    let launched: SampleTime
    var terminated = SampleTime.end
    var keys: [(issued: SampleTime, key: String)] = []

    var role: SampleRole { .instance(service, in: account) }

    func caller(_ api: String, at time: SampleTime) -> SampleCaller {
        let key = keys.last { $0.issued <= time } ?? keys[0]
        var identity = SampleIdentity.role(
            role,
            session: id,
            key: key.key,
            created: key.issued
        )
        identity.metadataVersion = "2.0"
        let hasEndpoint = service.usesEndpoint && (api == "secretsmanager" || api == "kms")
        let endpoint = api == "kms" ? account.keysEndpoint : account.secretsEndpoint
        return SampleCaller(
            identity: identity,
            account: account,
            address: hasEndpoint ? address : account.natAddress,
            userAgent: service.userAgent(of: api),
            endpoint: hasEndpoint ? endpoint : nil
        )
    }
}

/// A run of the pipeline.
struct SampleDeployment: Sendable {
    let account: SampleAccount
    let service: SampleService
    let started: SampleTime
    /// The number of the run, which is in the session's name.
    let run: Int
    let subject: String
    let address: String
    let oldInstance: String
    let newInstance: String
    /// Whether the run puts the declared rule of the database group in place again.
    let opensDatabase: Bool

    var launched: SampleTime { started + 140 }
    var terminated: SampleTime { started + 395 }
    var session: String { "github-actions-\(run)" }
}

/// The instances and the pipeline's runs of the week.
struct SampleFleet: Sendable {
    private(set) var instances: [SampleInstance] = []
    private(set) var deployments: [SampleDeployment] = []

    /// The instance that the incident begins on.
    static let victim = "i-0c0ffee4d5e6a7b81"

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed, part: "fleet")
        for account in SampleAccount.allCases {
            for service in SampleService.allCases {
                for number in 0..<(account == .prod ? 2 : 1) {
                    launchFirst(service, in: account, number: number, random: &random)
                }
            }
        }
        planDeployments(random: &random)
        for index in instances.indices { issueKeys(to: index, random: &random) }
    }

    func running(in account: SampleAccount, at time: SampleTime) -> [SampleInstance] {
        instances.filter {
            $0.account == account && $0.launched + 60 <= time && time < $0.terminated
        }
    }

    private mutating func launchFirst(
        _ service: SampleService,
        in account: SampleAccount,
        number: Int,
        random: inout SplitMix64
    ) {
        let isVictim = account == .prod && service == .web && number == 0
        let address = "\(account.network).\(10 + number).\(random.int(10...240))"
        instances.append(
            SampleInstance(
                account: account,
                service: service,
                id: isVictim ? Self.victim : "i-0" + random.hex(16),
                address: address,
                launched: .start - random.int(1...20) * 86_400
            )
        )
    }

    private mutating func planDeployments(random: inout SplitMix64) {
        let order: [SampleService] = [.orders, .web, .payments, .auth, .notifications]
        var run = 13_572_400_000 + random.int(0...9_999)
        for day in 0..<5 {
            for account in SampleAccount.allCases {
                let hours =
                    switch account {
                    // Production is deployed from Monday to Thursday, 08:00 to 16:00.
                    case .prod: day < 4 ? [9, 14] : []
                    case .staging: [8, 11, 15]
                    case .dev: [8, 12, 16]
                    }
                for (number, hour) in hours.enumerated() {
                    run += random.int(1_000...90_000)
                    deploy(
                        order[(day * hours.count + number) % order.count],
                        in: account,
                        at: .at(day: day, hour, random.int(1...9) * 5, random.int(5...80)),
                        run: run,
                        random: &random
                    )
                }
            }
        }
        deployments.sort { $0.started < $1.started }
    }

    private mutating func deploy(
        _ service: SampleService,
        in account: SampleAccount,
        at time: SampleTime,
        run: Int,
        random: inout SplitMix64
    ) {
        let branch = random.pick(["checkout-retry", "invoice-mail", "search-facets"])
        let subject =
            switch account {
            case .prod: "repo:acme/shop:ref:refs/heads/main"
            case .staging: "repo:acme/shop:environment:staging"
            case .dev: "repo:acme/shop:ref:refs/heads/feature/\(branch)"
            }
        let replaced = instances.lastIndex {
            $0.account == account && $0.service == service && $0.terminated == .end
        }
        guard let replaced else { return }
        let day = (time.seconds - SampleTime.start.seconds) / 86_400
        let deployment = SampleDeployment(
            account: account,
            service: service,
            started: time,
            run: run,
            subject: subject,
            address: "192.0.2.\(random.int(2...250))",
            oldInstance: instances[replaced].id,
            newInstance: "i-0" + random.hex(16),
            opensDatabase: service == .orders
                && (account == .prod && day == 2 || account == .staging && day == 3)
        )
        instances[replaced].terminated = deployment.terminated
        instances.append(
            SampleInstance(
                account: account,
                service: service,
                id: deployment.newInstance,
                address: "\(account.network).11.\(random.int(10...240))",
                launched: deployment.launched
            )
        )
        deployments.append(deployment)
    }

    /// Credentials last about six hours; each service has its own minute for new ones.
    private mutating func issueKeys(to index: Int, random: inout SplitMix64) {
        let instance = instances[index]
        let turn = SampleService.allCases.firstIndex(of: instance.service) ?? 0
        let phase =
            switch instance.account {
            case .prod: (5 + turn * 2) % 12 * 1800
            case .staging: turn * 3600 + 900
            case .dev: 2700
            }
        var time = SampleTime.start + (phase - 6 * 3600)
        if instance.launched >= .start {
            instances[index].keys.append((instance.launched + 25, random.temporaryKey()))
        }
        while time < instance.terminated {
            if time > instance.launched {
                instances[index].keys.append((time + random.int(5...40), random.temporaryKey()))
            }
            time = time + 6 * 3600
        }
    }
}
