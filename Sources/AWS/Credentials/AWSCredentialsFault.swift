/// Why there are no credentials: which source was found, what is wrong, and what to do.
package struct AWSCredentialsFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    /// - parameters:
    ///   - origin: What was found, for example `profile 'prod' in ~/.aws/config`.
    ///   - reason: What is wrong with it and what to do.
    init(_ origin: String, _ reason: String) {
        description = "AWS credentials: \(origin): \(reason)"
    }
}
