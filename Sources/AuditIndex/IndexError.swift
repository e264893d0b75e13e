/// Why the index cannot be used.
public enum IndexError: Error, Hashable, Sendable {
    /// There is no file.
    case missing(String)
    /// The file is no index of this program.
    case notAnIndex(String)
    /// A newer version of this program made the index.
    case tooNew(String)
    /// An older version made it; only a writing command brings it up to date.
    case tooOld(String)
    /// Somebody else has been writing for too long.
    case busy(String)
    /// The file cannot be made or written.
    case unwritable(String, String)
    /// The index was opened for reading.
    case readOnly(String)
    /// SQLite failed; its words.
    case failed(String, String)
}

extension IndexError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): there is no index; make one with 'audit ingest PATH', or name yours with --db"
        case .notAnIndex(let path):
            "\(path): not an index of this program; name another file with --db"
        case .tooNew(let path): "\(path): made by a newer version of audit; update this one"
        case .tooOld(let path):
            "\(path): made by an older version of audit; run 'audit ingest' once to bring it up to date"
        case .busy(let path): "\(path): another process is writing to it; try again when it is done"
        case .unwritable(let path, let why): "\(path): cannot be written: \(why)"
        case .readOnly(let path): "\(path): opened for reading"
        case .failed(let path, let why): "\(path): \(why)"
        }
    }
}
