// MARK: - In addresses

extension CredentialSearch {
    /// Whether `://` stands at a place, with or without JSON's escapes.
    func isAddress(_ colon: Int) -> Bool {
        has("://", at: colon) || has(":\\/\\/", at: colon)
            || has(":thin:", at: colon) && has("oracle", at: colon - 6)
    }

    /// The password in `scheme://user:password@host`; or the user, where that is a token.
    func userInfo(_ colon: Int) -> Range<Int>? {
        if has(":thin:", at: colon) { return oraclePassword(colon + 6) }
        let start = colon + (has("://", at: colon) ? 3 : 5)
        let authority = start..<end(from: start) { Self.endsAuthority.contains($0) }
        guard let at = text[authority].lastIndex(of: UInt8(ascii: "@")) else {
            return passwordWithSlash(authority)
        }
        // An image has its digest there.
        guard !has("@sha256:", at: at) else { return nil }
        guard let separator = text[start..<at].firstIndex(of: UInt8(ascii: ":")) else {
            let isToken = at - start >= 20 && Self.isMixed(text[start..<at])
            return isToken && !Blanking.isHarmless(text[start..<at]) ? start..<at : nil
        }
        let password = separator + 1..<at
        return Blanking.isHarmless(text[password]) ? nil : password
    }

    /// What ends the part of an address that has the user and the host.
    private static let endsAuthority: Set<UInt8> = Set("/?#\\\"'`<>,;{}| \t\r\n\0".utf8)

    /// A password with a slash in it, which an address should have spelled otherwise.
    private func passwordWithSlash(_ authority: Range<Int>) -> Range<Int>? {
        guard let separator = text[authority].firstIndex(of: UInt8(ascii: ":")),
            text[(separator + 1)..<authority.upperBound].contains(where: { !$0.isDigit })
        else { return nil }
        // The next address ends the search, which keeps it linear.
        var position = authority.upperBound
        var at: Int?
        while position < text.count, text[position] > 0x20, text[position] != UInt8(ascii: "\""),
            text[position] != UInt8(ascii: "'"),
            text[position] != UInt8(ascii: ":") || !isAddress(position)
        {
            if text[position] == UInt8(ascii: "@") { at = position }
            position += 1
        }
        guard let at else { return nil }
        let password = separator + 1..<at
        return Blanking.isHarmless(text[password]) ? nil : password
    }

    /// The password in `jdbc:oracle:thin:user/password@host`.
    private func oraclePassword(_ start: Int) -> Range<Int>? {
        let end = end(from: start) { $0 <= 0x20 || ":\"'".utf8.contains($0) }
        guard let at = text[start..<end].lastIndex(of: UInt8(ascii: "@")),
            let slash = text[start..<at].firstIndex(of: UInt8(ascii: "/"))
        else { return nil }
        return Blanking.isHarmless(text[slash + 1..<at]) ? nil : slash + 1..<at
    }
}

// MARK: - By shape

extension CredentialSearch {
    /// A private key in PEM, up to its end or that of the text.
    func privateKey(_ start: Int) -> Range<Int>? {
        guard has("-----BEGIN ", at: start) else { return nil }
        let label = start + 11..<min(start + 59, text.count)
        guard text[label].firstRange(of: Array("PRIVATE KEY".utf8)) != nil else { return nil }
        var position = label.lowerBound
        while position < text.count {
            if has("-----END ", at: position) {
                let dashes = end(from: position + 9) { $0 == UInt8(ascii: "-") }
                return start..<end(from: dashes) { $0 != UInt8(ascii: "-") }
            }
            position += 1
        }
        return start..<text.count
    }

    /// A token that is known by how it begins, at the beginning of a word.
    mutating func shaped(_ start: Int) -> Range<Int>? {
        guard mayBegin(at: start), start == 0 || !text[start - 1].isWordByte else { return nil }
        if has("eyJ", at: start) { return webToken(start) }
        if has("AKIA", at: start) || has("ASIA", at: start) { return secretBeside(start) }
        for shape in TokenShape.byFirstByte[Int(text[start])] {
            guard let end = shape.end(in: text, at: start) else { continue }
            return (shape.keepsPrefix ? start + shape.prefix.count : start)..<end
        }
        return nil
    }

    /// A JSON web token: two parts or more of base64, of which the first is an object's.
    private mutating func webToken(_ start: Int) -> Range<Int>? {
        guard start >= endOfRun else { return nil }
        var end = end(from: start) { !$0.isNameByte }
        endOfRun = end
        guard end - start >= 11, byte(end) == UInt8(ascii: ".") else { return nil }
        let second = self.end(from: end + 1) { !$0.isNameByte }
        guard second - end > 8 else { return nil }
        end = second
        while byte(end) == UInt8(ascii: ".") { end = self.end(from: end + 1) { !$0.isNameByte } }
        return start..<end
    }

    /// A secret access key that stands beside its key id.
    private func secretBeside(_ start: Int) -> Range<Int>? {
        let id = start..<end(from: start) { !$0.isUppercaseLetter && !$0.isDigit }
        guard id.count == 20 else { return nil }
        let limit = min(id.upperBound + 64, text.count)
        var position = id.upperBound
        while position < limit {
            let run =
                position..<end(from: position) {
                    !$0.isWordByte && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/")
                }
            if run.count == 40, Self.isMixed(text[run]) { return run }
            guard run.count < 64 else { return nil }
            position = run.upperBound + 1
        }
        return nil
    }
}
