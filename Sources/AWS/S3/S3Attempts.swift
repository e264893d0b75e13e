import Basics
import HTTP

/// What is asked of S3.
struct S3Call {
    let method: HTTPRequest.Method
    let address: S3Address
    var query: [(name: String, value: String)]
    var headers: [(name: String, value: String)]
    /// The action of IAM that it needs.
    let action: String
    var limits: HTTPRequest.Limits

    init(
        _ method: HTTPRequest.Method,
        _ address: S3Address,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [],
        action: String,
        // A page of 1,000 keys, each of 1,024 bytes percent-encoded, is less.
        limits: HTTPRequest.Limits = HTTPRequest.Limits(bodyBytes: 8 << 20)
    ) {
        self.method = method
        self.address = address
        self.query = query
        self.headers = headers
        self.action = action
        self.limits = limits
    }
}

/// The attempts at one request: whether there is another, and when.
struct S3Attempts {
    var call: S3Call
    private let client: S3Client
    /// Attempts that failed for a reason that may pass.
    private var failures = 0
    private var region = ""
    private var host = ""
    private var credentials: AWSCredentials?
    private var hasMoved = false
    private var hasCorrectedClock = false
    private var hasRenewed = false

    init(_ client: S3Client, _ call: S3Call) {
        self.client = client
        self.call = call
    }

    /// The request of the next attempt.
    mutating func request() throws(AWSFault) -> HTTPRequest {
        if let outage = client.outage { throw fault(outage.kind, outage.text) }
        let signed = try client.request(call)
        host = URLParts(signed.request.url).host
        region = signed.region
        credentials = signed.credentials
        return signed.request
    }

    private func fault(_ kind: AWSFault.Kind, _ reason: String) -> AWSFault {
        AWSFault(kind, "\(call.address.shown): \(reason)")
    }

    /// Forgets earlier failures, because there was progress since.
    mutating func makeProgress() { failures = 0 }

    /// The pause before another attempt.
    ///
    /// - throws: The fault, where there should be none.
    mutating func pause(after failure: HTTPFailure) throws(AWSFault) -> Double {
        failures += 1
        guard failure.isTransient, failures < client.pacing.attempts else {
            guard failure.reason != HTTPFailure.cancelledReason else {
                throw fault(.cancelled, failure.reason)
            }
            let attempts = failures > 1 ? ", \(failures) attempts" : ""
            let reason = "\(failure.reason) (\(ShownText.line(host, limit: 260))\(attempts))"
            client.fail(.network, reason)
            throw fault(.network, reason)
        }
        return client.pacing.pause(after: failures, random: client.clock.random())
    }

    /// The pause before another attempt.
    ///
    /// - throws: The fault, where there should be none.
    mutating func pause(after rejection: S3Rejection) throws(AWSFault) -> Double {
        if rejection.isWrongRegion, !hasMoved, let moved = rejection.region, moved != region {
            hasMoved = true
            client.remember(moved, of: call.address.bucket)
            return 0
        }
        if rejection.isClockOff, !hasCorrectedClock, let date = rejection.date {
            hasCorrectedClock = true
            // Another thread may have corrected it since this request was signed.
            _ = client.clock.correct(to: date)
            return 0
        }
        if rejection.isExpired, !hasRenewed, let credentials {
            hasRenewed = true
            client.discard(credentials)
            return 0
        }
        failures += 1
        guard rejection.isTransient, failures < client.pacing.attempts else {
            let (kind, reason) = rejection.reason(
                call.address,
                action: call.action,
                partition: client.partition(region),
                origin: credentials == nil ? nil : client.origin
            )
            client.fail(kind, reason)
            throw fault(kind, reason)
        }
        let least = rejection.headers["retry-after"].flatMap {
            RetryAfter.seconds($0, now: client.clock.now)
        }
        return client.pacing.pause(
            after: failures,
            random: client.clock.random(),
            least: least
        )
    }
}
