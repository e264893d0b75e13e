/// A text with wildcards, as a rule means it: `*` any run of characters, `?` exactly one.
struct SigmaText: Hashable, Sendable {
    /// One character of the text, or a wildcard.
    enum Part: Hashable, Sendable {
        case scalar(Unicode.Scalar)
        case anyRun
        case anyOne
    }

    var parts: [Part]

    /// Reads a text with Sigma's escapes.
    ///
    /// `\*` and `\?` are the characters themselves and `\\` is one backslash; a backslash before
    /// anything else, or last, is itself.
    init(_ text: String) {
        parts = []
        parts.reserveCapacity(text.utf8.count)
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            switch scalar {
            case "*": append(.anyRun)
            case "?": append(.anyOne)
            case "\\":
                if let escaped = next, escaped == "*" || escaped == "?" || escaped == "\\" {
                    append(.scalar(escaped))
                    next = scalars.next()
                } else {
                    append(.scalar(scalar))
                }
            default: append(.scalar(scalar))
            }
        }
    }

    /// Takes a text as it is, without escapes or wildcards.
    init(literal text: String) {
        parts = text.unicodeScalars.map(Part.scalar)
    }

    init(parts: [Part]) {
        self.parts = []
        for part in parts { append(part) }
    }

    /// A second star in a row says nothing new, and would cost time in each match.
    private mutating func append(_ part: Part) {
        if part == .anyRun, parts.last == .anyRun { return }
        parts.append(part)
    }

    /// The text, where it has no wildcard.
    var literal: String? {
        var scalars = String.UnicodeScalarView()
        for part in parts {
            guard case .scalar(let scalar) = part else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    var hasWildcard: Bool { parts.contains { $0 == .anyRun || $0 == .anyOne } }

    /// Adds a star at the beginning, unless there is one.
    mutating func openStart() {
        if parts.first != .anyRun { parts.insert(.anyRun, at: 0) }
    }

    /// Adds a star at the end, unless there is one.
    mutating func openEnd() {
        if parts.last != .anyRun { parts.append(.anyRun) }
    }
}
