import Basics
import HTTP

/// An object in a bucket.
package struct S3Object: Hashable, Sendable {
    package var key: String
    /// In bytes.
    package var size: Int64
    /// In nanoseconds since 1970.
    package var modified: Int64
    /// Without quotes, as in notifications.
    package var etag: String
    /// nil for `STANDARD`.
    package var storageClass: String?
    /// Whether a copy of an archived object can be read for some days.
    package var isRestored = false
    /// What was stored with it, by names without `x-amz-meta-`; in a list always empty.
    package var metadata: [String: String] = [:]

    /// Whether it must be restored before it can be read.
    package var isArchived: Bool {
        ["GLACIER", "DEEP_ARCHIVE"].contains(storageClass) && !isRestored
    }

    package init(
        key: String,
        size: Int64,
        modified: Int64,
        etag: String,
        storageClass: String? = nil
    ) {
        self.key = key
        self.size = size
        self.modified = modified
        self.etag = etag
        self.storageClass = storageClass
    }

    /// An object by the headers of a response; nil where they are not those of one.
    init?(key: String, size: Int64?, _ headers: HTTPHeaders) {
        guard let size, let etag = headers["etag"] else { return nil }
        let modified = headers["last-modified"].flatMap { RetryAfter.date($0[...], now: 0) } ?? 0
        self.init(
            key: key,
            size: size,
            modified: modified * 1_000_000_000,
            etag: Self.unquoted(etag),
            storageClass: headers["x-amz-storage-class"]
        )
        isRestored = headers["x-amz-restore"]?.contains("ongoing-request=\"false\"") ?? false
        metadata = headers.values(prefix: "x-amz-meta-")
    }

    static func unquoted(_ etag: String) -> String {
        guard etag.utf8.count >= 2, etag.hasPrefix("\""), etag.hasSuffix("\"") else { return etag }
        return String(etag.dropFirst().dropLast())
    }
}

/// A page of a list, of up to 1,000 objects and prefixes.
package struct S3Page: Hashable, Sendable {
    /// In the order of their keys' UTF-8.
    package var objects: [S3Object] = []
    /// What keys have in common up to a delimiter, which ends each of them.
    package var prefixes: [String] = []
    /// What the next page is asked for with; nil of the last.
    package var next: String?

    package init() {}

    /// Reads the answer to ListObjectsV2.
    ///
    /// - throws: An ``XMLFault``, or a ``TextFault`` where it is another document.
    /// - complexity: O(n) in bytes.
    ///
    /// Related documentation:
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
    package init(_ document: [UInt8]) throws {
        var scanner = XMLScanner(document)
        var path: [String] = []
        var text = ""
        var item = Item()
        var isTruncated = false
        var isEncoded = false
        while let token = try scanner.next() {
            switch token {
            case .start(let name):
                if path.isEmpty, name != "ListBucketResult" {
                    throw TextFault("is a <\(name)>, not a <ListBucketResult>")
                }
                path.append(name)
                text = ""
                if path.count == 2 { item = Item() }
            case .text(let piece): text += piece
            case .end(let name):
                path.removeLast()
                switch (path.count, path.last) {
                case (1, _):
                    switch name {
                    case "IsTruncated": isTruncated = text == "true"
                    case "NextContinuationToken": next = text
                    case "EncodingType": isEncoded = text == "url"
                    case "Contents": objects.append(try item.object())
                    case "CommonPrefixes": if let prefix = item.key { prefixes.append(prefix) }
                    default: break
                    }
                case (2, _): item.set(name, text)
                case (3, "RestoreStatus"): item.set(name, text)
                default: break
                }
                text = ""
            }
        }
        if isEncoded { try decode() }
        guard isTruncated else {
            next = nil
            return
        }
        guard next != nil else {
            throw TextFault("is cut, but has no NextContinuationToken: no ListObjectsV2")
        }
    }

    /// Decodes keys, in which XML could not have all characters.
    private mutating func decode() throws {
        func decoded(_ text: String) throws -> String {
            guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
            else { return text }
            guard let key = PercentEncoding.decodeForm(text) else {
                throw TextFault("has a key that is not percent-encoded UTF-8")
            }
            return key
        }
        for index in objects.indices { objects[index].key = try decoded(objects[index].key) }
        prefixes = try prefixes.map(decoded)
    }

    /// What is known so far of an object or a prefix.
    private struct Item {
        var key: String?
        var size: Int64?
        var modified: Int64?
        var etag = ""
        var storageClass: String?
        var isInProgress: Bool?

        mutating func set(_ name: String, _ text: String) {
            switch name {
            case "Key", "Prefix": key = text
            case "Size": size = Int64(text).flatMap { $0 >= 0 ? $0 : nil }
            case "LastModified": modified = S3Page.nanoseconds(text)
            case "ETag": etag = S3Object.unquoted(text)
            case "StorageClass": storageClass = text == "STANDARD" ? nil : text
            case "IsRestoreInProgress": isInProgress = text == "true"
            default: break
            }
        }

        func object() throws -> S3Object {
            guard let key, let size, let modified else {
                throw TextFault("has an object without key, size or time")
            }
            var object = S3Object(
                key: key,
                size: size,
                modified: modified,
                etag: etag,
                storageClass: storageClass
            )
            object.isRestored = isInProgress == false
            return object
        }
    }

    /// `2026-03-07T01:40:05.123Z` in nanoseconds since 1970; the fraction is kept.
    static func nanoseconds(_ text: String) -> Int64? {
        guard let time = EventTime(text), time.seconds < 9_000_000_000 else { return nil }
        let digits = text.utf8.dropFirst(19).dropFirst().prefix(9).prefix { $0 &- 0x30 < 10 }
        let fraction = digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        let scale = (digits.count..<9).reduce(Int64(1)) { scale, _ in scale * 10 }
        return time.seconds * 1_000_000_000 + fraction * scale
    }
}
