/// An answer over HTTP: status, what matters of its headers, the first bytes of its body.
struct HTTPAnswer: Sendable {
    let status: Int
    let retryAfter: String?
    let body: [UInt8]
    /// Whether the body was longer than what is kept of it.
    let isCut: Bool

    var isSuccess: Bool { (200..<300).contains(status) }

    /// What came of a message that was answered so.
    ///
    /// - parameters:
    ///   - endpoint: Who answered.
    ///   - secrets: What must not be repeated of the answer.
    ///   - now: The time, for a `Retry-After` that is a date.
    ///   - thread: What the message was delivered as.
    func outcome(
        from endpoint: Endpoint,
        hiding secrets: [String],
        now: Int64,
        thread: String? = nil
    ) -> DeliveryOutcome {
        let reason = "\(endpoint) answered \(status)\(said(hiding: endpoint.secrets + secrets))"
        switch status {
        case 200..<300: return .delivered(thread: thread)
        case 300..<400:
            return .refused(
                reason: "\(endpoint) answered \(status), a redirect, which is not followed; "
                    + "set the final address"
            )
        case 408, 425, 429, 500...:
            let after = retryAfter.flatMap { RetryAfter.seconds($0, now: now) }
            return .retry(reason: reason, after: after)
        default: return .refused(reason: reason)
        }
    }

    /// The beginning of the body as it may stand in a reason, after a colon.
    private func said(hiding secrets: [String]) -> String {
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        let clean = HiddenText.removing(secrets, from: text)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return clean.isEmpty ? "" : ": " + ShownText.line(clean, limit: 200)
    }
}
