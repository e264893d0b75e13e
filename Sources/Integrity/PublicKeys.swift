import Basics
import CCrypto
import Foundation

/// The public keys of CloudTrail that digests are verified with.
///
/// For example:
///
/// ```swift
/// // aws cloudtrail list-public-keys --start-time 2026-03-01 > keys.json
/// let keys = try PublicKeys(json: Array(Data(contentsOf: url)))
/// keys["0bfb03014b8ba00a3293497089d1336d"]?.end
/// ```
///
/// Each region has keys of its own, valid for some weeks, and they overlap: a digest names its key by
/// the fingerprint.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html>
package struct PublicKeys: Sendable {
    /// A key, and when it signs.
    package struct Key: Hashable, Sendable {
        /// The DER, of PKCS #1 or as SubjectPublicKeyInfo.
        package var bytes: [UInt8]
        /// The MD5 of the DER, in hexadecimal digits.
        package var fingerprint: String
        /// In seconds since 1970.
        package var start: Int64
        /// In seconds since 1970.
        package var end: Int64
    }

    private var keys: [String: Key] = [:]

    /// No keys.
    package init() {}

    package subscript(fingerprint: String) -> Key? { keys[fingerprint.lowercased()] }

    package var isEmpty: Bool { keys.isEmpty }
    package var all: [Key] { keys.values.sorted { $0.fingerprint < $1.fingerprint } }

    /// Adds the keys of another list, as of another region.
    package mutating func add(_ others: PublicKeys) {
        keys.merge(others.keys) { first, _ in first }
    }

    /// Reads what the AWS CLI or the service itself says, with times as numbers or as text.
    ///
    /// - parameter json: An object with a list `PublicKeyList`, or several such lists in an array.
    /// - throws: A `TextFault` where it is something else, or a key is not the one of its
    ///   fingerprint.
    package init(json: [UInt8]) throws(TextFault) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(json)) else {
            throw TextFault("is not JSON; write it with 'aws cloudtrail list-public-keys'")
        }
        let lists = (value as? [Any]) ?? [value]
        for list in lists {
            guard let list = list as? [String: Any],
                let items = (list["PublicKeyList"] ?? list["publicKeyList"]) as? [Any]
            else {
                throw TextFault(
                    "has no PublicKeyList; write it with 'aws cloudtrail list-public-keys'"
                )
            }
            for item in items {
                let key = try Self.key(item)
                keys[key.fingerprint] = key
            }
        }
    }

    private static func key(_ item: Any) throws(TextFault) -> Key {
        guard let item = item as? [String: Any],
            let value = item["Value"] as? String,
            let bytes = Data(base64Encoded: value, options: .ignoreUnknownCharacters),
            let fingerprint = (item["Fingerprint"] as? String)?.lowercased(),
            let start = time(item["ValidityStartTime"]), let end = time(item["ValidityEndTime"])
        else { throw TextFault("has a key without value, fingerprint or validity") }
        var hash = [UInt8](repeating: 0, count: 16)
        let isKnown = bytes.withUnsafeBytes { CCrypto_md5($0.baseAddress, $0.count, &hash) }
        guard !isKnown || SHA256.digits(hash) == fingerprint else {
            throw TextFault(
                "has a key that is not the one of its fingerprint \(fingerprint.quoted)"
            )
        }
        return Key(bytes: Array(bytes), fingerprint: fingerprint, start: start, end: end)
    }

    /// Seconds since 1970, of a number, of digits, or of ISO 8601 with any offset.
    private static func time(_ value: Any?) -> Int64? {
        if let number = value as? NSNumber { return Int64(number.doubleValue) }
        guard let text = value as? String else { return nil }
        if let number = Double(text) { return Int64(exactly: number.rounded()) }
        let parser = ISO8601DateFormatter()
        for options in [
            ISO8601DateFormatter.Options.withInternetDateTime,
            [.withInternetDateTime, .withFractionalSeconds],
        ] {
            parser.formatOptions = options
            if let date = parser.date(from: text) { return Int64(date.timeIntervalSince1970) }
        }
        return nil
    }
}

extension PublicKeys.Key {
    /// Whether libcrypto is there, without which no signature can be verified.
    package static var canVerify: Bool { CCrypto_isThere() }

    /// Whether a signature of this key is that of a message; nil where the key is none of RSA.
    func isSignature(_ signature: [UInt8], of message: String) -> Bool? {
        let message = Array(message.utf8)
        switch CCrypto_verify(
            bytes,
            bytes.count,
            message,
            message.count,
            signature,
            signature.count
        ) {
        case CCRYPTO_VALID: return true
        case CCRYPTO_INVALID: return false
        default: return nil
        }
    }
}
