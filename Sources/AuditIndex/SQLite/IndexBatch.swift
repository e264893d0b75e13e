import Basics
import CloudTrail
import SecurityArchitecture

/// Events and files on their way from a worker to the writer.
///
/// Rows refer to texts by the numbers of the batch's own tables, so that a worker needs no word
/// with any other; the writer gives each distinct text its number in the index once a batch.
package struct IndexBatch: Sendable {
    /// The files that the rows are from, or the parts of files.
    package var files: [FilePart] = []
    /// The events.
    package var rows: [EventRow] = []
    /// The distinct ways in which secrets were accessed.
    package var secretAccesses: [SecretAccess] = []
    /// The accesses to secrets.
    package var secretAccessEntries: [SecretAccessEntry] = []
    /// The starts of sessions.
    package var sessionStarts: [SessionStart] = []
    /// The changes of security groups.
    package var groupChanges: [GroupChange] = []
    /// The hits of rules.
    package var ruleHits: [RuleHit] = []
    /// What correlations observe of events.
    package var observations: [RuleObservation] = []
    /// What hits are about, and what is measured in them.
    package var subjects: [RuleSubject] = []
    /// The same as JSON.
    package var subjectTexts = TextTable()
    /// The records that were rejected.
    package var rejections: [Rejection] = []
    /// The texts that rows refer to, by ``TextKind``.
    package var texts = [TextTable](repeating: TextTable(), count: TextKind.allCases.count)
    /// Event ids that are no UUIDs.
    package var identifiers = TextTable()
    /// What sign-ins say of the names of Identity Center's users.
    package var directoryUsers: [DirectoryUser] = []

    /// Stands for the code of a failure that has a message only.
    package static let failureWithoutCode = EventText.failureWithoutCode

    package init() {}

    /// Roughly the bytes of memory that the batch holds.
    package var weight: Int {
        rows.count * MemoryLayout<EventRow>.stride + texts.reduce(0) { $0 + $1.weight }
            + identifiers.weight + secretAccesses.count * 250 + sessionStarts.count * 400
            + groupChanges.count * 400 + ruleHits.count * 12 + observations.count * 20
            + subjects.count * 8 + subjectTexts.weight
            + rejections.count * 200 + files.count * 300
    }

    /// The number of a principal.
    package mutating func intern(_ principal: IndexedPrincipal) -> Int32 {
        guard !principal.text.isEmpty else { return 0 }
        return texts[TextKind.principal.rawValue].intern(principal.joined)
    }

    /// The name of a user of Identity Center, as a sign-in has it.
    package struct DirectoryUser: Hashable, Sendable {
        /// The user's id, which is the principal of its events.
        package var id: String
        package var name: String
        /// When, in seconds since 1970.
        package var time: Int64

        package init(id: String, name: String, time: Int64) {
            self.id = id
            self.name = name
            self.time = time
        }
    }

    /// A record that was rejected.
    package struct Rejection: Hashable, Sendable {
        /// The file, as a position in ``IndexBatch/files``.
        package var file: Int32
        /// Where the record is.
        package var location: RecordLocation
        /// Why, as one clause.
        package var reason: String

        package init(file: Int32, location: RecordLocation, reason: String) {
            self.file = file
            self.location = location
            self.reason = reason
        }
    }
}

/// A file, or a part of a very large one, whose records are in a batch.
package struct FilePart: Sendable {
    /// The path of the file.
    package var path: LogPath
    /// What the file system said before reading began.
    package var stamp: FileStamp
    /// Whether the part begins the file.
    package var isFirst: Bool
    /// Whether it came out of a pipe, and cannot be read again.
    package var isPipe: Bool
    /// How reading ended; nil where another part follows.
    package var report: LogReport?
    /// The records in this part.
    package var records = 0
    /// Those of them that were rejected, listed in the batch or only counted.
    package var rejected = 0

    package init(
        path: LogPath,
        stamp: FileStamp,
        isFirst: Bool,
        isPipe: Bool = false
    ) {
        self.isPipe = isPipe
        self.path = path
        self.stamp = stamp
        self.isFirst = isFirst
    }
}

/// Tells a file from a later state of itself, without reading it.
package struct FileStamp: Hashable, Sendable {
    /// The size in bytes.
    package var size: Int64
    /// The time of the last change, in nanoseconds since 1970; -1 of what could not be read.
    package var modified: Int64
    /// The tag of an object's content; nil of a file.
    package var etag: String?

    package init(size: Int64, modified: Int64, etag: String? = nil) {
        self.size = size
        self.modified = modified
        self.etag = etag
    }

    /// Whether nothing has changed since an earlier stamp; an object may have been copied onto
    /// itself.
    package func isUnchanged(since earlier: FileStamp) -> Bool {
        guard modified != -1, earlier.modified != -1, size == earlier.size else { return false }
        return etag == nil ? modified == earlier.modified : etag == earlier.etag
    }
}

/// The place of a file: its folder and its name there.
///
/// Both are kept as the file system's own bytes, which need not be UTF-8.
package struct LogPath: Hashable, Sendable {
    /// The absolute path of the folder.
    package var folder: [UInt8]
    /// The name within.
    package var name: [UInt8]

    package init(folder: [UInt8], name: [UInt8]) {
        self.folder = folder
        self.name = name
    }

    /// The whole path, as the system's calls want it.
    package var bytes: [UInt8] {
        folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
    }
}

extension LogPath: CustomStringConvertible {
    /// The path as text; bytes that are not UTF-8 become U+FFFD.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
