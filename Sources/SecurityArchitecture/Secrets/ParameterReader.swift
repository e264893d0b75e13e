import CloudTrail

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
            SecretAccess(
                operation: operation,
                reference: SecretReference(parameter: text, in: place),
                versionID: Self.selector(text),
                outcome: outcome,
                isBatch: texts.count > 1 || name == "GetParametersByPath",
                isCertainlySecret: isCertain
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
