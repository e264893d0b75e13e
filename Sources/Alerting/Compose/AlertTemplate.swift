/// The title of an alert with fields in braces: `{audit.principal.name} called {eventName}`.
///
/// What has no value vanishes with the words that only lead to it, so that a title reads as a
/// sentence whatever is missing:
///
/// ```swift
/// AlertTemplate("{who} ({env}) read secret {secret}, from {ip}").filled { known[$0] }
/// // web-prod read secret prod/db, from 45.83.64.11      without an environment
/// // web-prod (prod) read secret prod/db                 without an address
/// // Somebody read a secret                              with nothing known but that
/// ```
///
/// Values are never read as a template.
struct AlertTemplate {
    private indirect enum Part {
        case text(String)
        /// Fields with nothing but a space between them: one of them is enough.
        case fields([String])
        /// What is in parentheses.
        case group([Part])
    }

    private let parts: [Part]

    init(_ text: String) {
        var rest = text[...]
        parts = Self.parts(&rest, isGroup: false)
    }

    /// The text, with the values of its fields; a field without one is nil.
    func filled(_ value: (String) -> String?) -> String {
        var text = FilledText()
        for (index, part) in parts.enumerated() {
            switch part {
            case .text(let literal): text.append(literal)
            case .fields(let names):
                let values = names.compactMap(value)
                if values.isEmpty {
                    text.leaveOut(names[0], before: Self.literal(parts, index + 1))
                } else {
                    text.append(value: values.joined(separator: " "))
                }
            case .group(let inner): text.append(group: Self.filled(inner, value))
            }
        }
        return text.trimmed
    }

    private static func literal(_ parts: [Part], _ index: Int) -> String {
        guard index < parts.count, case .text(let literal) = parts[index] else { return "" }
        return literal
    }

    /// What is in parentheses, without the clauses that have nothing to say; nil for nothing.
    private static func filled(_ parts: [Part], _ value: (String) -> String?) -> String? {
        var clauses: [(text: String, hasFields: Bool, hasValue: Bool)] = [("", false, false)]
        func add(_ text: String) { clauses[clauses.count - 1].text += text }
        for part in parts {
            switch part {
            case .text(let literal):
                for (number, clause) in literal.components(separatedBy: ", ").enumerated() {
                    if number > 0 { clauses.append(("", false, false)) }
                    add(clause)
                }
            case .fields(let names):
                clauses[clauses.count - 1].hasFields = true
                let values = names.compactMap(value)
                guard !values.isEmpty else { continue }
                clauses[clauses.count - 1].hasValue = true
                add(values.joined(separator: " "))
            case .group(let inner): add(filled(inner, value).map { "(\($0))" } ?? "")
            }
        }
        let kept = clauses.filter { $0.hasValue || !$0.hasFields }
            .map { String($0.text.trimmingSpaces) }.filter { !$0.isEmpty }
        let isEmpty = clauses.contains(where: \.hasFields) && !clauses.contains(where: \.hasValue)
        return kept.isEmpty || isEmpty ? nil : kept.joined(separator: ", ")
    }

    private static func parts(_ rest: inout Substring, isGroup: Bool) -> [Part] {
        var parts: [Part] = []
        func add(_ literal: Substring) {
            guard !literal.isEmpty else { return }
            if case .text(let text)? = parts.last {
                parts[parts.count - 1] = .text(text + literal)
            } else {
                parts.append(.text(String(literal)))
            }
        }
        while let next = rest.firstIndex(where: { "{()".contains($0) }) {
            add(rest[..<next])
            let mark = rest[next]
            let behind = rest[rest.index(after: next)...]
            switch mark {
            case "{":
                guard let close = behind.firstIndex(of: "}") else {
                    add(rest[next...])
                    rest = rest[rest.endIndex...]
                    return parts
                }
                let name = String(behind[..<close])
                rest = behind[behind.index(after: close)...]
                if case .text(" ")? = parts.last, parts.count > 1,
                    case .fields(let names) = parts[parts.count - 2]
                {
                    parts.removeLast(2)
                    parts.append(.fields(names + [name]))
                } else {
                    parts.append(.fields([name]))
                }
            case "(" where behind.contains(")"):
                rest = behind
                parts.append(.group(Self.parts(&rest, isGroup: true)))
            case ")" where isGroup:
                rest = behind
                return parts
            default:
                add(rest[next...next])
                rest = behind
            }
        }
        add(rest)
        rest = rest[rest.endIndex...]
        return parts
    }
}

