/// Why AWS did not do what was asked, and what to do about it.
package struct AWSFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// A permission is missing, or a policy denies it.
        case accessDenied
        case noSuchBucket
        case noSuchKey
        /// The credentials were valid once.
        case expiredToken
        /// The credentials are not those of anybody.
        case invalidKey
        /// There are no credentials, or they cannot be read.
        case noCredentials
        /// The object must be restored before it can be read.
        case archived
        case wrongRegion
        /// The object is not the one that was asked for any more; ask for it anew.
        case replaced
        /// What answered is not S3, but for example a proxy with a page to sign in.
        case notS3
        /// The service is busy, or out of order, and stayed so.
        case throttled
        /// There was no complete answer.
        case network
        case clock
        case cancelled
        case other
    }

    package let kind: Kind
    /// One line of visible text: what, why, and what to do.
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// Whether the same may well succeed later, without anybody doing anything.
    package var isTransient: Bool { kind == .throttled || kind == .network }
}
