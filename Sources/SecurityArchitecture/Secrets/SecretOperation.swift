/// What a call does with a secret.
public enum SecretOperation: String, CaseIterable, Hashable, Sendable {
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
    public var revealsValue: Bool { self == .read || self == .decrypt }
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
