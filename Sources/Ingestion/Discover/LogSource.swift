import Foundation

/// What a user names to be read: files, folders, pipes, and `-` for standard input.
package enum LogSource {
    /// The path that stands for the same from any folder.
    package static func absolute(_ path: String) -> String {
        path == "-" ? path : URL(filePath: path).standardizedFileURL.path
    }

    /// Why there is nothing at a path; nil where there is.
    package static func fault(_ path: String) -> String? {
        path == "-" || access(path, F_OK) == 0 ? nil : String(cString: strerror(errno))
    }

    /// Those of some paths that a later run can read again: files and folders that are there.
    package static func lasting(_ paths: [String]) -> [String] {
        paths.filter { path in
            guard path != "-", let status = try? FileSystem.status(Array(path.utf8)) else {
                return false
            }
            return status.kind == .file || status.kind == .folder
        }
    }
}
