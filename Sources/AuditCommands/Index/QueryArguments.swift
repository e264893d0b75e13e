import ArgumentParser
import AuditIndex
import Basics
import Foundation
import Queries

/// Matches given values with the parameters of a query.
struct QueryArguments {
    let query: SavedQuery
    /// The names of the parameters in the SQL.
    let names: [String]

    /// The values to put in.
    ///
    /// - parameters:
    ///   - given: What was typed, by name.
    ///   - now: The present, in seconds since 1970.
    /// - throws: ``CommandFailure`` for a parameter that the query has not, that is missing, or
    ///   whose value is no number or time where that is meant.
    func values(_ given: [String: String], _ clock: Clock) throws -> [String: QueryValue] {
        for name in given.keys.sorted() where !names.contains(name) {
            throw failure("no parameter --\(name)")
        }
        var values: [String: QueryValue] = [:]
        for name in names {
            let parameter = query.parameters.first { $0.name == name }
            if let text = given[name] {
                values[name] = try value(text, name, parameter, clock)
            } else if parameter?.usual == nil {
                throw failure("missing --\(name)")
            }
        }
        return values
    }

    private func value(
        _ text: String,
        _ name: String,
        _ parameter: SavedQuery.Parameter?,
        _ clock: Clock
    ) throws -> QueryValue {
        switch name {
        case "since": return .text(try Self.moment(time(text, name, clock).lowerBound))
        case "until": return .text(try Self.moment(time(text, name, clock).exclusiveUpperBound))
        default: break
        }
        guard parameter?.isNumber == true else { return .text(text) }
        if let number = Int64(text) { return .integer(number) }
        if let number = Double(text), number.isFinite { return .real(number) }
        throw failure("--\(name) must be a number, not '\(text)'")
    }

    private func time(_ text: String, _ name: String, _ clock: Clock) throws -> TimeExpression {
        do throws(TimeExpressionError) {
            return try TimeExpression(text, clock)
        } catch {
            throw CommandFailure(message: "--\(name): \(error)", status: .usage)
        }
    }

    /// A time as the views write it; a day where it is the beginning of one, so that it compares
    /// with days as well as with times.
    private static func moment(_ seconds: Int64) -> String {
        let text = EventTime(seconds: seconds).description
        return seconds % 86_400 == 0 ? String(text.prefix(10)) : text
    }

    private func failure(_ what: String) -> CommandFailure {
        var message = "\(query.name): \(what)"
        if names.isEmpty {
            message += "; it has no parameters"
        } else {
            message += "; parameters: "
            message += names.map { name in
                guard let parameter = query.parameters.first(where: { $0.name == name }) else {
                    return "--\(name)"
                }
                return "--\(name) (\(parameter.meaning); "
                    + (parameter.usual.map { "default: \($0)" } ?? "required") + ")"
            }.joined(separator: ", ")
        }
        return CommandFailure(message: message, status: .usage)
    }
}

/// The words after `audit query`: a name, and parameters with values.
struct QueryLine: Hashable {
    /// The query's name or file; nil where there is none.
    private(set) var name: String?
    /// The values by the names of parameters.
    private(set) var values: [String: String] = [:]

    /// Parses the words.
    ///
    /// - throws: A `ValidationError` where a parameter has no value, or there is a second name.
    init(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word.count > 1 else {
                guard name == nil else {
                    throw ValidationError(
                        "Unexpected '\(word)'; give parameters as --name value."
                    )
                }
                name = word
                continue
            }
            guard word.hasPrefix("--"), word.count > 2 else {
                throw ValidationError("Unknown option '\(word)'")
            }
            let parts = word.dropFirst(2).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let parameter = String(parts[0])
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw ValidationError("--\(parameter) needs a value.")
            }
            guard values.updateValue(value, forKey: parameter) == nil else {
                throw ValidationError("--\(parameter) is given twice.")
            }
        }
    }
}

/// Finds a query by name.
enum QuerySource {
    /// A larger file is not a query.
    private static let byteLimit = 1 << 20

    /// The saved query of a name, or the one in a file: a name with a slash, or that ends in `.sql`.
    ///
    /// - throws: ``CommandFailure`` where there is none.
    static func query(_ name: String) throws -> SavedQuery {
        if name.contains("/") || name.hasSuffix(".sql") { return try file(name) }
        if let query = BuiltinQueries.query(named: name) { return query }
        let known = BuiltinQueries.queries.map(\.name)
        let hint = NearestName.of(name, among: known).map { "; did you mean \($0)?" }
        throw CommandFailure(
            message: "no saved query \(name)"
                + (hint ?? "; 'audit query --list' shows all"),
            status: .usage
        )
    }

    private static func file(_ path: String) throws -> SavedQuery {
        func failure(_ why: String) -> CommandFailure {
            CommandFailure(message: "\(path): \(why)", status: .usage)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw failure("file not found, or not readable")
        }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: byteLimit + 1) else {
            throw failure("cannot be read")
        }
        guard bytes.count <= byteLimit else { throw failure("larger than 1 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            throw failure("not a text file")
        }
        return SavedQuery(name: path, text: text)
    }
}
