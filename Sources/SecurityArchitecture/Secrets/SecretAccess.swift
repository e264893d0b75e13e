import CloudTrail

/// One access to one secret.
///
/// For example:
///
/// ```swift
/// for access in SecretAccess.accesses(in: event) where access.operation.revealsValue {
///     print(access.reference?.name ?? "-", access.outcome.isDenied)
/// }
/// ```
///
/// Some accesses are recorded twice. KMS's record of the decryption behind a read is marked
/// ``isPartOfAnother``; where both are at hand the read counts, but the decryption alone is proof
/// of a read too. A `BatchGetSecretValue` is marked ``isBatch``: where a `GetSecretValue` of the
/// same secret by the same session in the same second is at hand, that one counts.
/// `GetParameter` of a secret of Secrets Manager is a read of that secret, which Secrets Manager
/// records as well, as one that Parameter Store made for the caller: the caller's own counts.
///
/// A parameter need not be secret. A `SecureString` shows in `PutParameter`'s type and in KMS's
/// encryption context (``isCertainlySecret``); a read with decryption may be one; a read without
/// decryption and a write of another type are no access at all.
package struct SecretAccess: Hashable, Sendable {
    /// What is done.
    package var operation: SecretOperation
    /// The secret; nil where the call names none: `ListSecrets`, or a batch by filters.
    package var reference: SecretReference?
    /// The id of the version that is read or made.
    package var versionID: String?
    /// The stage of the version, such as `AWSCURRENT`.
    package var versionStage: String?
    /// The regions that a replication is about.
    package var regions: [String] = []
    /// How the call ended.
    package var outcome: Outcome
    /// Whether the call is a service's on behalf of a call that has a record of its own.
    package var isPartOfAnother = false
    /// Whether the call is about several secrets at once.
    package var isBatch = false
    /// Whether the value is a secret for sure; a parameter is often none.
    package var isCertainlySecret = true
}

extension SecretAccess {
    /// All accesses to secrets in an event: none, one, or one for each member of a batch.
    ///
    /// - complexity: O(1) for events of other services; else O(n) in the event's bytes.
    package static func accesses(in event: Event) -> [SecretAccess] {
        accesses(in: event, of: EventService(event))
    }

    static func accesses(in event: Event, of service: EventService) -> [SecretAccess] {
        switch service {
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

    /// Decided by length and one letter first: nearly all events are of other services.
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

/// What a call does with a secret.
package enum SecretOperation: String, CaseIterable, Hashable, Sendable {
    /// Gets the value.
    case read
    /// Has KMS decrypt the value; usually a part of a read.
    case decrypt
    /// Has KMS encrypt a value; usually a part of a write.
    case encrypt
    /// Gets what is known about it, but not the value.
    case describe
    /// Lists many.
    case list
    /// Makes it.
    case create
    /// Changes the value, or which version is current.
    case write
    /// Deletes it or a version of it.
    case delete
    /// Takes a deletion back.
    case restore
    /// Rotates it, or is a step of that.
    case rotate
    /// Changes who may use it.
    case policy
    /// Changes the regions that it is copied to.
    case replicate
    /// Changes its tags.
    case tag

    /// Whether the caller gets to know the value.
    package var revealsValue: Bool { self == .read || self == .decrypt }
}

/// The calls of a service that are about secrets.
enum SecretCalls {
    static let secretsManager: [String: SecretOperation] = [
        "GetSecretValue": .read, "BatchGetSecretValue": .read,
        "DescribeSecret": .describe, "ListSecretVersionIds": .describe,
        "GetResourcePolicy": .describe, "ListSecrets": .list,
        "CreateSecret": .create, "PutSecretValue": .write, "UpdateSecret": .write,
        "UpdateSecretVersionStage": .write,
        "DeleteSecret": .delete, "StartSecretVersionDelete": .delete,
        "EndSecretVersionDelete": .delete, "CancelSecretVersionDelete": .restore,
        "RestoreSecret": .restore,
        "RotateSecret": .rotate, "CancelRotateSecret": .rotate, "RotationStarted": .rotate,
        "RotationSucceeded": .rotate, "RotationFailed": .rotate, "RotationAbandoned": .rotate,
        "TestRotationStarted": .rotate, "TestRotationSucceeded": .rotate,
        "TestRotationFailed": .rotate,
        "PutResourcePolicy": .policy, "DeleteResourcePolicy": .policy,
        "ValidateResourcePolicy": .policy,
        "ReplicateSecretToRegions": .replicate, "RemoveRegionsFromReplication": .replicate,
        "StopReplicationToReplica": .replicate,
        "TagResource": .tag, "UntagResource": .tag,
    ]

    static let parameterStore: [String: SecretOperation] = [
        "GetParameter": .read, "GetParameters": .read, "GetParametersByPath": .read,
        "GetParameterHistory": .read, "PutParameter": .write, "LabelParameterVersion": .write,
        "DeleteParameter": .delete, "DeleteParameters": .delete,
    ]

    static let keys: [String: SecretOperation] = [
        "Decrypt": .decrypt, "Encrypt": .encrypt, "ReEncrypt": .encrypt,
        "GenerateDataKey": .encrypt, "GenerateDataKeyWithoutPlaintext": .encrypt,
    ]
}
