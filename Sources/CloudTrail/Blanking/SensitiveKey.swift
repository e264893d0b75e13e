/// What a key says of the value under it.
enum SensitiveKey: Sendable {
    /// Nothing: the value's shape decides.
    case plain
    /// A text under it is a credential; an object is looked into.
    case secret
    /// All under it are credentials.
    case allSecret
    /// What holds programs and the variables they are given: all under it may be credentials.
    case program
    /// What holds a command line: blanked unless it is a bare name.
    case commandLine
    /// What holds environment variables beside other settings.
    case environment

    /// Reads a key, in whatever case and with whatever separators.
    ///
    /// - complexity: O(1): of a key longer than 96 bytes the end decides.
    init(_ key: some BidirectionalCollection<UInt8>) {
        var name: [UInt8] = []
        for byte in key.suffix(96) where byte.isWordByte && byte != UInt8(ascii: "_") {
            name.append(byte.isUppercaseLetter ? byte | 0x20 : byte)
        }
        // `password1` and `authenticationCode2` are recognised as those without the number.
        while let last = name.last, last.isDigit { name.removeLast() }
        guard KeyWords.mayMatter(name) else {
            self = .plain
            return
        }
        self = KeyWords.verdict(name, key)
        // In `client.token` the last word is one by itself.
        guard case .plain = self, let dot = key.lastIndex(of: UInt8(ascii: ".")) else { return }
        self = SensitiveKey(key[key.index(after: dot)...])
    }

    /// Whether the key alone makes a text a credential, wherever it is written.
    var isSecret: Bool {
        switch self {
        case .secret, .allSecret: true
        case .plain, .program, .commandLine, .environment: false
        }
    }
}

/// The words that keys are recognised by, in lower case and without separators.
private enum KeyWords {
    /// Names as a whole.
    static let whole: [[UInt8]: SensitiveKey] = {
        var table: [[UInt8]: SensitiveKey] = [:]
        func add(_ names: [String], _ verdict: SensitiveKey) {
            for name in names { table[Array(name.utf8)] = verdict }
        }
        add(["auth", "sig", "signature", "xamzsignature", "pin", "otp", "bearer"], .secret)
        add(["assertion", "cookie", "accesskey", "externalid", "stsexternalid"], .secret)
        add(["webhookurl", "ciphertextblob", "ciphertext"], .secret)
        add(["changetoken", "locktoken", "updatetoken", "tokens", "xamzcredential"], .plain)
        add(["subjectfromwebidentitytoken"], .plain)
        add(["authparameters", "challengeresponses", "passwords", "basicauth"], .allSecret)
        add(["variables", "stagevariables", "environmentvariables", "envvars"], .program)
        add(["environmentvariablesoverride", "environmentoverrides"], .program)
        add(["runtimeenvironmentvariables", "commands", "runcommand"], .program)
        add(["templatebody", "buildspec", "buildspecoverride", "zipfile", "customdata"], .program)
        add(["oncreate", "onstart", "studiolifecycleconfigcontent"], .program)
        add(["initscript", "startupscript", "bootstrapscript"], .program)
        add(["command", "entrypoint", "commandline", "cmd", "args"], .commandLine)
        add(["environment", "env"], .environment)
        return table
    }()

    /// What turns pages, makes calls idempotent or guards against lost updates.
    static let harmlessEnds = bytes([
        "nexttoken", "requesttoken", "clienttoken", "idempotencytoken", "paginationtoken",
        "continuationtoken", "sequencetoken", "creationtoken", "pagetoken", "forwardtoken",
        "backwardtoken", "startingtoken", "resumetoken", "previoustoken", "revisiontoken",
        "versiontoken",
    ])

    static let allSecretEnds = bytes([
        "password", "passwd", "passphrase", "passcode", "secretstring", "secretbinary",
        "plaintext", "privatekey", "keymaterial", "basicauthcredentials", "userdata",
        "secretaccesskey",
    ])

    static let secretEnds = bytes([
        "secret", "token", "credential", "credentials", "apikey", "secretkey", "presharedkey",
        "sharedkey", "sharedaccesskey", "accountkey", "signingkey", "licensekey", "hmackey",
        "authkey", "consumerkey", "integrationkey", "symmetrickey", "customerkey", "masterkey",
        "authorization", "authcode", "authorizationcode", "codeverifier", "devicecode",
        "usercode", "mfacode", "verificationcode", "confirmationcode", "authenticationcode",
        "recoverycode", "securitycode", "onetimecode", "samlassertion", "samlresponse",
        "clientassertion", "connectionstring", "connectionuri", "setcookie", "jwt", "psk",
    ])

    /// Ends that are a word of their own: `DB_PASS` and `dbPass`, but not `bypass`.
    static let wordEnds = bytes(["pass", "pwd", "pswd"])

