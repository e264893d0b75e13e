import Basics

/// An IAM role.
struct SampleRole: Sendable {
    let account: SampleAccount
    let name: String
    /// The path, with its leading and trailing slash.
    var path = "/"

    var arn: String { "arn:aws:iam::\(account.id):role\(path)\(name)" }

    /// The unique id, `AROA…`.
    var id: String {
        var random = SplitMix64.named(arn)
        return "AROAEXAMPLE" + random.text(10, of: SplitMix64.base32)
    }

    func sessionARN(_ session: String) -> String {
        "arn:aws:sts::\(account.id):assumed-role/\(name)/\(session)"
    }

    /// The element of `resources` that names the role.
    var resource: JSONText {
        ["accountId": .text(account.id), "type": "AWS::IAM::Role", "ARN": .text(arn)]
    }

    static func instance(_ service: SampleService, in account: SampleAccount) -> SampleRole {
        SampleRole(account: account, name: "\(service.rawValue)-\(account.rawValue)-instance")
    }

    static func deployment(in account: SampleAccount) -> SampleRole {
        SampleRole(account: account, name: "deploy-\(account.rawValue)")
    }

    static func breakGlass(in account: SampleAccount) -> SampleRole {
        SampleRole(account: account, name: "break-glass-\(account.rawValue)")
    }

    static func rotation(in account: SampleAccount) -> SampleRole {
        SampleRole(account: account, name: "secrets-rotation-\(account.rawValue)")
    }

    /// A role that IAM Identity Center keeps for a permission set.
    static func permissionSet(_ name: String, in account: SampleAccount) -> SampleRole {
        var random = SplitMix64.named("\(account.rawValue)/permission-set/\(name)")
        return SampleRole(
            account: account,
            name: "AWSReservedSSO_\(name)_\(random.hex(16))",
            path: "/aws-reserved/sso.amazonaws.com/\(SampleRegion.main)/"
        )
    }

    static func serviceLinked(
        _ name: String,
        of service: String,
        in account: SampleAccount
    ) -> SampleRole {
        SampleRole(account: account, name: name, path: "/aws-service-role/\(service)/")
    }
}

extension SampleRole {
    /// The id of the instance profile of the same name.
    var instanceProfileID: String { "AIPA" + id.dropFirst(4) }
}
