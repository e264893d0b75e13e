import Basics
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

    /// Checks what a source has given.
    ///
    /// - throws: A ``TextFault`` that goes on where a subject has begun, without the values.
    init(
        id: String?,
        secret: String?,
        token: String?,
        expiration: String? = nil
    ) throws(TextFault) {
        guard let id, !id.isEmpty else { throw TextFault("has no access key ID") }
        guard let secret, !secret.isEmpty else { throw TextFault("has no secret access key") }
        // They become headers, which a line break would end.
        let isPlain = [id, secret, token ?? ""].allSatisfy { text in
            text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }
        guard isPlain else {
            throw TextFault("has a key with a blank, a line break or a character that no key has")
        }
        var time: Int64?
        if let expiration, !expiration.isEmpty {
            guard let read = EventTime(expiration) else {
                throw TextFault("has an expiration that is no time in ISO 8601")
            }
            time = read.seconds
        }
        self.init(
            accessKeyID: id,
            secretAccessKey: HiddenText(secret),
            sessionToken: token.flatMap { $0.isEmpty ? nil : HiddenText($0) },
            expiration: time
        )
    }
}
