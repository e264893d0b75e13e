import Basics

/// Where credentials come from, as the settings have it; nothing has been asked yet.
indirect enum CredentialOrigin: Sendable {
    /// `AWS_ACCESS_KEY_ID` and its relatives.
    case environment
    /// Keys in one of the files.
    case keys(AWSProfiles.Settings, profile: String, file: String)
    case role(Role, from: CredentialOrigin)
    case webIdentity(WebIdentity)
    case sso(SSORole)
    /// What `aws login` has left.
    case login(session: String, profile: String)
    case process(command: String, profile: String)
    /// ECS, EKS and others that set `AWS_CONTAINER_CREDENTIALS_…`.
    case container
    /// The metadata of an EC2 instance, where nothing else is configured.
    case instance

    struct Role: Sendable {
        var profile: String
        var arn: String
        var sessionName: String?
        var externalID: String?
        var seconds: Int?
    }

    struct WebIdentity: Sendable {
        var arn: String
        var tokenFile: String
        var sessionName: String?
        /// Where it is configured.
        var place: String
    }

    struct SSORole: Sendable {
        var profile: String
        /// nil where the profile has the start URL itself.
        var session: String?
        var startURL: String
        var region: String
        var account: String
        var role: String
    }
}

extension CredentialOrigin: CustomStringConvertible {
    /// As messages name it.
    var description: String {
        switch self {
        case .environment: "AWS_ACCESS_KEY_ID"
        case .keys(_, let profile, let file): "profile \(profile.quoted) in \(file)"
        case .role(let role, let source):
            "role \(ShownText.line(role.arn, limit: 200)) of profile \(role.profile.quoted), from "
                + source.description
        case .webIdentity(let identity):
            "role \(ShownText.line(identity.arn, limit: 200)) by web identity, from "
                + identity.place
        case .sso(let role):
            "IAM Identity Center, role \(role.role.quoted) in \(role.account.quoted), of profile "
                + role.profile.quoted
        case .login(_, let profile): "aws login, of profile \(profile.quoted)"
        case .process(_, let profile): "credential_process of profile \(profile.quoted)"
        case .container: "the container's endpoint (AWS_CONTAINER_CREDENTIALS_…)"
        case .instance: "the instance's metadata"
        }
    }
}
