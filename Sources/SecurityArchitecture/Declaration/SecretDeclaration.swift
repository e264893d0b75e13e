import Basics
import StrictYAML

/// What kind of credential a secret holds.
package enum SecretKind: String, CaseIterable, Hashable, Sendable {
    /// The address, user and password of a database.
    case connectionString = "connection-string"
    /// The id and secret of an OAuth2 client.
    case oauth2Client = "oauth2-client"
    /// A key for a third-party API.
    case apiKey = "api-key"
    /// A token that one service calls another with.
    case serviceToken = "service-token"
    /// A private key that signs tokens.
    case jwtSigningKey = "jwt-signing-key"
    case other
}

/// A group of secrets: what they hold, who reads them, how often they change.
package struct SecretDeclaration: Hashable, Sendable {
    /// The required rotation.
    package struct Rotation: Hashable, Sendable {
        /// The longest time between two rotations.
        package var maximumAge: TimeSpan?
        /// Who rotates: they may also read and write.
        package var rotators: [PrincipalPattern]
        /// The functions that rotate, by name; nil where nothing is declared.
        package var functions: [NamePattern]?
    }

    /// The group's name.
    package var name: String
    package var kind: SecretKind
    /// The names of the secrets, or their ARNs without the random suffix.
    package var patterns: [NamePattern]
    /// The environment; nil where the environments' own patterns decide.
    package var environment: String?
    /// Who may read; nil where nothing is declared, so that no reader is undeclared.
    package var readers: [PrincipalPattern]?
    /// nil where no rotation is required.
    package var rotation: Rotation?
    /// The regions that replicas may be in; nil where nothing is declared.
    package var replicaRegions: [String]?
}

extension ArchitectureReader {
    private static let secretKeys = [
        "name", "kind", "names", "environment", "readers", "rotation", "replica-regions",
    ]

    mutating func readSecrets(_ section: YAMLValue) {
        for entry in entries(section, "groups of secrets by name") {
            let value = entry.value
            guard let mapping = YAMLMapping(value, keys: Self.secretKeys, meaning: "secrets")
            else { continue }
            var secret = SecretDeclaration(
                name: entry.name,
                kind: SecretKind(rawValue: entry.name) ?? .other,
                patterns: [],
                environment: entry.environment
            )
            if let value = mapping["kind"] { secret.kind = kind(value) ?? .other }
            if let value = mapping.required("names", "globs on the names of the secrets") {
                secret.patterns = patterns(value, "globs on the names of the secrets")
                if secret.patterns.isEmpty, value.isList, value.node.sequence?.isEmpty == true {
                    value.complain("is empty; a group without names has no secrets")
                }
                // A secret in two groups would have two lists of readers.
                let group = entry.environment.map { "\(entry.name) (\($0))" } ?? entry.name
                note(value, "secrets", group) { try? NamePattern($0) }
            }
            secret.readers = mapping["readers"].map(principals)
            secret.rotation = mapping["rotation"].flatMap(rotation)
            secret.replicaRegions = mapping["replica-regions"].map(regions)
            architecture.secrets.append(secret)
        }
    }

    private func kind(_ value: YAMLValue) -> SecretKind? {
        value.parsed("a kind of secret") { text throws(TextFault) in
            if let kind = SecretKind(rawValue: text) { return kind }
            let hint = NearestName.hint(text, among: SecretKind.allCases.map(\.rawValue))
            throw TextFault("\(text.quoted) is not a kind of secret\(hint)")
        }
    }

    private func rotation(_ value: YAMLValue) -> SecretDeclaration.Rotation? {
        if !value.isMapping, !value.isList {
            return duration(value).map { .init(maximumAge: $0, rotators: []) }
        }
        guard
            let mapping = YAMLMapping(
                value,
                keys: ["max-age", "by", "functions"],
                meaning: "a duration, or a mapping of max-age, by and functions"
            )
        else { return nil }
        return SecretDeclaration.Rotation(
            maximumAge: mapping["max-age"].flatMap(duration),
            rotators: mapping["by"].map(principals) ?? [],
            functions: mapping["functions"].map { patterns($0, "names of functions") }
        )
    }

    func duration(_ value: YAMLValue) -> TimeSpan? {
        value.parsed("a duration such as 30d") { text throws(TextFault) in try TimeSpan(text) }
    }

    private func regions(_ value: YAMLValue) -> [String] {
        value.texts("regions").compactMap { text, element in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let isRegion =
                (3...5).contains(parts.count) && parts[0].utf8.count == 2
                && parts.allSatisfy { !$0.isEmpty } && Int(parts[parts.count - 1]) != nil
            guard isRegion else {
                element.complain("\(text.quoted) is not a region; write for example eu-central-1")
                return nil
            }
            return text
        }
    }
}
