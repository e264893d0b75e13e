import Basics

/// Finds whom statements let in.
struct PolicyGranteeReader {
    let kind: PolicyKind
    let context: PolicyContext

    func grantees(of statement: PolicyStatement) -> Set<PolicyGrantee> {
        // The policy of an identity names nobody: its holder is.
        guard kind != .identity else { return [] }
        let narrowing = PolicyNarrowing(statement.conditions, in: kind, context)
        var grantees: Set<PolicyGrantee> = []
        if statement.hasNotPrincipal { grantees.formUnion(narrowing.everybody) }
        for principal in Set(statement.principals) {
            switch principal {
            case .aws(let text): grantees.formUnion(self.grantees(aws: text, narrowing))
            case .service: grantees.formUnion(narrowing.services)
            case .canonicalUser(let text):
                if text.contains("*") {
                    grantees.formUnion(narrowing.everybody)
                } else if !text.isEmpty {
                    grantees.insert(.foreignAccount)
                }
            case .federated(let text):
                guard !text.isEmpty else { continue }
                grantees.insert(.federated)
                let provider = PolicyProvider(text)
                if kind != .trust || !provider.isNarrowed(by: statement.conditions) {
                    grantees.insert(.everybody)
                }
            }
        }
        return grantees
    }

    private func grantees(
        aws text: String,
        _ narrowing: PolicyNarrowing
    ) -> Set<PolicyGrantee> {
        switch PolicyAccount(text) {
        case .nobody: return []
        case .any: return narrowing.everybody
        case .service: return [.service]
        case .unknown: return [.foreignAccount]
        case .id(let id):
            let isS3 = kind == .resource("s3")
            // A load balancer writes its logs from an account of AWS.
            if isS3, PolicyAccount.loadBalancers.contains(id) { return [.service] }
            let grantee = context.grantee(account: id)
            // Within a declared organization nobody is foreign.
            return grantee == .foreignAccount && narrowing.isInDeclaredOrganization
                ? [.declaredAccount] : [grantee]
        }
    }
}

/// The account that a principal names.
enum PolicyAccount: Equatable {
    /// An account.
    case id(String)
    /// Any: `*`, or a wildcard where the account should be.
    case any
    /// CloudFront, which has an ARN of its own.
    case service
    /// Something that was deleted, of which its id is left.
    case nobody
    /// Something else.
    case unknown

    init(_ text: String) {
        if text.isEmpty {
            self = .nobody
        } else if let account = Self.account(text) {
            self = .id(account)
        } else if text.hasPrefix("arn:") {
            let parts = text.split(
                separator: ":",
                maxSplits: 5,
                omittingEmptySubsequences: false
            )
            // A wildcard before the account may stand for the account as well.
            if parts.prefix(5).contains(where: \.hasWildcard) {
                self = .any
            } else if parts.count > 4, parts[4] == "cloudfront" {
                self = .service
            } else if parts.count > 4, let account = Self.account(parts[4]), parts[4].count == 12 {
                self = .id(account)
            } else {
                self = .unknown
            }
        } else if text.hasWildcard {
            self = .any
        } else if text.hasSuffix(".amazonaws.com") || text.hasSuffix(".amazonaws.com.cn") {
            self = .service
        } else if text.utf8.count >= 16, Self.prefixes.contains(String(text.prefix(4))),
            text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 })
        {
            self = .nobody
        } else {
            self = .unknown
        }
    }

    /// Twelve digits, of which a number has lost the first zeros.
    static func account(_ text: some StringProtocol) -> String? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        return String(repeating: "0", count: 12 - text.utf8.count) + text
    }

    private static let prefixes: Set<String> = ["AROA", "AIDA", "AGPA", "AIPA", "ANPA"]

    /// The accounts that Elastic Load Balancing writes its logs from, one for each region that
    /// was opened before August 2022; later ones have a service principal.
    ///
    /// Related documentation:
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
    static let loadBalancers: Set<String> = [
        "127311923021", "033677994240", "027434742980", "797873946194", "098369216593",
        "754344448648", "589379963580", "718504428378", "383597477331", "600734575887",
        "114774131450", "783225319266", "582318560864", "985666609251", "054676820928",
        "156460612806", "652711504416", "635631232127", "009996457667", "897822967062",
        "076674570225", "507241528517", "048591011584", "190560391635", "638102146993",
        "037604701340",
    ]
}
