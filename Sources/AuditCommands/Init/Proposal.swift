import AuditIndex
import SecurityArchitecture

/// What an `audit.yaml` could say, as far as an index tells.
///
/// Each part is proposed from evidence of several days; what is thinner stands in `checks`, which
/// become comments. Parts refer to the environments and networks that were found before them.
struct Proposal {
    /// Something that a person has to look at before it is declared, if ever.
    typealias Check = String

    /// An environment.
    struct Environment {
        var name: String
        var isProduction: Bool
        var accounts: [(id: String, words: String)] = []
        /// Patterns, for accounts that several environments share.
        var roles: [String] = []
        var secrets: [String] = []
    }

    /// A network.
    struct Network {
        var name: String
        var environment: String?
        var blocks: [(text: String, words: String)] = []
    }

    /// Secrets with the same readers.
    struct Secrets {
        var name: String
        var kind: SecretKind
        var names: [String]
        /// Nil for all.
        var environments: [String]?
        var readers: [String]
        var rotators: [String]
        var words: String
        var checks: [Check]
    }

    /// A deployment role.
    struct DeploymentRole {
        var role: String
        var environment: String?
        var isGuessed: Bool
        var assumers: [(text: String, words: String)]
        var provider: String?
        var networks: [String]
        var longestSession: Int64?
        var words: [String]
        var checks: [Check]
    }

    /// Programs of one environment.
    struct Workloads {
        var name: String
        var environment: String?
        var roles: [(text: String, words: String)] = []
        var users: [(text: String, words: String)] = []
        var networks: [String] = []
        var checks: [Check] = []
    }

    /// A key that signs.
    struct SigningKey {
        var name: String
        var key: String
        var environment: String?
        var signers: [String]
        var words: String
        var checks: [Check]
    }

    var evidence: Evidence
    var span: String
    var environments: [Environment] = []
    var networks: [Network] = []
    var secrets: [Secrets] = []
    var deploymentRoles: [DeploymentRole] = []
    var people: [(text: String, words: String)] = []
    var breakGlass: [(text: String, words: String)] = []
    var workloads: [Workloads] = []
    var signingKeys: [SigningKey] = []
    /// What was seen of things that only a person can declare.
    var groups: [(id: String, words: String)] = []
    var listeners: [(id: String, words: String)] = []
    /// What to look at, by section.
    var checks: [String: [Check]] = [:]

    /// The environment of a name.
    func environment(_ name: String?) -> Environment? {
        environments.first { $0.name == name }
    }
}
