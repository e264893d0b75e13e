import Basics
import HTTP

/// Calls services of AWS other than S3: signs, sends, tries again, reads errors.
///
/// For example:
///
/// ```swift
/// let client = AWSClient(settings: settings, sender: http, credentials: source)
/// try client.callerIdentity().arn  // arn:aws:sts::510000000001:assumed-role/audit/cron
/// ```
///
/// What may well succeed the second time is tried three times, with pauses: throttling, errors of
/// the service, broken connections. Credentials that have expired are replaced once, and a clock
/// that is off is corrected once by the time of the answer.
package struct AWSClient: Sendable {
    package let settings: AWSSettings
    let sender: any HTTPSender
    /// nil for calls that are not signed.
    let credentials: AWSCredentialSource?
    let clock: AWSClock

    package init(
        settings: AWSSettings,
        sender: any HTTPSender,
        credentials: AWSCredentialSource?,
        clock: AWSClock = .system
    ) {
        self.settings = settings
        self.sender = sender
        self.credentials = credentials
        self.clock = clock
    }

    /// Makes a client with connections of its own and the credentials that the AWS tools would use.
    ///
    /// - throws: A ``TextFault`` or ``AWSCredentialsFault`` where the settings are wrong; nothing is
    ///   asked for yet.
    package init(environment: AWSEnvironment, profile: String? = nil) throws {
        let settings = try AWSSettings(environment: environment, profile: profile)
        let sender = HTTPClient(connections: 4, certificates: settings.caBundle)
        let source = try AWSCredentialSource(settings: settings, sender: sender)
        self.init(settings: settings, sender: sender, credentials: source)
    }

    /// One call, but for where it goes to and how it is signed.
    struct Call {
        let service: AWSService
        let region: String
        /// `ReceiveMessage`.
        let operation: String
        var method = HTTPRequest.Method.post
        /// The path and query, percent-encoded.
        var path = "/"
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        /// Seconds for the whole exchange.
        var seconds: Double = 30
        /// What an error must not repeat.
        var secrets: [String] = []
        var attempts = 3
        /// Scheme, host and port in place of those of the settings.
        var base: String?

        var title: String { "\(service.title) \(operation) in \(region)" }
    }

    private static let bodyLimit = 4 << 20

    /// Makes a call until it succeeds or there is no use in trying.
    func send(_ call: Call) throws(AWSServiceFault) -> HTTPAnswer {
        let base: String
        do {
            base = try call.base ?? settings.endpoint(of: call.service, region: call.region).url
        } catch {
            throw AWSServiceFault(.rejected, "\(call.title): \(error)")
        }
        var hasCorrected = false
        var hasRenewed = false
        var attempt = 1
        while true {
            let keys = try signingKeys(call)
            let fault: AWSServiceFault
            do {
                let answer = try sender.send(request(call, to: base, keys))
                if answer.isSuccess, !answer.isCut { return answer }
                let error = AWSErrorAnswer(answer)
                if error.isExpired, let keys, !hasRenewed, let credentials {
                    hasRenewed = true
                    credentials.discard(keys)
                    continue
                }
                if error.mayBeSkew, !hasCorrected, let time = serverTime(answer),
                    clock.correct(to: time)
                {
                    hasCorrected = true
                    continue
                }
                fault = self.fault(call, answer, error, keys)
            } catch {
                fault = AWSServiceFault(
                    .network,
                    "\(call.title): \(ShownText.line(URLParts(base).host, limit: 255)): "
                        + error.reason,
                    isTransient: error.isTransient
                )
            }
            guard fault.isTransient, attempt < call.attempts else { throw fault }
            clock.waitBeforeRetry(attempt)
            attempt += 1
        }
    }

    private func signingKeys(_ call: Call) throws(AWSServiceFault) -> AWSCredentials? {
        do {
            return try credentials?.credentials()
        } catch {
            throw AWSServiceFault(.credentials, error.description)
        }
    }

    private func request(_ call: Call, to base: String, _ keys: AWSCredentials?) -> HTTPRequest {
        var request = HTTPRequest(
            call.method,
            base + call.path,
            headers: call.headers,
            body: call.body,
            limits: HTTPRequest.Limits(
                exchange: call.seconds,
                silence: call.seconds,
                bodyBytes: Self.bodyLimit
            ),
            // A local server of tests is on no proxy's side.
            isDirect: ContainerFetcher.isOwn(URLParts(base).host)
        )
        if let keys {
            SignatureV4(credentials: keys, region: call.region, service: call.service.signingName)
                .sign(&request, at: clock.now)
        }
        return request
    }

    private func serverTime(_ answer: HTTPAnswer) -> Int64? {
        // The seconds from 1970 to a date; a bare number is none.
        answer.headers["date"].flatMap { $0.contains(":") ? RetryAfter.seconds($0, now: 0) : nil }
    }

    private func fault(
        _ call: Call,
        _ answer: HTTPAnswer,
        _ error: AWSErrorAnswer,
        _ keys: AWSCredentials?
    ) -> AWSServiceFault {
        let after = answer.retryAfter.flatMap { RetryAfter.seconds($0, now: clock.now) }
        guard !answer.isSuccess else {
            return AWSServiceFault(
                .rejected,
                "\(call.title): the answer is longer than \(Self.bodyLimit >> 20) MiB"
            )
        }
        guard let code = error.code else {
            let isTransient = error.status >= 500 || error.status == 429
            return AWSServiceFault(
                .network,
                "\(call.title): answered \(error.status), but not as AWS does; a proxy or another "
                    + "server may be in between",
                retryAfter: after,
                isTransient: isTransient
            )
        }
        let secrets =
            call.secrets
            + [keys?.secretAccessKey, keys?.sessionToken].compactMap {
                $0?.revealed
            }
        let said = HiddenText.removing(secrets, from: error.message ?? "")
        var text = "\(call.title): \(ShownText.line(code, limit: 80))"
        if !said.isEmpty { text += ": \(ShownText.line(said, limit: 500))" }
        if let advice = advice(error, keys) { text += "; \(advice)" }
        return AWSServiceFault(error.kind, text, code: code, retryAfter: after)
    }

    private func advice(_ error: AWSErrorAnswer, _ keys: AWSCredentials?) -> String? {
        guard error.kind == .credentials, keys != nil, let credentials else { return nil }
        let source = credentials.origin
        return error.isExpired
            ? "the credentials from \(source) have expired; renew them"
            : "the credentials are from \(source)"
    }
}

