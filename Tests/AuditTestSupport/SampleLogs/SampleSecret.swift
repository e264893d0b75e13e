/// A secret of Secrets Manager.
struct SampleSecret: Sendable {
    let account: SampleAccount
    /// The friendly name, such as `prod/orders/mongodb`.
    let name: String

    init(_ path: String, in account: SampleAccount) {
        self.account = account
        name = "\(account.rawValue)/\(path)"
    }

    /// The ARN with its six random characters, which are the same in each run.
    var arn: String {
        var random = SplitMix64.named(name)
        let suffix = random.text(6, of: SplitMix64.alphanumerics)
        return account.arn("secretsmanager", "secret:\(name)-\(suffix)")
    }

    /// The version that is current at `time`; each rotation makes a new one.
    func version(at time: SampleTime, given rotations: [SampleRotation]) -> String {
        version(rotations.filter { $0.secret.name == name && $0.ended < time }.count)
    }

    /// The version that the next rotation after `time` makes.
    func nextVersion(after time: SampleTime, given rotations: [SampleRotation]) -> String {
        version(rotations.filter { $0.secret.name == name && $0.ended < time }.count + 1)
    }

    private func version(_ number: Int) -> String {
        var random = SplitMix64.named("\(name)#\(number)")
        return random.uuid()
    }
}

/// A rotation of a secret.
struct SampleRotation: Sendable {
    let secret: SampleSecret
    let started: SampleTime

    var ended: SampleTime { started + 21 }

    /// The rotations of the week, at night and away from the incident.
    static let scheduled: [SampleRotation] = [
        SampleRotation(
            secret: SampleSecret("orders/mongodb", in: .dev),
            started: .at(day: 0, 6, 46, 2)
        ),
        SampleRotation(
            secret: SampleSecret("orders/payments-token", in: .prod),
            started: .at(day: 1, 3, 1, 8)
        ),
        SampleRotation(
            secret: SampleSecret("orders/mongodb", in: .staging),
            started: .at(day: 2, 3, 16, 11)
        ),
        SampleRotation(
            secret: SampleSecret("web/api-key", in: .prod),
            started: .at(day: 3, 3, 1, 5)
        ),
        SampleRotation(
            secret: SampleSecret("payments/oauth2-client", in: .staging),
            started: .at(day: 4, 3, 16, 19)
        ),
        SampleRotation(
            secret: SampleSecret("orders/mongodb", in: .prod),
            started: .at(day: 6, 3, 1, 14)
        ),
    ]

    /// What is rotated on Saturday because it was read.
    static let afterIncident: [SampleRotation] =
        ["web/api-key", "orders/mongodb", "auth/jwt-signing-key"].enumerated().map { number, path in
            SampleRotation(
                secret: SampleSecret(path, in: .prod),
                started: .at(day: 5, 8, 50, 5) + number * 70
            )
        }
}
