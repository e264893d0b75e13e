import Basics
import CloudTrail
import Foundation

/// A digest: which log files CloudTrail delivered in an hour, and the signature of the digest before.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html>
package struct Digest: Hashable, Sendable {
    /// A log file that the digest names.
    package struct LogFile: Hashable, Sendable {
        package var bucket: String
        package var key: String
        /// Of the inflated content, in hexadecimal digits.
        package var hash: String
    }

    /// The digest before it in the chain.
    package struct Previous: Hashable, Sendable {
        package var key: String
        package var hash: String
        package var signature: String
    }

    package var account: String
    /// As the digest spells it, which is what is signed.
    package var endText: String
    package var start: Int64
    package var end: Int64
    package var bucket: String
    package var key: String
    package var fingerprint: String
    /// nil of the first digest of a chain.
    package var previous: Previous?
    package var logFiles: [LogFile]
    /// The hash of the digest itself, in hexadecimal digits.
    package var hash: String

    /// Reads a digest.
    ///
    /// - parameters:
    ///   - json: The inflated content.
    ///   - hash: Its SHA-256, in hexadecimal digits.
    /// - throws: A `TextFault` that says what is missing.
    init(_ json: [UInt8], hash: String) throws(TextFault) {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(json))
        } catch {
            throw TextFault("is not a digest of CloudTrail")
        }
        guard let start = EventTime(document.digestStartTime)?.seconds,
            let end = EventTime(document.digestEndTime)?.seconds, start <= end
        else { throw TextFault("is a digest whose start and end are no times") }
        guard document.digestSignatureAlgorithm == "SHA256withRSA" else {
            throw TextFault(
                "is signed with \(document.digestSignatureAlgorithm.quoted), which is not known here"
            )
        }
        account = document.awsAccountId
        endText = document.digestEndTime
        self.start = start
        self.end = end
        bucket = document.digestS3Bucket
        key = document.digestS3Object
        fingerprint = document.digestPublicKeyFingerprint.lowercased()
        previous =
            if let key = document.previousDigestS3Object,
                let hash = document.previousDigestHashValue,
                let signature = document.previousDigestSignature
            {
                Previous(key: key, hash: hash.lowercased(), signature: signature)
            } else {
                nil
            }
        logFiles = document.logFiles.map {
            LogFile(bucket: $0.s3Bucket, key: $0.s3Object, hash: $0.hashValue.lowercased())
        }
        self.hash = hash
    }

    /// What is signed.
    ///
    /// - parameter bucket: The digest's own bucket.
    var signedText: String {
        "\(endText)\n\(bucket)/\(key)\n\(hash)\n\(previous?.signature ?? "null")"
    }

    /// The document as it is written.
    private struct Document: Decodable {
        struct LogFile: Decodable {
            var s3Bucket: String
            var s3Object: String
            var hashValue: String
        }

        var awsAccountId: String
        var digestStartTime: String
        var digestEndTime: String
        var digestS3Bucket: String
        var digestS3Object: String
        var digestPublicKeyFingerprint: String
        var digestSignatureAlgorithm: String
        var previousDigestS3Object: String?
        var previousDigestHashValue: String?
        var previousDigestSignature: String?
        var logFiles: [LogFile]
    }
}
