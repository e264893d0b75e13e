import Foundation
import GRDB

/// How an index is opened by a command that only asks, so that no file is left behind.
///
/// A connection for reading makes the files of the write-ahead log, and cannot remove them: where
/// another user runs the query, the owner could not write any more. One that may write removes
/// them when it is closed.
enum ReadingMode {
    /// As if to write, which each statement is kept from.
    case removingItsFiles
    /// With the write-ahead log that is there.
    case withLog
    /// Without any log: nobody else writes, or can be notified.
    case unchanging

    init(_ path: String) {
        let folder = URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath()
            .deletingLastPathComponent().path
        if access(path, W_OK) == 0, access(folder, W_OK) == 0 {
            self = .removingItsFiles
        } else {
            var log = stat()
            self = stat(path + "-wal", &log) == 0 && log.st_size > 0 ? .withLog : .unchanging
        }
    }

    /// Opens an index.
    func open(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        var configuration = configuration
        switch self {
        case .removingItsFiles:
            configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA query_only = ON") }
            return try DatabaseQueue(path: path, configuration: configuration)
        case .withLog:
            configuration.readonly = true
            return try DatabaseQueue(path: path, configuration: configuration)
        case .unchanging:
            configuration.readonly = true
            return try DatabaseQueue(path: Self.unchangingURI(path), configuration: configuration)
        }
    }

    /// See <https://www.sqlite.org/uri.html>.
    private static func unchangingURI(_ path: String) -> String {
        let absolute = URL(filePath: path).standardizedFileURL.path
        var allowed = CharacterSet.urlPathAllowed
        allowed.remove(charactersIn: "%?#")
        let name = absolute.addingPercentEncoding(withAllowedCharacters: allowed) ?? absolute
        return "file:\(name)?immutable=1"
    }
}
