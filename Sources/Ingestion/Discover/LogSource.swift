import Foundation

/// What a user names to be read: files, folders, pipes, `-` for standard input, and prefixes of S3 as
/// `s3://bucket/prefix`.
package enum LogSource {
    /// The path that stands for the same from any folder.
    package static func absolute(_ path: String) -> String {
        path == "-" || isObject(path) ? path : URL(filePath: path).standardizedFileURL.path
    }

    /// Why there is nothing at a path; nil where there is.
    package static func fault(_ path: String) -> String? {
        if let location = ObjectLocation(path) {
            return location.bucket.isEmpty ? "names no bucket; write s3://bucket/prefix" : nil
        }
        return path == "-" || access(path, F_OK) == 0 ? nil : String(cString: strerror(errno))
    }

    /// Whether a path is an object or a prefix of S3.
    package static func isObject(_ path: String) -> Bool { ObjectLocation(path) != nil }

    /// Those of some paths that a later run can read again: files and folders that are there.
    package static func lasting(_ paths: [String]) -> [String] {
        paths.filter { path in
            if isObject(path) { return true }
            guard path != "-", let status = try? FileSystem.status(Array(path.utf8)) else {
                return false
            }
            return status.kind == .file || status.kind == .folder
        }
    }
}