    static let passwordNouns = bytes(["password", "passwd", "passphrase", "privatekey"])

    /// How that begins or ends which is said about a password and is none.
    static let aboutPasswords = bytes([
        "last", "reset", "mode", "policy", "length", "age", "expir", "enabled", "required", "arn",
        "name",
        "status", "type", "version", "secret", "field", "label", "count", "parameter", "path",
        "history", "reuse", "id", "ids", "date", "url", "valid", "rotation", "manager", "charset",
        "rules", "config", "strength", "change", "require", "authentication", "source", "created",
        "updated", "less", "format", "prevention", "protected", "recovery", "usage", "algorithm",
        "spec",
    ])

    static let otherNouns = bytes([
        "secret", "token", "credentials", "credential", "apikey", "presharedkey", "sharedkey",
        "authorization", "connectionstring", "userdata",
    ])

    /// What is said behind a noun of what holds the credential itself.
    static let holders = Set(
        bytes([
            "string", "binary", "value", "values", "text", "data", "plaintext", "pem", "json",
            "body",
            "content", "hash", "base", "blob", "material", "key", "raw", "encoded", "hex", "bytes",
            "code", "header", "payload", "plain", "env",
        ])
    )

    /// The last three letters of all that is recognised by its end.
    private static let lastLetters: Set<UInt32> = {
        let ends =
            Array(whole.keys) + allSecretEnds + secretEnds + wordEnds
        return Set(ends.map { $0.suffix(3).reduce(0) { $0 << 8 | UInt32($1) } })
    }()

    /// The first four letters of all that is recognised anywhere.
    private static let firstLetters: Set<UInt32> = Set(
        (passwordNouns + otherNouns).map { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    )

    /// Whether a name is worth a closer look, which nearly none is.
    static func mayMatter(_ name: [UInt8]) -> Bool {
        let first = firstLetters
        var letters: UInt32 = 0
        for byte in name {
            letters = letters << 8 | UInt32(byte)
            switch UInt8(letters >> 24) {
            case UInt8(ascii: "p"), UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "c"),
                UInt8(ascii: "a"), UInt8(ascii: "u"):
                if first.contains(letters) { return true }
            default: break
            }
        }
        return lastLetters.contains(letters & 0xff_ffff)
    }

    /// Whole keys, and the beginnings and ends of keys, as the bytes that names have.
    private static func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

    static func verdict(
        _ name: [UInt8],
        _ key: some BidirectionalCollection<UInt8>
    ) -> SensitiveKey {
        if let known = whole[name] { return known }
        if harmlessEnds.contains(where: name[...].ends(with:)) { return .plain }
        if allSecretEnds.contains(where: name[...].ends(with:)) { return .allSecret }
        if secretEnds.contains(where: name[...].ends(with:)) { return .secret }
        for end in wordEnds where name[...].ends(with: end) {
            return isWord(key.suffix(end.count + 1)) ? .secret : .plain
        }
        for noun in passwordNouns {
            guard let rest = name.rest(behind: noun) else { continue }
            let isAbout = aboutPasswords.contains { rest.starts(with: $0) || rest.ends(with: $0) }
            return isAbout ? .plain : .secret
        }
        for noun in otherNouns {
            guard let rest = name.rest(behind: noun) else { continue }
            if holders.contains(Array(rest)) { return .secret }
        }
        return .plain
    }

    /// Whether a word begins behind the first byte, or at it where there is nothing before.
    private static func isWord(_ end: some BidirectionalCollection<UInt8>) -> Bool {
        let bytes = Array(end)
        guard bytes.count > 4 || bytes.first?.isWordByte == false else { return true }
        let (before, first) = (bytes[0], bytes[1])
        return !before.isWordByte || before == UInt8(ascii: "_")
            || (before.isLowercaseLetter && first.isUppercaseLetter)
    }
}

extension [UInt8] {
    /// What comes behind the last occurrence of a word; nil where it does not occur.
    fileprivate func rest(behind word: [UInt8]) -> ArraySlice<UInt8>? {
        guard count >= word.count else { return nil }
        for start in stride(from: count - word.count, through: 0, by: -1)
        where self[start] == word[0] && self[start...].starts(with: word) {
            return self[(start + word.count)...]
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with word: [UInt8]) -> Bool {
        count >= word.count && suffix(word.count).elementsEqual(word)
    }
}

extension UInt8 {
    var isLowercaseLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
    var isUppercaseLetter: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    /// Whether it is an ASCII letter, a digit or `_`.
    var isWordByte: Bool {
        isLowercaseLetter || isUppercaseLetter || isDigit || self == UInt8(ascii: "_")
    }
    /// Whether it is white space in ASCII.
    var isSpace: Bool { self == 0x20 || 0x09...0x0d ~= self }
}
