import HTTP

/// The keys that requests to AWS are signed with.
package struct AWSCredentials: Hashable, Sendable {
    package var accessKeyID: String
    package var secretAccessKey: HiddenText
    /// Of temporary credentials.
    package var sessionToken: HiddenText?
    /// When they expire, in seconds since 1970; nil of those that never do.
    package var expiration: Int64?

    package init(
        accessKeyID: String,
        secretAccessKey: HiddenText,
        sessionToken: HiddenText? = nil,
        expiration: Int64? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}
