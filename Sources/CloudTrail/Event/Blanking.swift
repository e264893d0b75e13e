extension Event {
    /// The record as JSON on one line, with every credential in it blanked.
    ///
    /// CloudTrail hides most secrets itself, but writes session tokens out.
    package var blankedJSON: String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        bytes.appendBlanked(range, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The same event with a copy of its own bytes, so that keeping it keeps no window.
    package var detached: Event {
        let copy = JSONBytes(copying: bytes.storage[range])
        return Event(
            bytes: copy,
            range: 0..<copy.count,
            slots: slots,
            isSpelledFreely: isSpelledFreely,
            time: time
        )
    }
}

/// Which values are credentials.
enum Credentials {
    /// What stands for a credential; CloudTrail's own words.
    static let blank = #""HIDDEN_DUE_TO_SECURITY_REASONS""#

    private static let keys: Set<String> = [
        "sessiontoken", "secretaccesskey", "secretstring", "secretbinary", "password",
        "masteruserpassword", "newpassword", "oldpassword", "privatekey", "passphrase",
        "clientsecret", "accesstoken", "refreshtoken", "idtoken", "authtoken", "bearertoken",
        "samlassertion", "webidentitytoken", "authorizationtoken", "keymaterial", "plaintext",
    ]

    /// Whether the value under a key is a credential.
    static func isCredential(_ key: String) -> Bool { keys.contains(key.lowercased()) }
}

extension JSONBytes {
    fileprivate func appendBlanked(_ value: Range<Int>, to text: inout [UInt8]) {
        switch JSONKind(firstByte: storage[value.lowerBound]) {
        case .object:
            var separator = UInt8(ascii: "{")
            forEachMember(value) { key, member in
                text.append(separator)
                separator = UInt8(ascii: ",")
                text.append(contentsOf: storage[key])
                text.append(UInt8(ascii: ":"))
                let kind = JSONKind(firstByte: storage[member.lowerBound])
                let name = String(decoding: unescaped(key), as: UTF8.self)
                if kind == .string, Credentials.isCredential(name) {
                    text.append(contentsOf: Credentials.blank.utf8)
                } else {
                    appendBlanked(member, to: &text)
                }
            }
            if separator == UInt8(ascii: "{") { text.append(separator) }
            text.append(UInt8(ascii: "}"))
        case .array:
            var separator = UInt8(ascii: "[")
            forEachElement(value) { element in
                text.append(separator)
                separator = UInt8(ascii: ",")
                appendBlanked(element, to: &text)
            }
            if separator == UInt8(ascii: "[") { text.append(separator) }
            text.append(UInt8(ascii: "]"))
        default: text.append(contentsOf: storage[value])
        }
    }
}
