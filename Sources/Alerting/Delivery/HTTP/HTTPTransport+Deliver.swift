extension HTTPTransport {
    /// Posts a message as JSON, and says by the answer's status what came of it.
    ///
    /// - parameters:
    ///   - message: The message.
    ///   - endpoint: Where to.
    ///   - secrets: What must not be repeated of the answer, beside the address.
    ///   - now: The time when the answer is there.
    func deliver(
        _ message: some Encodable,
        to endpoint: Endpoint,
        hiding secrets: [String] = [],
        now: () -> Int64
    ) -> DeliveryOutcome {
        do {
            let answer = try post(try NoticeJSON.encode(message), to: endpoint)
            return answer.outcome(from: endpoint, hiding: secrets, now: now())
        } catch let failure as HTTPFailure {
            return .retry(reason: "\(endpoint): \(failure.reason)", after: nil)
        } catch {
            return .refused(reason: "the message cannot be written as JSON")
        }
    }
}
