import Foundation
import Queries
import SecurityArchitecture

/// Finds the query that a name means.
enum QuerySource {
    /// A query of a mebibyte is none.
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
            message: "there is no saved query \(name)"
                + (hint ?? "; 'audit query --list' tells which there are"),
            status: .usage
        )
    }

    private static func file(_ path: String) throws -> SavedQuery {
        func failure(_ why: String) -> CommandFailure {
            CommandFailure(message: "\(path): \(why)", status: .usage)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw failure("there is no such file, or it cannot be read")
        }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: byteLimit + 1) else {
            throw failure("cannot be read")
        }
        guard bytes.count <= byteLimit else { throw failure("larger than 1 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            throw failure("is no text")
        }
        return SavedQuery(name: path, text: text)
    }
}
