import Basics

/// The profiles, SSO sessions and services of both files of the AWS tools.
struct AWSProfiles {
    /// The settings of a profile or a session.
    struct Settings {
        /// Those of the credentials file go before those of the config file.
        fileprivate(set) var values: AWSConfigFile.Section = [:]

        subscript(name: String) -> String? {
            values[name].flatMap { $0.text.isEmpty ? nil : $0.text }
        }

        func nested(_ name: String) -> [String: String] { values[name]?.nested ?? [:] }

        /// Whether it has one of the keys themselves.
        var hasKeys: Bool {
            values["aws_access_key_id"] != nil || values["aws_secret_access_key"] != nil
        }
    }

    private(set) var profiles: [String: Settings] = [:]
    private(set) var sessions: [String: Settings] = [:]
    private(set) var services: [String: Settings] = [:]
    /// The profiles of each file alone, for their keys.
    private(set) var ofCredentials: [String: Settings] = [:]
    private(set) var ofConfig: [String: Settings] = [:]
    /// The paths for messages.
    let configPath: String
    let credentialsPath: String

    /// Reads both files.
    init(_ environment: AWSEnvironment) throws(TextFault) {
        let config = environment.path("AWS_CONFIG_FILE", default: ".aws/config")
        let credentials = environment.path(
            "AWS_SHARED_CREDENTIALS_FILE",
            default: ".aws/credentials"
        )
        configPath = environment.shown(config)
        credentialsPath = environment.shown(credentials)
        try add(
            config: AWSConfigFile.read(config, shown: configPath),
            credentials: AWSConfigFile.read(credentials, shown: credentialsPath)
        )
    }

    private mutating func add(config: AWSConfigFile, credentials: AWSConfigFile) {
        for (name, section) in config.sections {
            let settings = Settings(values: section)
            // `[x]` alone is nothing here, and names with blanks have quotes.
            let words = (try? ShellWords.split(name)) ?? []
            switch words.first {
            case "default" where name == "default": profiles["default"] = settings
            case "profile" where words.count == 2: profiles[words[1]] = settings
            case "sso-session" where words.count == 2: sessions[words[1]] = settings
            case "services" where words.count == 2: services[words[1]] = settings
            default: break
            }
        }
        ofConfig = profiles
        for (name, section) in credentials.sections {
            ofCredentials[name] = Settings(values: section)
            profiles[name, default: Settings()].values.merge(section) { $1 }
        }
    }
}

/// Splits a command into words as a shell does, without doing anything else that a shell does.
///
/// For example:
///
/// ```swift
/// try ShellWords.split(#"get-keys --role 'a b' "c\"d""#)  // get-keys, --role, a b, c"d
/// ```
enum ShellWords {
    static func split(_ text: String) throws(TextFault) -> [String] {
        var words: [String] = []
        var word: String?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw unclosed }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\"":
                var quoted = ""
                var isClosed = false
                while !isClosed, let next = rest.popFirst() {
                    switch next {
                    case "\"": isClosed = true
                    case "\\" where rest.first == "\"" || rest.first == "\\":
                        if let escaped = rest.popFirst() { quoted.append(escaped) }
                    default: quoted.append(next)
                    }
                }
                guard isClosed else { throw unclosed }
                word = (word ?? "") + quoted
            case "\\":
                guard let escaped = rest.popFirst() else {
                    throw TextFault("ends with a backslash")
                }
                word = (word ?? "") + String(escaped)
            case _ where character.isWhitespace:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }

    private static let unclosed = TextFault("has a quote without its end")
}
