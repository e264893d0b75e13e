/// Why a log could not be read to its end, and where.
///
/// Whole records before that place have been read all the same.
public struct LogDamage: Error, Hashable, Sendable {
    /// What went wrong.
    public enum Reason: Hashable, Sendable {
        /// The operating system refused; its words.
        case unreadable(String)
        /// The file holds nothing at all.
        case empty
        /// The file is neither gzip nor JSON.
        case notALog
        /// The gzip data is broken; zlib's words.
        case corruptGzip(String)
        /// The gzip data ends before its member does.
        case truncatedGzip
        /// Bytes follow the last gzip member and are none.
        case trailingGarbage
        /// The file inflates to more than the limit, in bytes.
        case inflatesBeyond(Int64)
        /// One record is longer than the limit, in bytes.
        case recordBeyond(Int)
        /// The text is not JSON, and there is no later line to go on from.
        case notJSON(JSONFault.Reason)
    }

    /// What went wrong.
    public var reason: Reason
    /// The byte at which: of the compressed file where it is the gzip that is broken, else of
    /// the inflated text.
    public var offset: Int64

    /// Makes a damage.
    public init(reason: Reason, offset: Int64) {
        self.reason = reason
        self.offset = offset
    }
}

extension LogDamage: CustomStringConvertible {
    /// The reason and the place, as one clause that says what to do where something can be done.
    public var description: String {
        switch reason {
        case .unreadable(let why): why
        case .empty: "the file is empty"
        case .notALog: "neither gzip nor JSON"
        case .corruptGzip(let why): "corrupt gzip at compressed byte \(offset): \(why)"
        case .truncatedGzip:
            "truncated gzip: it ends at compressed byte \(offset), inside a member; fetch it again"
        case .trailingGarbage: "bytes that are no gzip follow at compressed byte \(offset)"
        case .inflatesBeyond(let limit):
            "inflates to more than \(limit) bytes; raise --max-inflated if that is expected"
        case .recordBeyond(let limit):
            "a record at byte \(offset) is longer than \(limit) bytes; raise --max-record if that is expected"
        case .notJSON(.incomplete): "the text ends inside a record that begins at byte \(offset)"
        case .notJSON(let reason): "not JSON at byte \(offset): \(reason.rawValue)"
        }
    }
}
