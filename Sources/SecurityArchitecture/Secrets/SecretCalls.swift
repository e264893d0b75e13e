import CloudTrail

/// Reads what an event of Secrets Manager does with secrets.
struct SecretsManagerReader {
    private let event: Event
    private let request: JSONValue?
    private let place: SecretReference.Place
    private let outcome: Outcome

    init(_ event: Event) {
        self.event = event
        request = event[.requestParameters]
        place = event.place
        outcome = event.outcome
    }

    func accesses() -> [SecretAccess] {
        guard let name = event.text(.eventName),
            let operation = SecretCalls.secretsManager[name]
        else { return [] }
        if name == "BatchGetSecretValue" { return batch() }
        var access = SecretAccess(operation: operation, reference: reference, outcome: outcome)
        readVersion(of: name, into: &access)
        if operation == .replicate || operation == .create {
            let added = request?["addReplicaRegions"]?.elements.compactMap { $0["region"]?.string }
            let removed = request?["removeReplicaRegions"]?.elements.compactMap(\.string)
            access.regions = (added ?? []) + (removed ?? [])
        }
        return [access]
    }

    private func batch() -> [SecretAccess] {
        let ids = request?["secretIdList"]?.elements.compactMap(\.string) ?? []
        let references = ids.filter { !$0.isEmpty }.map { SecretReference(secret: $0, in: place) }
        guard !references.isEmpty else {
            let target = event.deniedTarget.map { SecretReference(secret: $0, in: place) }
            return [access(to: target)]
        }
        return references.map(access(to:))
    }

    private func access(to reference: SecretReference?) -> SecretAccess {
        SecretAccess(operation: .read, reference: reference, outcome: outcome, isBatch: true)
    }

    private func readVersion(of call: String, into access: inout SecretAccess) {
        let response = event[.responseElements]
        switch call {
        case "UpdateSecretVersionStage":
            access.versionID = request?["moveToVersionId"]?.string
        case "CreateSecret", "PutSecretValue", "UpdateSecret":
            // The token becomes the id of the version that the call makes.
            access.versionID =
                (response?["versionId"] ?? response?["VersionId"] ?? request?["clientRequestToken"])?
                .string
        default:
            access.versionID = (request?["versionId"] ?? response?["versionId"])?.string
        }
        access.versionStage =
            request?["versionStage"]?.string ?? request?["versionStages"]?.elements.first?.string
    }

    /// The secret that the event is about.
    ///
    /// The response's ARN is full for sure, as are those of what the service reports by itself;
    /// the request has what the caller wrote, and the message of a refused call repeats it.
    private var reference: SecretReference? {
        let response = event[.responseElements]
        if let arn = (response?["arn"] ?? response?["aRN"] ?? response?["ARN"])?.string,
            !arn.isEmpty
        {
            var reference = SecretReference(secret: arn, in: place, isConfirmed: true)
            if let written = written { reference.text = written }
            return reference
        }
        if let written { return SecretReference(secret: written, in: place) }
        for field in [EventField.additionalEventData, .serviceEventDetails] {
            guard let details = event[field] else { continue }
            for key in ["SecretId", "secretId", "ARN", "arn", "Name", "name"] {
                if let text = details[key]?.string, !text.isEmpty {
                    return SecretReference(secret: text, in: place, isConfirmed: true)
                }
            }
        }
        return event.deniedTarget.map { SecretReference(secret: $0, in: place) }
    }

    private var written: String? {
        let text = (request?["secretId"] ?? request?["name"])?.string
        return text?.isEmpty == true ? nil : text
    }
}

/// Reads what an event of Systems Manager does with parameters that may be secret.
struct ParameterReader {
    private let event: Event
    private let request: JSONValue?
    private let place: SecretReference.Place

    init(_ event: Event) {
        self.event = event
        request = event[.requestParameters]
        place = event.place
    }

    func accesses() -> [SecretAccess] {
        guard let name = event.text(.eventName),
            let operation = SecretCalls.parameterStore[name]
        else { return [] }
        let outcome = event.outcome
        var isCertain = false
        if let request {
            switch operation {
            // Without decryption a caller gets to see the ciphertext only.
            case .read: guard request["withDecryption"]?.isTrue == true else { return [] }
            case .write where name == "PutParameter":
                // Without a type it is another version of a parameter that has one already.
                let type = request["type"]?.string
                guard type == nil || type == "SecureString" else { return [] }
                isCertain = type != nil
            default: break
            }
        }
        let texts = self.texts
        return texts.map { text in
            let reference = SecretReference(parameter: text, in: place)
            let isPassedOn = reference.store == .secretsManager
            let selector = Self.selector(text)
            let isStage = isPassedOn && selector.map { !$0.isUUID } ?? false
            return SecretAccess(
                operation: operation,
                reference: reference,
                versionID: isStage ? nil : selector,
                versionStage: isStage ? selector : nil,
                outcome: outcome,
                isBatch: texts.count > 1 || name == "GetParametersByPath",
                isCertainlySecret: isCertain || isPassedOn
            )
        }
    }

    private var texts: [String] {
        if let names = request?["names"]?.elements.compactMap(\.string), !names.isEmpty {
            return names
        }
        if let name = (request?["name"] ?? request?["path"])?.string, !name.isEmpty {
            return [name]
        }
        return event.deniedTarget.map { [$0] } ?? []
    }

    /// The version or label behind a name's colon.
    private static func selector(_ text: String) -> String? {
        guard !text.hasPrefix("arn:"), let colon = text.lastIndex(of: ":") else { return nil }
        return String(text[text.index(after: colon)...])
    }
}

extension String {
    /// Whether the text is 36 characters with dashes where a UUID has them.
    fileprivate var isUUID: Bool {
        let utf8 = Array(utf8)
        return utf8.count == 36
            && utf8.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index)
                    ? byte == UInt8(ascii: "-")
                    : byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
            }
    }
}