/// A text that grows from left to right, and from which what leads to nothing is taken back.
private struct FilledText {
    private static let prepositions = [
        " from ", " in ", " on ", " of ", " for ", " to ", " with ", " by ", " at ", " as ",
        " until ", " since ", " into ", " against ", " through ",
    ]
    private static let separators = [", ", "; ", ": "]

    private var text = ""
    /// Where the words behind the last value begin.
    private var words = ""
    /// Whether what comes next begins the sentence, in place of what led to nothing.
    private var isStart = false

    mutating func append(_ literal: String) {
        if isStart, whole.isEmpty {
            let rest = literal.drop { $0 == " " || $0 == "," }
            words = rest.prefix(1).uppercased() + rest.dropFirst()
            return
        }
        let hasSpace = whole.isEmpty || whole.hasSuffix(" ")
        words += hasSpace ? String(literal.drop { $0 == " " }) : literal
    }

    mutating func append(value: String) {
        text += words + value
        words = ""
    }

    mutating func append(group: String?) {
        guard let group else {
            words = String(words.trimmingSpaces(atStart: false))
            return
        }
        append(value: "(\(group))")
    }

    private var whole: String { text + words }

    /// The text without a separator at its end that separates it from nothing.
    var trimmed: String {
        var trimmed = whole.trimmingSpaces
        while let last = trimmed.last, ",;:".contains(last), words.last == last || words.isEmpty {
            guard words.hasSuffix(String(last)) else { break }
            trimmed = trimmed.dropLast().trimmingSpaces
        }
        return String(trimmed)
    }

    /// Leaves a field out, and what only leads to it.
    ///
    /// - parameter next: The literal behind it.
    mutating func leaveOut(_ field: String, before next: String) {
        if text.isEmpty, Self.prepositions.contains(" " + words.lowercased()) {
            // "From {address}, a secret was stolen".
            words = ""
            isStart = true
            return
        }
        if whole.allSatisfy({ $0 == " " }) {
            let noun = Self.noun(field) ?? "something"
            return append(value: noun.prefix(1).uppercased() + noun.dropFirst())
        }
        // As in "of {environment} secret {name}": without it, the rest says enough.
        guard !Self.qualifies(field, next) else { return }
        let preposition = Self.last(of: Self.prepositions, in: words)
        let separator = Self.last(of: Self.separators, in: words)
        if let preposition, preposition >= separator ?? words.startIndex {
            let start = words[..<preposition]
            // ", from": the comma separates it from nothing, now.
            let isSeparated = start.last.map { ",;:".contains($0) } ?? false
            words = String(isSeparated ? start.dropLast() : start)
        } else if let separator {
            // "; declared:" is a label of one word.
            let start = words[..<separator]
            let outer = Self.last(of: Self.separators, in: String(start))
            if let outer, !start[outer...].dropFirst(2).contains(" ") {
                words = String(start[..<outer])
            } else {
                words = String(start)
            }
        } else {
            let last = words.split(separator: " ").last.map(String.init) ?? ""
            guard let noun = Self.noun(field), !noun.hasSuffix(" " + last) else {
                words = String(words.trimmingSpaces(atStart: false))
                return
            }
            append(value: noun)
        }
    }

    private static func last(of marks: [String], in text: String) -> String.Index? {
        let bytes = Array(text.utf8)
        let start = bytes.indices.last { start in
            marks.contains { bytes[start...].starts(with: $0.utf8) }
        }
        return start.map { text.utf8.index(text.startIndex, offsetBy: $0) }
    }

    /// Whether a field says of which kind the next word is.
    private static func qualifies(_ field: String, _ next: String) -> Bool {
        guard field.hasSuffix("nvironment") || field.hasSuffix("tier"), next.hasPrefix(" "),
            next.dropFirst().first?.isLetter == true
        else { return false }
        return !prepositions.contains { next.hasPrefix($0) }
    }

    /// What stands for a field that the sentence needs.
    private static func noun(_ field: String) -> String? {
        switch field {
        case "audit.principal.name": "somebody"
        case "audit.role.name": "a role"
        case "audit.secret.name": "a secret"
        case _ where field.hasPrefix("userIdentity."): "somebody"
        default: nil
        }
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: SubSequence { trimmingSpaces(atStart: true) }

    fileprivate func trimmingSpaces(atStart: Bool) -> SubSequence {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return atStart ? text.drop { $0 == " " } : text
    }
}
