import Basics
import HTTP

/// Lists and reads objects of S3, and of stores that speak its protocol.
///
/// For example:
///
/// ```swift
/// let http = HTTPClient(connections: 32, certificates: settings.caBundle)
/// let client = S3Client(settings: settings, credentials: source, http: http)
/// var next: String?
/// repeat {
///     let page = try client.list(bucket: "my-trail", prefix: "AWSLogs/", continuing: next)
///     let bodies = page.objects.map { client.open(bucket: "my-trail", key: $0.key, etag: $0.etag) }
///     for body in bodies { use(try body.contents(limit: 1 << 20)) }
///     next = page.next
/// } while next != nil
/// ```
///
/// A bucket's region is found by itself and remembered. What may pass is tried again: busy servers,
/// broken connections, credentials that have been renewed meanwhile, and a clock that is off, which
/// is corrected by the answer's date. Requests say that their sender pays for them where the
/// bucket's owner demands it.
///
/// Where all further requests would fail the same way, they do so at once: credentials that are not
/// accepted, a clock that is off, or a store that answers nobody.
///
/// It is safe for any number of threads.
///
/// Related documentation: <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>
package final class S3Client: Sendable {
    /// What was asked for so far, attempts that failed included.
    package struct Counts: Hashable, Sendable {
        package var lists = 0
        package var heads = 0
        package var gets = 0
        /// Of the bodies of objects, as far as they were read.
        package var bytes: Int64 = 0

        package init(lists: Int = 0, heads: Int = 0, gets: Int = 0, bytes: Int64 = 0) {
            self.lists = lists
            self.heads = heads
            self.gets = gets
            self.bytes = bytes
        }
    }

    let http: HTTPClient
    let pacing: AWSPacing
    let clock: AWSClock
    private let settings: AWSSettings
    private let source: AWSCredentialSource?
    private let isRequesterPays: Bool
    private let tally = Locked(Counts())
    private let regions = Locked<[String: String]>([:])
    private let health = Locked(Health())

    /// What became of the last requests.
    private struct Health {
        /// Those that failed after all their attempts, with nothing in between that succeeded.
        var failures = 0
        /// Why no more are sent.
        var outage: (kind: AWSFault.Kind, text: String)?
    }

    /// The requests, each with all its attempts, after which a store counts as out of order.
    ///
    /// With the usual pauses that is half a minute; twenty thousand objects would be hours.
    private static let mostFailures = 8

    /// More buckets than anybody reads at a time; further ones are asked for their region each time.
    private static let mostRegions = 1_000

    /// Makes a client.
    ///
    /// - parameters:
    ///   - settings: Region, endpoint and the like.
    ///   - credentials: Asked for each request; nil leaves it unsigned, for public buckets.
    ///   - http: Its connections bound how many objects arrive at a time.
    ///   - isRequesterPays: Whether to agree to pay for requests to buckets of others that demand it.
    ///   - pacing: How often and when requests are sent again.
    package init(
        settings: AWSSettings,
        credentials: AWSCredentialSource?,
        http: HTTPClient,
        isRequesterPays: Bool = true,
        pacing: AWSPacing = AWSPacing(),
        clock: AWSClock = .system
    ) {
        self.settings = settings
        source = credentials
        self.http = http
        self.isRequesterPays = isRequesterPays
        self.pacing = pacing
        self.clock = clock
    }

    package var counts: Counts { tally.withLock { $0 } }

    /// Lists objects in the order of their keys' UTF-8, a page of up to 1,000.
    ///
    /// - parameters:
    ///   - prefix: What the keys begin with.
    ///   - delimiter: Keys that have it after the prefix are listed as what they have in common.
    ///   - startAfter: Only keys after this one, which need not exist.
    ///   - next: Of the page before, asked for in the same way.
    ///   - limit: The most objects and prefixes of the page, up to 1,000.
    package func list(
        bucket: String,
        prefix: String = "",
        delimiter: String? = nil,
        startAfter: String? = nil,
        continuing next: String? = nil,
        limit: Int? = nil
    ) throws(AWSFault) -> S3Page {
        var query: [(name: String, value: String)] = [("list-type", "2"), ("encoding-type", "url")]
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        if let delimiter { query.append(("delimiter", delimiter)) }
        if let startAfter { query.append(("start-after", startAfter)) }
        if let next { query.append(("continuation-token", next)) }
        if let limit { query.append(("max-keys", "\(limit)")) }
        let call = S3Call(
            .get,
            try S3Address(bucket: bucket),
            query: query,
            // Says of archived objects whether they are restored.
            headers: [("X-Amz-Optional-Object-Attributes", "RestoreStatus")],
            action: "s3:ListBucket"
        )
        let answer = try send(call)
        func fault(_ reason: String) -> AWSFault {
            AWSFault(
                .notS3,
                "\(call.address.shown): the list is not S3's (\(reason)); check https_proxy and the "
                    + "endpoint"
            )
        }
        guard !answer.isCut else { throw fault("it exceeds \(call.limits.bodyBytes) bytes") }
        let page: S3Page
        do {
            page = try S3Page(answer.body)
        } catch {
            throw fault(
                S3Rejection.isHTML(answer.body)
                    ? "it is an HTML page" : ShownText.line("\(error)", limit: 120)
            )
        }
        guard page.next == nil || page.next != next else {
            throw fault("it has the same page again")
        }
        return page
    }

    /// Asks for an object's size, time, ETag and metadata.
    package func head(bucket: String, key: String) throws(AWSFault) -> S3Object {
        let address = try S3Address(bucket: bucket, key: key)
        let answer = try send(S3Call(.head, address, action: "s3:GetObject"))
        let size = answer.headers["content-length"].flatMap { Int64($0) }
        guard let object = S3Object(key: key, size: size, answer.headers) else {
            throw AWSFault(
                .notS3,
                "\(address.shown): the answer has no size or ETag, so it is not S3's; check "
                    + "https_proxy and the endpoint"
            )
        }
        return object
    }

    /// Starts to read an object, and returns at once.
    ///
    /// As many objects arrive at a time as the HTTP client has connections, in the order in which
    /// they were opened: read them in that order, too, or on threads of their own.
    ///
    /// - parameters:
    ///   - etag: The ETag of the object that is meant; another is a fault, ``AWSFault/Kind/replaced``.
    ///   - range: The bytes to read; all by default.
    ///   - buffer: The most bytes that wait for the reader.
    package func open(
        bucket: String,
        key: String,
        etag: String? = nil,
        range: Range<Int64>? = nil,
        buffer: Int = 262_144
    ) -> S3Body {
        S3Body(self, bucket: bucket, key: key, etag: etag, range: range, buffer: buffer)
    }

    // MARK: Requests

    /// Sends a request until it succeeds or cannot.
    private func send(_ call: S3Call) throws(AWSFault) -> HTTPAnswer {
        var attempts = S3Attempts(self, call)
        while true {
            let request = try attempts.request()
            let result = Result { () throws(HTTPFailure) in try http.send(request) }
            let pause: Double
            switch result {
            case .success(let answer):
                guard !answer.isSuccess else {
                    succeed()
                    return answer
                }
                let rejection = S3Rejection(answer.head, body: answer.body)
                pause = try attempts.pause(after: rejection)
            case .failure(let failure): pause = try attempts.pause(after: failure)
            }
            clock.sleep(pause) { false }
        }
    }

    /// Makes and signs a request.
    ///
    /// - returns: The request, the region it is for, and the credentials it is signed with.
    func request(
        _ call: S3Call
    ) throws(AWSFault) -> (request: HTTPRequest, region: String, credentials: AWSCredentials?) {
        let bucket = call.address.bucket
        let region = regions.withLock { $0[bucket] } ?? settings.region ?? "us-east-1"
        var url = try call.address.url(settings, region: region)
        if !call.query.isEmpty { url += "?\(PercentEncoding.form(call.query))" }
        var request = HTTPRequest(
            call.method,
            url,
            headers: call.headers,
            limits: call.limits,
            isDirect: ContainerFetcher.isOwn(URLParts(url).host)
        )
        if isRequesterPays { request.headers.append(("X-Amz-Request-Payer", "requester")) }
        let credentials: AWSCredentials?
        do throws(AWSCredentialsFault) {
            credentials = try source?.credentials()
        } catch {
            throw AWSFault(.noCredentials, error.description)
        }
        if let credentials {
            let signature = SignatureV4(credentials: credentials, region: region, service: "s3")
            signature.sign(&request, at: clock.now)
        }
        tally.withLock { tally in
            switch (call.method, call.address.key) {
            case (.head, _): tally.heads += 1
            case (_, nil): tally.lists += 1
            default: tally.gets += 1
            }
        }
        return (request, region, credentials)
    }

    /// What the beginning of ARNs is in a region.
    func partition(_ region: String) -> String { AWSPartition(region: region).name }

    /// Remembers where a bucket is.
    func remember(_ region: String, of bucket: String) {
        regions.withLock { regions in
            if regions.count >= Self.mostRegions { regions.removeAll() }
            regions[bucket] = region
        }
    }

    /// Where the credentials are from, for messages.
    var origin: String? { source?.origin }

    /// Why no more requests are sent; nil where they are.
    var outage: (kind: AWSFault.Kind, text: String)? { health.withLock { $0.outage } }

    /// Takes note of a request that succeeded.
    func succeed() { health.withLock { $0.failures = 0 } }

    /// Takes note of a request that failed after all its attempts.
    func fail(_ kind: AWSFault.Kind, _ reason: String) {
        health.withLock { health in
            switch kind {
            case .expiredToken, .invalidKey, .clock: health.outage = (kind, reason)
            case .network, .throttled:
                health.failures += 1
                if health.failures >= Self.mostFailures { health.outage = (kind, reason) }
            default: health.failures = 0
            }
        }
    }

    /// Forgets credentials that S3 says have expired.
    func discard(_ credentials: AWSCredentials) { source?.discard(credentials) }

    func count(bytes: Int) { tally.withLock { $0.bytes += Int64(bytes) } }
}