extension AWSClient {
    /// Calls an operation with a JSON body.
    func json(
        _ service: AWSService,
        region: String,
        target: String,
        version: String = "1.0",
        body: String,
        seconds: Double = 30,
        base: String? = nil
    ) throws(AWSServiceFault) -> AnswerObject {
        var call = Call(
            service: service,
            region: region,
            operation: target.split(separator: ".").last.map(String.init) ?? target
        )
        call.headers = [
            ("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", target),
        ]
        call.body = Array(body.utf8)
        call.seconds = seconds
        call.base = base
        let answer = try send(call)
        // Some operations answer nothing.
        guard let object = AnswerObject(answer.body.isEmpty ? Array("{}".utf8) : answer.body) else {
            throw AWSServiceFault(.network, "\(call.title): the answer is not JSON")
        }
        return object
    }

    /// Calls an operation with a form, which answers with XML.
    ///
    /// - returns: The element `ActionResult`.
    func query(
        _ service: AWSService,
        region: String,
        action: String,
        version: String,
        parameters: [(name: String, value: String)],
        secrets: [String] = [],
        seconds: Double = 30,
        attempts: Int = 3
    ) throws(AWSServiceFault) -> XMLElement {
        var call = Call(service: service, region: region, operation: action)
        call.headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
        let form = [("Action", action), ("Version", version)] + parameters
        call.body = Array(PercentEncoding.form(form).utf8)
        call.secrets = secrets
        call.seconds = seconds
        call.attempts = attempts
        let answer = try send(call)
        guard let root = try? XMLElement(answer.body), let result = root["\(action)Result"] else {
            throw AWSServiceFault(.network, "\(call.title): the answer is not that of AWS")
        }
        return result
    }
}
