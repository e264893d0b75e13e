import Basics
import CloudTrail

/// The log files and digests of a trail in one region of one account, signed as CloudTrail's are.
///
/// For example:
///
/// ```swift
/// var trail = DigestTrail()
/// for hour in 0..<12 { trail.addHour(logs: hour % 3) }
/// trail.stop(afterMinutes: 20)
/// trail.start(afterHours: 5)
/// trail.files["AWSLogs/…"]   // the bytes as they are in the bucket
/// ```
package struct DigestTrail: Sendable {
    /// A digest as it was made.
    package struct Made: Sendable {
        package var key: String
        package var json: [UInt8]
        package var hash: String
        package var signature: String
        package var logs: [String]
    }

    package var account = "510000000001"
    package var region = "eu-west-1"
    package var name = "acme_trail"
    package var bucket = "acme-audit-logs"
    /// What comes before `AWSLogs`, and behind it for an organisation.
    package var prefix = "AWSLogs/"
    package var signer = DigestSigner.cloudTrail
    /// The end of the last digest, in seconds since 1970; 1 March 2026, 00:30:31 at first.
    package private(set) var time: Int64 = 1_772_325_031
    /// All files, by their keys.
    package private(set) var files: [String: [UInt8]] = [:]
    package private(set) var digests: [Made] = []
    private var chain: Made?
    private var number = 0

    package init() {}

    /// Adds an hour with some log files, and its digest.
    package mutating func addHour(logs: Int) {
        add(seconds: 3_600, logs: logs)
    }

    /// Ends the chain by a digest up to the second at which the trail was stopped.
    package mutating func stop(afterMinutes minutes: Int64) {
        add(seconds: minutes * 60 + 7, logs: 1)
        chain = nil
    }

    /// Lets time go by, in which the trail is off.
    package mutating func wait(hours: Int64) { time += hours * 3_600 }

    /// Adds a digest of its own for a log file that came hours late.
    package mutating func addBackfill() {
        let chain = chain
        self.chain = nil
        let end = time
        time -= 7_200
        add(seconds: 3_600, logs: 1, suffix: "_backfill")
        time = end
        self.chain = chain
    }

    private mutating func add(seconds: Int64, logs count: Int, suffix: String = "") {
        let start = time
        time += seconds
        var logs: [(key: String, hash: String, time: Int64)] = []
        for index in 0..<count {
            // Names are rounded up to five minutes.
            let delivered = start + seconds * Int64(index + 1) / Int64(count + 1)
            logs.append(addLog(at: (delivered + 299) / 300 * 300))
        }
        let key =
            "\(prefix)\(account)/CloudTrail-Digest/\(region)/\(Self.day(time))/"
            + "\(account)_CloudTrail-Digest_\(region)_\(name)_\(region)_\(Self.stamp(time))"
            + "\(suffix).json.gz"
        let json = Self.json([
            ("awsAccountId", Self.text(account)),
            ("digestStartTime", Self.text(Self.iso(start))),
            ("digestEndTime", Self.text(Self.iso(time))),
            ("digestS3Bucket", Self.text(bucket)), ("digestS3Object", Self.text(key)),
            ("digestPublicKeyFingerprint", Self.text(fingerprint)),
            ("digestSignatureAlgorithm", Self.text("SHA256withRSA")),
            ("newestEventTime", logs.last.map { Self.text(Self.iso($0.time)) } ?? "null"),
            ("oldestEventTime", logs.first.map { Self.text(Self.iso($0.time)) } ?? "null"),
            ("previousDigestS3Bucket", chain == nil ? "null" : Self.text(bucket)),
            ("previousDigestS3Object", chain.map { Self.text($0.key) } ?? "null"),
            ("previousDigestHashValue", chain.map { Self.text($0.hash) } ?? "null"),
            ("previousDigestHashAlgorithm", chain == nil ? "null" : Self.text("SHA-256")),
            ("previousDigestSignature", chain.map { Self.text($0.signature) } ?? "null"),
            (
                "logFiles",
                "[\(logs.map { log in Self.logEntry(bucket, log) }.joined(separator: ","))]"
            ),
        ])
        let bytes = Array(json.utf8)
        let hash = SHA256.hex(bytes)
        let text = "\(Self.iso(time))\n\(bucket)/\(key)\n\(hash)\n\(chain?.signature ?? "null")"
        let made = Made(
            key: key,
            json: bytes,
            hash: hash,
            signature: signer.signature(of: text),
            logs: logs.map(\.key)
        )
        files[key] = Gzip.compress(bytes)
        digests.append(made)
        chain = made
    }

    private mutating func addLog(at time: Int64) -> (key: String, hash: String, time: Int64) {
        number += 1
        let key = logKey(at: time, "AbCdEfGhIjKl\(1_000 + number)")
        let bytes = Self.log(number, at: time)
        files[key] = Gzip.compress(bytes)
        return (key, SHA256.hex(bytes), time)
    }

    /// The key of a log file.
    package func logKey(at time: Int64, _ letters: String) -> String {
        let stamp = Self.stamp(time)
        return "\(prefix)\(account)/CloudTrail/\(region)/\(Self.day(time))/"
            + "\(account)_CloudTrail_\(region)_\(stamp.dropLast(3))Z_\(letters).json.gz"
    }

    /// A log file of one event.
    package static func log(_ number: Int, at time: Int64) -> [UInt8] {
        Array(
            (#"{"Records":[{"eventVersion":"1.11","eventTime":"\#(iso(time))","#
                + #""eventSource":"s3.amazonaws.com","eventName":"ListBuckets","#
                + #""awsRegion":"eu-west-1","eventID":"e\#(number)"}]}"#).utf8
        )
    }

    /// The fingerprint of the signer's public key.
    package var fingerprint: String { signer.fingerprint }

    /// What `aws cloudtrail list-public-keys` prints of the key.
    package var publicKeys: [UInt8] {
        signer.publicKeys
    }

    private static func logEntry(
        _ bucket: String,
        _ log: (key: String, hash: String, time: Int64)
    ) -> String {
        json([
            ("s3Bucket", text(bucket)), ("s3Object", text(log.key)), ("hashValue", text(log.hash)),
            ("hashAlgorithm", text("SHA-256")), ("newestEventTime", text(iso(log.time))),
            ("oldestEventTime", text(iso(log.time))),
        ])
    }

    private static func json(_ members: [(String, String)]) -> String {
        "{\(members.map { "\(text($0)):\($1)" }.joined(separator: ","))}"
    }

    private static func text(_ text: String) -> String { "\"\(text)\"" }
    private static func iso(_ time: Int64) -> String { EventTime(seconds: time).description }
    private static func day(_ time: Int64) -> String {
        String(iso(time).prefix(10)).replacing("-", with: "/")
    }
    private static func stamp(_ time: Int64) -> String {
        iso(time).filter { $0 != "-" && $0 != ":" }
    }
}
