import AuditIndex

/// A store of objects that logs are read from: S3, or a test in its place.
package protocol ObjectStore: Sendable {
    /// One page of a listing, in the order of keys.
    ///
    /// - throws: Where the store does not answer, or refuses.
    func page(_ query: ObjectQuery) throws(ObjectFault) -> ObjectPage

    /// Begins to read an object, and returns at once.
    ///
    /// Requests wait until the store takes them, so that many may be begun ahead of their readers.
    ///
    /// - parameter stamp: What is known of the object; nil where nothing is.
    func open(_ location: ObjectLocation, _ stamp: FileStamp?) -> any ObjectReader

    /// What was stored with an object, by names in lower case.
    func metadata(of location: ObjectLocation) throws(ObjectFault) -> [String: String]
}

/// An object that is being read, by one thread.
///
/// When nobody has it any more, its transfer ends.
package protocol ObjectReader: AnyObject, Sendable {
    /// What the store says of the object; waits for that.
    func stamp() throws(ObjectFault) -> FileStamp

    /// Reads up to `buffer.count` bytes, waiting for the first of them; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectFault) -> Int
}

/// What is to be listed.
package struct ObjectQuery: Hashable, Sendable {
    package var bucket: String
    /// What keys begin with.
    package var prefix: String
    /// Whether keys that go on behind the next `/` are listed as one prefix.
    package var isFolder = false
    /// The key behind which to begin.
    package var after: String?
    /// What the page before said, for the one behind it.
    package var continuation: String?
    /// The most keys to be listed, up to 1,000.
    package var limit = 1_000

    package init(bucket: String, prefix: String) {
        self.bucket = bucket
        self.prefix = prefix
    }
}

/// A page of a listing.
package struct ObjectPage: Sendable {
    /// An object, as listed.
    package struct Object: Hashable, Sendable {
        package var key: String
        package var stamp: FileStamp
        /// The storage class of an object that has to be restored before it can be read.
        package var archive: String?

        package init(key: String, stamp: FileStamp, archive: String? = nil) {
            self.key = key
            self.stamp = stamp
            self.archive = archive
        }
    }

    package var objects: [Object]
    /// What keys of a folder begin with, each ended by `/`.
    package var prefixes: [String]
    /// What asks for the next page; nil of the last one.
    package var continuation: String?

    package init(
        objects: [Object] = [],
        prefixes: [String] = [],
        continuation: String? = nil
    ) {
        self.objects = objects
        self.prefixes = prefixes
        self.continuation = continuation
    }
}

/// An object that is to be read without a listing.
package struct KnownObject: Hashable, Sendable {
    package var location: ObjectLocation
    /// The tag of the content that is meant; nil reads the object in any case.
    ///
    /// If that content has been read, the object is left out.
    package var etag: String?

    package init(location: ObjectLocation, etag: String? = nil) {
        self.location = location
        self.etag = etag
    }
}

/// Why a store could not be read.
package struct ObjectFault: Error, Hashable, Sendable {
    /// What is wrong and what to do, without the object's name.
    package var reason: String
    /// Whether there is no such object.
    package var isMissing: Bool

    package init(reason: String, isMissing: Bool = false) {
        self.reason = reason
        self.isMissing = isMissing
    }
}

/// Where an object is: `s3://bucket/key`.
///
/// For example:
///
/// ```swift
/// let object = ObjectLocation("s3://logs/AWSLogs/a.json.gz")
/// object?.path.folder   // the bytes of s3://logs/AWSLogs
/// ```
package struct ObjectLocation: Hashable, Sendable {
    /// The threads that read objects or list them: each waits for the store most of the time.
    package static let threads = 16
    private static let scheme = "s3://"

    package var bucket: String
    /// Any text, `/` at its beginning and `..` included.
    package var key: String

    package init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads an address; nil of all others.
    package init?(_ address: String) {
        guard address.utf8.starts(with: Self.scheme.utf8) else { return nil }
        let parts = address.utf8.dropFirst(Self.scheme.utf8.count)
            .split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        bucket = String(parts[0]) ?? ""
        key = parts.count > 1 ? String(parts[1]) ?? "" : ""
    }

    /// The object at a path of the ledger; nil where it is a file.
    package init?(_ path: LogPath) {
        guard path.folder.starts(with: Self.scheme.utf8) else { return nil }
        self.init(String(decoding: path.bytes, as: UTF8.self))
    }

    /// Its path in the ledger, which no file has: theirs begin with `/`.
    package var path: LogPath {
        let key = Array(key.utf8)
        let slash = UInt8(ascii: "/")
        // The folder does not end with a slash, or it could not be distinguished from one without.
        var end = key.lastIndex(of: slash)
        while let last = end, last > 0, key[last - 1] == slash { end = last - 1 }
        let bucket = Array("\(Self.scheme)\(bucket)".utf8)
        guard let end, end > 0 else { return LogPath(folder: bucket, name: key) }
        return LogPath(folder: bucket + [slash] + key[..<end], name: Array(key[(end + 1)...]))
    }
}

extension ObjectLocation: CustomStringConvertible {
    package var description: String { "\(Self.scheme)\(bucket)/\(key)" }
}
