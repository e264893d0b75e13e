import Basics

/// Who acts in a role's session, as far as its record alone says.
///
/// | record | person |
/// | --- | --- |
/// | `sourceIdentity` | it; it stays the same from role to role |
/// | a session of Identity Center's (`AWSReservedSSO_…`) | the session's name |
/// | a session named by a mail address, as SAML and OIDC providers do | the session's name |
/// | `SAMLUser`, a user of Identity Center or a directory | `userName` |
///
/// Other session names are those of programs, or say so only at the session's start. Outside
/// Identity Center the caller or the provider has chosen the name: whoever shows a person shows
/// the role with it.
package struct PersonName: Hashable, Sendable {
    package let text: String

    /// The person that the name of a session means; nil where it is a program's.
    package init?(session name: String, role: String?) {
        guard !name.isEmpty, name.isMailAddress || role.map(Self.isOfIdentityCenter) == true else {
            return nil
        }
        text = name
    }

    private static func isOfIdentityCenter(_ role: String) -> Bool {
        // The name is reserved: only Identity Center makes such roles.
        role.utf8.firstRange(ofASCII: "/AWSReservedSSO_") != nil
    }

    /// `Security` for `AWSReservedSSO_Security_40fccf1becd04517`, any other name as it is.
    ///
    /// - parameter role: The ARN or the name of a role.
    package static func briefRole(_ role: String) -> String {
        let name =
            role.utf8.lastIndex(of: UInt8(ascii: "/"))
            .map { role[role.utf8.index(after: $0)...] } ?? role[...]
        let prefix = "AWSReservedSSO_"
        guard name.hasPrefix(prefix), let end = name.utf8.lastIndex(of: UInt8(ascii: "_")),
            name[end...].utf8.count == 17,
            name[end...].utf8.dropFirst().allSatisfy({ $0.hexDigitValue != nil })
        else { return String(name) }
        let start = name.utf8.index(name.startIndex, offsetBy: prefix.utf8.count)
        return start < end ? String(name[start..<end]) : String(name)
    }

    /// `ben@acme.example (Security)`.
    package static func display(_ person: String, role: String?) -> String {
        role.map { "\(person) (\(briefRole($0)))" } ?? person
    }
}

extension String {
    /// Whether the text is a mail address: a name, one `@`, and a domain.
    fileprivate var isMailAddress: Bool {
        let parts = utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return false }
        return parts[1].contains(UInt8(ascii: ".")) && parts[1].first != UInt8(ascii: ".")
            && parts[1].last != UInt8(ascii: ".")
    }
}

/// A sign-in to Identity Center that names its user: the records of all that the user does there
/// have an id only.
///
/// See [UserName in sign-in events][reference].
///
/// [reference]: https://docs.aws.amazon.com/singlesignon/latest/userguide/username-sign-in-cloudtrail-events.html
package struct DirectorySignIn: Hashable, Sendable {
    /// The events that name the user.
    package static let eventNames: Set<String> = ["CredentialChallenge", "UserAuthentication"]

    /// The id of the user, `onBehalfOf.userId`.
    package let id: String
    package let name: String

    /// Reads a sign-in; nil for any other event.
    package init?(_ event: Event) {
        guard event.hasText(.eventSource, "signin.amazonaws.com"),
            let eventName = event.text(.eventName), Self.eventNames.contains(eventName),
            let details = event[.additionalEventData],
            // With a password it is the challenge that names the user.
            eventName == "CredentialChallenge"
                || details["CredentialType"]?.string == "EXTERNAL_IDP",
            let name = details["UserName"]?.string, !name.isEmpty, !name.hasPrefix("HIDDEN_"),
            let identity = event[.userIdentity],
            let id = identity[path: "onBehalfOf", "userId"]?.string, !id.isEmpty
        else { return nil }
        self.id = id
        self.name = name
    }
}
