import Basics

/// What to do about an alert, with the very address, key, role and group of the alert in its
/// commands, ready to be pasted into a shell.
///
/// Rules write commands with words in capitals, `audit trace KEY`, or with fields in braces,
/// `aws cloudtrail start-logging --name {requestParameters.name}`. What a word stands for depends
/// on the option before it: the role of `--role ROLE` is the one that was assumed or changed, that
/// of `--principal ROLE` the caller. `--since 1d` becomes a date, as the alert may be read later.
///
/// Values come from logs: they are quoted for the shell. One that is unsafe even so – it begins
/// with a dash, or has characters that cannot be seen – is not filled in, nor is one that is not
/// known: the word stays.
struct AlertResponse {
    private static let longest = 300

    /// The fields of the alert, the first value of each.
    let value: (String) -> String?
    /// The id of the first event.
    let eventID: String?
    /// When the alert began, in seconds since 1970.
    let began: Int64

    /// The text with all that is known filled in.
    func filled(_ response: String) -> String {
        var text = ""
        var previous = ""
        let pieces = Self.pieces(Self.unwrapped(response))
        for (position, piece) in pieces.enumerated() {
            guard let first = piece.first, !first.isWhitespace else {
                text += piece
                continue
            }
            let word = Self.word(piece)
            let rest = piece.dropFirst(word.count)
            let isIssued =
                word == "KEY" && Self.isIssued(pieces[position...].dropFirst().prefix(20))
            switch replacement(isIssued ? "NEW-KEY" : String(word), after: previous) {
            case .some(let filled?): text += filled + rest
            case .some(nil):
                // The option goes with its value.
                if previous.hasPrefix("--"),
                    let option = text.range(of: previous, options: .backwards)
                {
                    text = String(text[..<option.lowerBound])
                    while text.last == " " { text.removeLast() }
                }
                text += rest
            case nil: text += piece
            }
            previous = String(piece)
        }
        return text
    }

    /// A word without what ends its clause.
    private static func word(_ piece: Substring) -> Substring {
        if piece.first == "{", let close = piece.firstIndex(of: "}") { return piece[...close] }
        return piece.prefix { !".,;:".contains($0) }
    }

    /// Whether the words behind `KEY` say that it is the one that the call issued.
    private static func isIssued(_ words: ArraySlice<Substring>) -> Bool {
        let text = words.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return ["with the new key", "of the new key", "with the access key the call issued"]
            .contains { text.hasPrefix($0) }
    }

    /// The text with each step on one line: a command that is wrapped cannot be pasted.
    private static func unwrapped(_ text: String) -> String {
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.drop { $0 == " " }
            let isContinued =
                words.startIndex > line.startIndex && !words.isEmpty && lines.last?.isEmpty == false
                && !words.hasPrefix("- ") && !words.hasPrefix("* ")
                && words.first?.isNumber == false
            if isContinued, let last = lines.popLast() {
                lines.append(last + " " + words)
            } else {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Words, and the white space between them.
    private static func pieces(_ text: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = text[...]
        while let first = rest.first {
            let piece = rest.prefix { $0.isWhitespace == first.isWhitespace }
            pieces.append(piece)
            rest = rest[piece.endIndex...]
        }
        return pieces
    }

    /// What a word becomes: nil where it stays, and nil within where it is left out.
    private func replacement(_ word: String, after previous: String) -> String?? {
        if word.hasPrefix("{"), word.hasSuffix("}") {
            let name = String(word.dropFirst().dropLast())
            if let filled = Self.quoted(value(name)) { return .some(filled) }
            if previous.hasPrefix("--") { return .some(nil) }
            return .some((name.split(separator: ".").last ?? "").uppercased())
        }
        if previous == "--since", word.last == "d", let days = Int64(word.dropLast()) {
            return .some(String(EventTime(seconds: began - days * 86_400).brief.prefix(10)))
        }
        return Self.quoted(known(word, after: previous)).map { .some($0) }
    }

    private func known(_ word: String, after option: String) -> String? {
        switch (option, word) {
        case ("trace", "KEY"):
            // A correlation may be about a key of its own.
            first("key", "userIdentity.accessKeyId") ?? eventID
        case ("trace", "NEW-KEY"):
            first(
                "responseElements.accessKey.accessKeyId",
                "responseElements.credentials.accessKeyId",
                "key"
            )
        case ("--access-key", "KEY"): value("userIdentity.accessKeyId")
        case ("--resource", "KEY"): first("requestParameters.keyId", "audit.signingKey.name")
        case ("--resource", "SUBNET"): value("requestParameters.subnetId")
        case ("--resource", "USER"): value("requestParameters.userName")
        case ("show", "ID"): eventID
        case ("groups", "GROUP"), ("groups", "NAME"), ("groups", "ID"):
            first("audit.securityGroup.id", "requestParameters.groupId", "audit.securityGroup.name")
        case ("secrets", "NAME"), ("--secret", "NAME"): value("audit.secret.name")
        case ("--principal", "ROLE"), ("--principal", "NAME"): value("audit.principal.name")
        case ("--principal", "USER"):
            first("requestParameters.userName", "userIdentity.userName", "audit.principal.name")
        case ("--role", "ROLE"), ("deployments", "ROLE"): role
        case ("--ip", "ADDRESS"): value("sourceIPAddress")
        case ("--region", "REGION"): value("awsRegion")
        case ("--account", "ACCOUNT"): value("recipientAccountId")
        default: nil
        }
    }

    /// The role that the alert is about: one that was changed, given away or assumed, or else a
    /// caller that is one to be watched.
    ///
    /// Any other caller is not meant.
    private var role: String? {
        if let name = first("requestParameters.roleName", "audit.role.name") { return name }
        let given = first(
            "requestParameters.role",
            "requestParameters.taskRoleArn",
            "requestParameters.iamInstanceProfile.arn",
            "requestParameters.iamInstanceProfile.name"
        )
        if let given { return given.split(separator: "/").last.map(String.init) }
        let kind = value("audit.principal.kind")
        return kind == "deployment" || kind == "break-glass" ? value("audit.principal.name") : nil
    }

    private func first(_ names: String...) -> String? { names.lazy.compactMap(value).first }

    /// A value as a word of a shell; nil where it is none, or not safe to paste.
    static func quoted(_ value: String?) -> String? {
        guard let value, !value.isEmpty, value.count <= longest,
            !value.hasPrefix("-"), !value.hasPrefix("!"), TerminalText.visible(value) == value
        else { return nil }
        let isPlain = value.utf8.allSatisfy { byte in
            byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "._/:@+,-".utf8.contains(byte)
        }
        return isPlain ? value : "'" + value.replacing("'", with: #"'\''"#) + "'"
    }
}
