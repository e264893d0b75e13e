import CloudTrail

/// One touch of one secret.
///
/// For example:
///
/// ```swift
/// for access in SecretAccess.accesses(in: event) where access.operation.revealsValue {
///     print(access.reference?.name ?? "-", access.outcome.isDenied)
/// }
/// ```
///
/// Some touches are recorded twice. KMS's record of the decryption behind a read is marked
/// ``isPartOfAnother``; where both are at hand the read counts, but the decryption alone is proof
/// of a read too. A `BatchGetSecretValue` is marked ``isBatch``: where a `GetSecretValue` of the
/// same secret by the same session in the same second is at hand, that one counts.
///
/// A parameter need not be secret. A `SecureString` shows in `PutParameter`'s type and in KMS's
/// encryption context (``isCertainlySecret``); a read with decryption may be one; a read without
/// decryption and a write of another type are no access at all.
public struct SecretAccess: Hashable, Sendable {
    /// What is done.
    public var operation: SecretOperation
    /// The secret; nil where the call names none: `ListSecrets`, or a batch by filters.
    public var reference: SecretReference?
    /// The id of the version that is read or made.
    public var versionID: String?
    /// The stage of the version, such as `AWSCURRENT`.
    public var versionStage: String?
    /// The regions that a replication is about.
    public var regions: [String] = []
    /// How the call ended.
    public var outcome: Outcome
    /// Whether the call is a service's on behalf of a call that has a record of its own.
    public var isPartOfAnother = false
    /// Whether the call is about several secrets at once.
    public var isBatch = false
    /// Whether the value is a secret for sure; a parameter is often none.
    public var isCertainlySecret = true
}

extension SecretAccess {
    /// All touches of secrets in an event: none, one, or one for each member of a batch.
    ///
    /// - complexity: O(1) for events of other services; else O(n) in the event's bytes.
    public static func accesses(in event: Event) -> [SecretAccess] {
        switch EventService(event) {
        case .secretsManager: SecretsManagerReader(event).accesses()
        case .systemsManager: ParameterReader(event).accesses()
        case .keyManagement: keyAccesses(event)
        case .securityTokens, .signIn, .identities, .other: []
        }
    }

    /// The secret that KMS's encryption context names.
    private static func keyAccesses(_ event: Event) -> [SecretAccess] {
        guard let name = event.text(.eventName), let operation = SecretCalls.keys[name],
            let context = event[.requestParameters]?["encryptionContext"]
        else { return [] }
        let reference: SecretReference
        if let arn = context["SecretARN"]?.string {
            reference = SecretReference(secret: arn, in: event.place, isConfirmed: true)
        } else if let arn = context["PARAMETER_ARN"]?.string {
            reference = SecretReference(parameter: arn, in: event.place)
        } else {
            return []
        }
        return [
            SecretAccess(
                operation: operation,
                reference: reference,
                versionID: context["SecretVersionId"]?.string,
                outcome: event.outcome,
                isPartOfAnother: event[.userIdentity]?["invokedBy"]?.string != nil
            )
        ]
    }
}

/// The few services whose events say more than their names.
enum EventService {
    case secretsManager, systemsManager, keyManagement, securityTokens, signIn, identities, other

    /// Told by length and one letter first: nearly all events are of other services.
    @inline(__always)
    init(_ event: Event) {
        let length = event.withText(.eventSource) { $0.count } ?? 0
        switch length {
        case 28:
            self =
                event.hasText(.eventSource, "secretsmanager.amazonaws.com")
                ? .secretsManager : .other
        case 20: self = event.hasText(.eventSource, "signin.amazonaws.com") ? .signIn : .other
        case 17:
            if event.hasText(.eventSource, "kms.amazonaws.com") {
                self = .keyManagement
            } else if event.hasText(.eventSource, "sts.amazonaws.com") {
                self = .securityTokens
            } else if event.hasText(.eventSource, "ssm.amazonaws.com") {
                self = .systemsManager
            } else if event.hasText(.eventSource, "iam.amazonaws.com") {
                self = .identities
            } else {
                self = .other
            }
        default: self = .other
        }
    }
}

extension Event {
    /// The account and region that names in the event are meant in.
    var place: SecretReference.Place {
        let account = text(.recipientAccountId) ?? self[.userIdentity]?["accountId"]?.string
        return SecretReference.Place(accountID: account ?? "", region: text(.awsRegion) ?? "")
    }
}
