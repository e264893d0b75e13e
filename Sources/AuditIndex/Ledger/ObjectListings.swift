import GRDB

/// How far a part of a bucket has been listed and read, so that the next run lists only what is
/// new.
package struct ObjectListing: Hashable, Sendable {
    /// What the keys begin with, as `s3://bucket/prefix/`.
    package var prefix: String
    /// The first day that was listed, in days since 1970; nil for all from the beginning.
    package var from: Int64?
    /// The day on which it was listed last.
    package var to: Int64
    /// The day on which it was listed from the first day on.
    package var full: Int64

    package init(prefix: String, from: Int64?, to: Int64, full: Int64) {
        self.prefix = prefix
        self.from = from
        self.to = to
        self.full = full
    }
}

extension Schema {
    /// What reading from S3 needs: the objects' tags, and how far buckets have been listed.
    static let objects = """
        ALTER TABLE source ADD COLUMN etag TEXT; -- of an object of S3
        CREATE TABLE object_listing (
          prefix TEXT PRIMARY KEY,
          first_day INTEGER, -- days since 1970; NULL for all from the beginning
          last_day INTEGER NOT NULL,
          full_day INTEGER NOT NULL -- when it was listed from the first day on
        ) WITHOUT ROWID;
        """
}

extension AuditDatabase {
    /// How far a part of a bucket has been listed; nil where it never was.
    package func objectListing(_ prefix: String) throws -> ObjectListing? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT first_day, last_day, full_day FROM object_listing WHERE prefix = ?
                    """,
                arguments: [prefix]
            ).map { ObjectListing(prefix: prefix, from: $0[0], to: $0[1], full: $0[2]) }
        }
    }

    /// Remembers how far parts of buckets have been listed, and all of it been read.
    package func remember(_ listings: [ObjectListing]) throws {
        guard !listings.isEmpty else { return }
        try evaluate { store in
            for listing in listings {
                try store.db.execute(
                    sql: "INSERT OR REPLACE INTO object_listing VALUES (?, ?, ?, ?)",
                    arguments: [listing.prefix, listing.from, listing.to, listing.full]
                )
            }
        }
    }

    /// Those of some files that were read as far as they can be.
    package func completePaths(_ paths: [LogPath]) throws -> Set<LogPath> {
        var complete: Set<LogPath> = []
        for (folder, paths) in Dictionary(grouping: paths, by: \.folder) {
            let entries = try ledger(folder: folder, names: paths.map(\.name))
            for (name, entry) in entries where entry.isComplete && entry.stamp.modified != -1 {
                complete.insert(LogPath(folder: folder, name: name))
            }
        }
        return complete
    }

    /// The objects below a prefix that could not be read, or not to their end.
    ///
    /// - parameter prefix: As `s3://bucket/prefix/`.
    /// - complexity: O(n) in the files of the index that are damaged.
    package func unreadObjects(below prefix: String) throws -> [LogPath] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT folder.path, source.name
                    FROM source JOIN folder ON folder.id = source.folder
                    WHERE source.state IN ('reading', 'damaged')
                      AND (source.state = 'reading' OR source.modified = -1)
                      AND substr(folder.path || '/' || source.name, 1, length(?1)) = ?1
                    """,
                arguments: [prefix]
            )
            var paths: [LogPath] = []
            while let row = try rows.next() { paths.append(Self.path(row)) }
            return paths
        }
    }
}
