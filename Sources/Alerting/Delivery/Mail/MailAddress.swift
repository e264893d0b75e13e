/// The address of a mailbox, in the plain form that can stand in a header as it is.
///
/// For example:
///
/// ```swift
/// try MailAddress("security@example.com").domain   // example.com
/// try MailAddress("a@b.example\nBcc: all@b.example")  // throws
/// ```
///
/// Names, quotes and comments, which RFC 5322 allows, are not taken: nobody needs them here, and
/// every header injection does.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public let description: String

    /// Reads an address.
    ///
    /// - parameter text: For example `security@example.com`.
    /// - throws: A ``DeliveryFault`` where it is none.
    public init(_ text: String) throws(DeliveryFault) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254,
            Self.isDotted(parts[0], of: "!#$%&'*+/=?^_`{|}~-"), Self.isDotted(parts[1], of: "-")
        else {
            throw DeliveryFault(
                "has what is no mail address; write for example security@example.com"
            )
        }
        description = text
    }

    /// What stands behind the `@`.
    var domain: String { String(description.split(separator: "@").last ?? "") }

    /// Whether a text is letters, digits and some others, with single dots between.
    private static func isDotted(_ text: Substring, of others: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
                        || others.unicodeScalars.contains($0)
                }
        }
    }
}
