import CloudTrail

/// A file, or a part of a very large one, whose records are in a batch.
public struct FilePart: Sendable {
    /// Where the file lies.
    public var path: LogPath
    /// What the file system said before reading began.
    public var stamp: FileStamp
    /// Whether the index has read the file before, in another state.
    public var isKnown: Bool
    /// Whether the part begins the file.
    public var isFirst: Bool
    /// How reading ended; nil where another part follows.
    public var report: LogReport?
    /// The records in this part.
    public var records = 0
    /// Those of them that were rejected, listed in the batch or only counted.
    public var rejected = 0

    /// Makes a part.
    public init(path: LogPath, stamp: FileStamp, isKnown: Bool, isFirst: Bool) {
        self.path = path
        self.stamp = stamp
        self.isKnown = isKnown
        self.isFirst = isFirst
    }
}

/// What tells a file from a later state of itself, without reading it.
public struct FileStamp: Hashable, Sendable {
    /// The size in bytes.
    public var size: Int64
    /// The time of the last change, in nanoseconds since 1970.
    public var modified: Int64

    /// Makes a stamp.
    public init(size: Int64, modified: Int64) {
        self.size = size
        self.modified = modified
    }
}

/// The place of a file: its folder and its name there.
///
/// Both are kept as the file system's own bytes, which need not be UTF-8.
public struct LogPath: Hashable, Sendable {
    /// The absolute path of the folder.
    public var folder: [UInt8]
    /// The name within.
    public var name: [UInt8]

    /// Makes a path of its two parts.
    public init(folder: [UInt8], name: [UInt8]) {
        self.folder = folder
        self.name = name
    }

    /// The whole path, as the system's calls want it.
    public var bytes: [UInt8] {
        folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
    }
}

extension LogPath: CustomStringConvertible {
    /// The path as text; bytes that are not UTF-8 become U+FFFD.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
