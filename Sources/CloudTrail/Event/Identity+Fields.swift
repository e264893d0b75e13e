extension Identity {
    /// The members of `userIdentity` that count, empty texts left out.
    struct Fields {
        var type: String?
        var arn: String?
        var accountID: String?
        var accessKeyID: String?
        var principalID: String?
        var userName: String?
        var invokedBy: String?
        var identityProvider: String?
        var issuerARN: String?
        var onBehalfOf: String?
        var isMFAAuthenticated: Bool?

        init(_ value: JSONValue) {
            value.forEachMember { key, value in
                let text = value.string.flatMap { $0.isEmpty ? nil : $0 }
                switch key {
                case "type": type = text
                case "arn": arn = text
                case "accountId": accountID = text
                case "accessKeyId": accessKeyID = text
                case "principalId": principalID = text
                case "userName": userName = text
                case "invokedBy": invokedBy = text
                case "identityProvider": identityProvider = text
                case "sessionContext": readSession(value)
                case "onBehalfOf":
                    onBehalfOf = value["userId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                default: break
                }
            }
        }

        private mutating func readSession(_ session: JSONValue) {
            session.forEachMember { key, value in
                switch key {
                case "sessionIssuer":
                    issuerARN = value["arn"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                case "attributes": isMFAAuthenticated = value["mfaAuthenticated"]?.isTrue
                default: break
                }
            }
        }

        /// A name made unique by its account.
        func qualified(_ name: String?) -> String? {
            guard let name else { return principalID }
            return accountID.map { "\($0)/\(name)" } ?? name
        }

        /// What follows the colon of a principal id: the session's name.
        var principalSession: String? {
            guard let principalID, let colon = principalID.firstIndex(of: ":") else { return nil }
            return String(principalID[principalID.index(after: colon)...])
        }

        /// Another account's principal: its unique id without the session, else the account.
        var accountPrincipal: String? {
            guard let accountID else { return principalID }
            guard let principalID else { return accountID }
            let id = principalID.prefix { $0 != ":" }
            return id == accountID ? accountID : "\(accountID)/\(id)"
        }

        /// The subject of a web identity: `userName` where the record has it, else the tail of
        /// the principal id, whose forms are the provider's ARN or host, audience and subject.
        var webSubject: String? {
            if let userName { return userName }
            guard let principalID else { return identityProvider }
            for marker in ["repo:", "system:serviceaccount:", "project_path:"] {
                if let range = principalID.firstRange(of: marker) {
                    return String(principalID[range.lowerBound...])
                }
            }
            return principalID.split(separator: ":").last.map(String.init) ?? principalID
        }
    }
}
