import StrictYAML

/// An organization of AWS whose accounts are one's own.
package struct Organization: Hashable, Sendable {
    /// For example `o-acme12345`.
    package var id: String
    /// Member accounts beside those of the environments: the management account, log archives.
    package var accounts: [String]
}

extension ArchitectureReader {
    /// Ids, or a mapping of ids to their accounts.
    mutating func readOrganizations(_ section: YAMLValue) {
        guard section.isMapping else {
            for (text, value) in section.texts("ids of organizations such as o-acme12345") {
                addOrganization(text, accounts: [], value)
            }
            return
        }
        for (id, value) in section.entries("organizations by id") {
            var accounts: [String] = []
            if !value.isEmpty,
                let mapping = YAMLMapping(value, keys: ["accounts"], meaning: "an organization")
            {
                accounts = mapping["accounts"].map(accountIDs) ?? []
            }
            addOrganization(id, accounts: accounts, value)
        }
    }

    private mutating func addOrganization(_ id: String, accounts: [String], _ value: YAMLValue) {
        let digits = id.dropFirst(2)
        let isID =
            id.hasPrefix("o-") && (10...32).contains(digits.utf8.count)
            && digits.utf8.allSatisfy {
                $0 &- UInt8(ascii: "0") < 10 || $0 &- UInt8(ascii: "a") < 26
            }
        guard isID else {
            value.complain(
                "\(id.quoted) is not the id of an organization; write for example o-acme12345"
            )
            return
        }
        if claim("organization \(id)", value) {
            architecture.organizations.append(Organization(id: id, accounts: accounts))
        }
    }

    /// Ids of accounts, each of 12 digits.
    private func accountIDs(_ value: YAMLValue) -> [String] {
        value.texts("account ids").compactMap { text, element in
            if text.isAccountID { return text }
            element.complain("\(text.quoted) is not an account id: 12 digits, in quotes")
            return nil
        }
    }
}
