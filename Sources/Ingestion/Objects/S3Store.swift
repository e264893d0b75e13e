import AWS
import AuditIndex
import Basics

/// Objects of S3, and of stores that speak its protocol.
///
/// For example:
///
/// ```swift
/// var options = IngestOptions()
/// options.objects = S3Store { () throws(AWSFault) in try access.s3() }
/// try Ingest(index: index, options: options).run(["s3://my-trail"])
/// ```
///
/// - complexity: Memory is a quarter of a megabyte for each object that is being read.
package final class S3Store: ObjectStore {
    private let make: @Sendable () throws(AWSFault) -> S3Client
    private let made = Locked<Result<S3Client, ObjectFault>?>(nil)
    /// What keeps objects; nil where nothing does.
    package let cache: ObjectCache?

    /// - parameters:
    ///   - cache: What keeps objects.
    ///   - makeClient: Makes the client when the first object is asked for.
    package init(
        cache: ObjectCache? = nil,
        makeClient: @escaping @Sendable () throws(AWSFault) -> S3Client
    ) {
        self.cache = cache
        make = makeClient
    }

    /// What was asked for so far.
    package var counts: S3Client.Counts {
        made.withLock { (try? $0?.get())?.counts } ?? S3Client.Counts()
    }

    package func page(_ query: ObjectQuery) throws(ObjectFault) -> ObjectPage {
        let client = try client()
        do throws(AWSFault) {
            let page = try client.list(
                bucket: query.bucket,
                prefix: query.prefix,
                delimiter: query.isFolder ? "/" : nil,
                startAfter: query.continuation == nil ? query.after : nil,
                continuing: query.continuation,
                limit: query.limit
            )
            return ObjectPage(
                objects: page.objects.map { object in
                    ObjectPage.Object(
                        key: object.key,
                        stamp: FileStamp(object),
                        archive: object.isArchived ? object.storageClass : nil
                    )
                },
                prefixes: page.prefixes,
                continuation: page.next
            )
        } catch {
            throw ObjectFault(error)
        }
    }

    package func open(_ location: ObjectLocation, _ stamp: FileStamp?) -> any ObjectReader {
        if let kept = cache?.open(location, stamp) { return kept }
        let client = Result { () throws(ObjectFault) in try self.client() }
        let object = S3Reader(
            client.map { client in client.open(bucket: location.bucket, key: location.key) },
            listed: stamp
        )
        guard let cache else { return object }
        return KeptObject(object, of: location, in: cache)
    }

    package func metadata(
        of location: ObjectLocation
    ) throws(ObjectFault) -> [String: String] {
        let client = try client()
        do throws(AWSFault) {
            return try client.head(bucket: location.bucket, key: location.key).metadata
        } catch {
            throw ObjectFault(error)
        }
    }

    private func client() throws(ObjectFault) -> S3Client {
        let client = made.withLock { made in
            if let made { return made }
            let result: Result<S3Client, ObjectFault>
            do throws(AWSFault) {
                result = .success(try make())
            } catch {
                result = .failure(ObjectFault(error))
            }
            made = result
            return result
        }
        return try client.get()
    }
}

/// An object that arrives from S3.
private final class S3Reader: ObjectReader {
    private let body: Result<S3Body, ObjectFault>
    /// What is known of the object; nil where nothing is.
    private let listed: FileStamp?

    init(_ body: Result<S3Body, ObjectFault>, listed: FileStamp?) {
        self.body = body
        self.listed = listed
    }

    func stamp() throws(ObjectFault) -> FileStamp {
        let body = try body.get()
        let stamp: FileStamp
        do throws(AWSFault) { stamp = FileStamp(try body.object()) } catch {
            throw ObjectFault(error)
        }
        // A log cut at a whole record would look complete.
        if let listed, listed.etag == stamp.etag, listed.size != stamp.size {
            throw ObjectFault(
                reason: "only a part of the object arrived, and the answer says that it is all; a "
                    + "proxy in between may have cut it: check https_proxy"
            )
        }
        return stamp
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectFault) -> Int {
        let body = try body.get()
        do throws(AWSFault) { return try body.read(into: buffer) } catch {
            throw ObjectFault(error)
        }
    }
}

extension FileStamp {
    fileprivate init(_ object: S3Object) {
        self.init(size: object.size, modified: object.modified, etag: object.etag)
    }
}

extension ObjectFault {
    /// The fault without the address at its beginning, which is known to whoever reports it.
    fileprivate init(_ fault: AWSFault) {
        let text = fault.description
        var reason = text
        if text.hasPrefix("s3://"), let end = text.range(of: ": ") {
            reason = String(text[end.upperBound...])
        }
        self.init(reason: reason, isMissing: fault.kind == .noSuchKey)
    }
}
