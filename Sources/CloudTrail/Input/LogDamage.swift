/// Why a log could not be read to its end, and where.
///
/// Whole records before that place have been read all the same.
package struct LogDamage: Error, Hashable, Sendable {
    /// What went wrong.
    package enum Reason: Hashable, Sendable {
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
        /// The text is a JSON value that can hold no record.
        case noRecords(JSONKind)
        /// The file is in a format that is not read; its name, and what to do.
        case unsupported(String, advice: String)
        /// More layers are around the log than the limit.
        case nestedBeyond(Int)
        /// An archive is broken; why.
        case corruptArchive(String)
        /// The archive ends before it should.
        case truncatedArchive
        /// A table has columns of records, and none with whole records.
        case partialRecords
    }

    /// What went wrong.
    package var reason: Reason
    /// The byte at which: of the compressed file where it is the gzip that is broken, else of
    /// the inflated text.
    package var offset: Int64

    /// The entry of an archive in which it went wrong; nil where it is the file itself.
    package var entry: String?
    /// How many more entries of the archive are damaged.
    package var otherEntries = 0

    /// Makes a damage.
    package init(reason: Reason, offset: Int64) {
        self.reason = reason
        self.offset = offset
    }
}

extension LogDamage: CustomStringConvertible {
    /// The reason and the place, as one clause that says what to do where something can be done.
    package var description: String {
        guard let entry else { return clause }
        switch otherEntries {
        case 0: return "in \(entry): \(clause)"
        case 1: return "in \(entry): \(clause); another entry is damaged, too"
        default: return "in \(entry): \(clause); \(otherEntries) other entries are damaged, too"
        }
    }

    private var clause: String {
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
        case .noRecords(let kind): "JSON, but \(kind) instead of an object or an array of records"
        case .unsupported(let format, let advice): "\(format), which is not read: \(advice)"
        case .nestedBeyond(let limit): "more than \(limit) layers of compression and archives"
        case .corruptArchive(let why): "corrupt archive at byte \(offset): \(why)"
        case .truncatedArchive:
            "truncated archive: it ends at byte \(offset), inside an entry; fetch it again"
        case .partialRecords:
            """
            a table of some fields, and not of whole records: select the column eventJson \
            (CloudTrail Lake) or @message (Logs Insights), or read the trail's own files
            """
        }
    }
}

/// How much one file may ask of the memory and patience of its reader.
package struct LogLimits: Hashable, Sendable {
    /// The bytes that one compressed file or archive may inflate to, and each of its layers; 4 GiB
    /// unless set.
    ///
    /// A plain file is what it is.
    package var inflatedBytes: Int64
    /// The bytes of one record; 16 MiB unless set.
    ///
    /// CloudTrail's own stay below 256 KiB.
    package var recordBytes: Int

    /// The most that ``recordBytes`` may be: places in a record are kept in 32 bits.
    package static let maximumRecordBytes = 1 << 30

    /// Makes limits.
    ///
    /// - parameters:
    ///   - inflatedBytes: The bytes that one gzip file may inflate to.
    ///   - recordBytes: The bytes of one record, cut to ``maximumRecordBytes``.
    package init(inflatedBytes: Int64 = 4 << 30, recordBytes: Int = 16 << 20) {
        self.inflatedBytes = inflatedBytes
        self.recordBytes = min(recordBytes, Self.maximumRecordBytes)
    }
}
