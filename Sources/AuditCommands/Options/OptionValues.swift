import AuditIndex
import Basics

/// Why the value of an option is invalid; the argument parser adds the option and the value.
struct InvalidValue: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The most rows to print.
struct RowLimit: Hashable, Sendable {
    /// The number of rows; nil for all.
    let rows: Int?

    /// The limit of so many rows.
    init(_ rows: Int?) { self.rows = rows }

    /// The first rows.
    func prefix<Row>(of all: [Row]) -> ArraySlice<Row> { all.prefix(rows ?? .max) }

    /// Parses the value of `--limit`, where 0 stands for all.
    @Sendable
    static func parse(_ text: String) throws -> RowLimit {
        guard let number = Int(text), number >= 0 else {
            throw InvalidValue("it must be a number, 0 or more")
        }
        return RowLimit(number == 0 ? nil : number)
    }
}

/// A pattern of a filter option; behind a `!`, it excludes what it matches.
struct OptionPattern<Pattern: Sendable>: Sendable {
    /// As it was typed.
    let text: String
    let pattern: Pattern
    let isExcluded: Bool

    private init(_ text: String, _ parse: (String) throws -> Pattern) throws {
        self.text = text
        isExcluded = text.hasPrefix("!")
        do {
            pattern = try parse(isExcluded ? String(text.dropFirst()) : text)
        } catch {
            throw InvalidValue("\(error)")
        }
    }
}

extension OptionPattern<TextPattern> {
    /// Whether a text, or none, is selected by all the values of an option.
    static func selects(_ text: String?, _ options: [Self]) -> Bool {
        let wanted = options.filter { !$0.isExcluded }
        let matches = { (option: Self) in text.map(option.pattern.matches) ?? false }
        return (wanted.isEmpty || wanted.contains(where: matches))
            && !options.contains { $0.isExcluded && matches($0) }
    }

    /// Parses a glob.
    @Sendable
    static func glob(_ text: String) throws -> Self {
        try Self(text) { .glob(try Glob($0, caseInsensitive: true)) }
    }

    /// Parses a network if the text looks like one; otherwise a name such as `AWS Internal`.
    @Sendable
    static func network(_ text: String) throws -> Self {
        try Self(text) { text in
            let isNumeric = text.unicodeScalars.allSatisfy {
                $0.properties.isASCIIHexDigit || $0 == "." || $0 == ":" || $0 == "/"
            }
            guard isNumeric || text.contains("/") else {
                return .glob(try Glob(text, caseInsensitive: true))
            }
            return .network(try CIDRBlock(text))
        }
    }
}

extension OptionPattern<SecretPattern> {
    /// Parses the pattern of a secret.
    @Sendable
    static func secret(_ text: String) throws -> Self { try Self(text) { try SecretPattern($0) } }
}

/// The name of a secret on the command line, which may be a glob or an ARN.
struct SecretNameArgument: Sendable {
    /// As it was typed.
    let text: String
    let pattern: SecretPattern

    /// Parses a name.
    @Sendable
    static func parse(_ text: String) throws -> Self {
        do {
            return Self(text: text, pattern: try SecretPattern(text))
        } catch {
            throw InvalidValue("\(error)")
        }
    }
}

/// A name on the command line, which may be a glob.
struct NamePatternArgument: Sendable {
    /// As it was typed.
    let text: String
    let glob: Glob

    /// Parses a name.
    @Sendable
    static func parse(_ text: String) throws -> Self {
        do {
            return Self(text: text, glob: try Glob(text, caseInsensitive: true))
        } catch {
            throw InvalidValue("\(error)")
        }
    }
}
