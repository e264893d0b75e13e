import AuditIndex
import CloudTrail
import Queries

/// The parameters of a query, and what is given for them.
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
    func values(_ given: [String: String], now: Int64) throws -> [String: QueryValue] {
        for name in given.keys.sorted() where !names.contains(name) {
            throw failure("it has no parameter --\(name)")
        }
        var values: [String: QueryValue] = [:]
        for name in names {
            let parameter = query.parameters.first { $0.name == name }
            if let text = given[name] {
                values[name] = try value(text, name, parameter, now)
            } else if parameter?.usual == nil {
                throw failure("it needs --\(name)")
            }
        }
        return values
    }

    private func value(
        _ text: String,
        _ name: String,
        _ parameter: SavedQuery.Parameter?,
        _ now: Int64
    ) throws -> QueryValue {
        switch name {
        case "since": return .text(try Self.moment(time(text, name, now).lowerBound))
        case "until": return .text(try Self.moment(time(text, name, now).exclusiveUpperBound))
        default: break
        }
        guard parameter?.isNumber == true else { return .text(text) }
        if let number = Int64(text) { return .integer(number) }
        if let number = Double(text), number.isFinite { return .real(number) }
        throw failure("--\(name) takes a number, not '\(text)'")
    }

    private func time(_ text: String, _ name: String, _ now: Int64) throws -> TimeExpression {
        do throws(TimeExpressionError) {
            return try TimeExpression(text, now: now)
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
            message += "; its parameters are "
            message += names.map { name in
                guard let parameter = query.parameters.first(where: { $0.name == name }) else {
                    return "--\(name)"
                }
                return "--\(name) (\(parameter.meaning); "
                    + (parameter.usual.map { "default: \($0)" } ?? "must be given") + ")"
            }.joined(separator: ", ")
        }
        return CommandFailure(message: message, status: .usage)
    }
}
