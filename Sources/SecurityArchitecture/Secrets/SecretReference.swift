/// The one identity of a secret, whatever name or ARN a caller wrote.
///
/// For example, these are the same secret:
///
/// ```swift
/// SecretReference(secret: "prod/orders/mongodb", in: place)
/// SecretReference(secret: "arn:aws:secretsmanager:eu-west-1:510000000001:secret:prod/orders/mongodb-Xy12Ab", in: place)
/// SecretReference(secret: "arn:aws:secretsmanager:eu-west-1:510000000001:secret:prod/orders/mongodb", in: place)
/// ```
///
/// Secrets Manager appends `-` and six random letters or digits to the name in an ARN, and callers
/// may leave them out. So an ARN that a caller wrote and whose last part looks like that is
/// ambiguous: ``name`` is the likelier reading and ``otherName`` the other. Only records written
/// by AWS itself (``isConfirmed``) are sure. From a plain name nothing is ever stripped.
///
/// Two references are equal where they mean the same secret; how it was written does not count.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen>
package struct SecretReference: Sendable {
    /// Where a secret is kept.
    package enum Store: String, CaseIterable, Hashable, Sendable {
        case secretsManager = "secretsmanager"
        /// Parameter Store of Systems Manager.
        case parameterStore = "ssm"
    }

    /// The account and region that names without them are meant in.
    package struct Place: Hashable, Sendable {
        package var accountID: String
        package var region: String

        /// Names a place.
        package init(accountID: String, region: String) {
            self.accountID = accountID
            self.region = region
        }
    }

    /// Where the secret is kept.
    package var store: Store
    /// The account and region.
    package var place: Place
    /// The name, without the random suffix; of a parameter with its leading slash.
    package var name: String
    /// The other name that an ambiguous ARN may mean; nil where there is no doubt.
    package var otherName: String?
    /// What the record says, letter for letter.
    package var text: String
    /// Whether AWS wrote the full ARN, so that it tells name and suffix for sure.
    package var isConfirmed = false

    /// Reads what names a secret of Secrets Manager.
    ///
    /// - parameters:
    ///   - text: A name, an ARN, or an ARN without its suffix.
    ///   - place: The account and region of the event, for names.
    ///   - isConfirmed: Whether the text is a full ARN that AWS wrote.
    package init(secret text: String, in place: Place, isConfirmed: Bool = false) {
        store = .secretsManager
        self.text = text
        guard let arn = ResourceName(text), arn.service == "secretsmanager",
            arn.resource.hasPrefix("secret:")
        else {
            self.place = place
            name = text
            return
        }
        self.place = Place(
            accountID: arn.accountID.isEmpty ? place.accountID : arn.accountID,
            region: arn.region.isEmpty ? place.region : arn.region
        )
        let whole = String(arn.resource.dropFirst(7))
        guard let stem = Self.withoutSuffix(whole) else {
            name = whole
            return
        }
        self.isConfirmed = isConfirmed
        if isConfirmed {
            name = stem
        } else if Self.isWord(whole.suffix(6)) {
            // Six random characters are all lower-case letters once in two hundred times, but
            // names end in words.
            name = whole
            otherName = stem
        } else {
            name = stem
            otherName = whole
        }
    }

    /// Reads what names a parameter of Systems Manager.
    ///
    /// A version or label behind a colon is no part of the name, and `/name` is `name`. A parameter
    /// `/aws/reference/secretsmanager/NAME` is the secret NAME of Secrets Manager, which Parameter
    /// Store passes on; see [Referencing secrets][reference].
    ///
    /// [reference]: https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
    ///
    /// - parameters:
    ///   - text: A name or an ARN.
    ///   - place: The account and region of the event, for names.
    package init(parameter text: String, in place: Place) {
        store = .parameterStore
        self.text = text
        self.place = place
        var name = text[...]
        if let arn = ResourceName(text), arn.service == "ssm" {
            self.place = Place(
                accountID: arn.accountID.isEmpty ? place.accountID : arn.accountID,
                region: arn.region.isEmpty ? place.region : arn.region
            )
            isConfirmed = true
            name = arn.resource.hasPrefix("parameter") ? arn.resource.dropFirst(9) : name
        }
        let utf8 = name.utf8
        if let colon = utf8.lastIndex(of: UInt8(ascii: ":")), !name.hasPrefix("arn:") {
            name = name[..<colon]
        }
        let secret = Self.withoutParameterStore(String(name))
        if secret.utf8.count < name.utf8.count {
            store = .secretsManager
            isConfirmed = false
            self.name = secret
            return
        }
        if name.utf8.first == UInt8(ascii: "/"),
            !name.utf8.dropFirst().contains(UInt8(ascii: "/"))
        {
            name = name.dropFirst()
        }
        self.name = String(name)
    }

    /// How the names of parameters begin that stand for secrets of Secrets Manager.
    private static let passedOn = "/aws/reference/secretsmanager/"

    /// The name of the secret that a parameter's name stands for; else the text as it is.
    package static func withoutParameterStore(_ text: String) -> String {
        guard text.hasPrefix(passedOn), text.utf8.count > passedOn.utf8.count else { return text }
        return String(text.dropFirst(passedOn.count))
    }

    /// The ARN without suffix.
    package var arn: String {
        let resource =
            switch store {
            case .secretsManager: "secret:\(name)"
            case .parameterStore: name.hasPrefix("/") ? "parameter\(name)" : "parameter/\(name)"
            }
        return "arn:\(partition):\(store.rawValue):\(place.region):\(place.accountID):\(resource)"
    }

    /// All names that the reference may mean, the likelier first.
    package var candidates: [String] { otherName.map { [name, $0] } ?? [name] }

    /// The same reference with the reading that is known to be right.
    ///
    /// - parameter isKnown: Whether a secret of that name is known in this place.
    package func resolved(_ isKnown: (String) -> Bool) -> SecretReference {
        guard let otherName, !isKnown(name), isKnown(otherName) else { return self }
        var reference = self
        reference.name = otherName
        reference.otherName = name
        return reference
    }

    private var partition: String {
        if place.region.hasPrefix("cn-") { return "aws-cn" }
        return place.region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// The text before `-` and six letters or digits at its end; nil where there are none.
    static func withoutSuffix(_ text: String) -> String? {
        let utf8 = text.utf8
        guard utf8.count > 7, utf8.suffix(7).first == UInt8(ascii: "-"),
            utf8.suffix(6).allSatisfy({ byte in
                byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
            })
        else { return nil }
        return String(text.dropLast(7))
    }

    private static func isWord(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { $0 &- UInt8(ascii: "a") < 26 }
    }
}

extension SecretReference: Hashable {
    /// Whether two references mean the same secret.
    package static func == (left: SecretReference, right: SecretReference) -> Bool {
        left.store == right.store && left.name == right.name && left.place == right.place
    }

    /// Hashes what makes the identity.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(store)
        hasher.combine(place)
        hasher.combine(name)
    }
}

extension SecretReference: CustomStringConvertible {
    /// The ARN without suffix.
    package var description: String { arn }
}
