import Basics

/// Writes digest files: one a day for production's main region, each naming the one before.
///
/// The hashes are true. The signatures are not: nobody has a private key for them.
enum DigestWriter {
    static func files(for logs: [DeliveredLog]) -> [SampleLogs.File] {
        let covered = logs.filter { $0.account == .prod && $0.region == SampleRegion.main }
            .sorted { ($0.minute, $0.file.path) < ($1.minute, $1.file.path) }
        var files: [SampleLogs.File] = []
        for day in 1...7 {
            let end = SampleTime.at(day: day, 0, 1, 31)
            let logs = covered.filter { end - 86_400 <= $0.minute && $0.minute < end }
            files.append(digest(of: logs, until: end, after: files.last))
        }
        return files
    }

    private static func digest(
        of logs: [DeliveredLog],
        until end: SampleTime,
        after previous: SampleLogs.File?
    ) -> SampleLogs.File {
        let account = SampleAccount.prod
        let region = SampleRegion.main
        let path =
            "AWSLogs/\(account.id)/CloudTrail-Digest/\(region)/\(end.folder)/"
            + "\(account.id)_CloudTrail-Digest_\(region)_\(SampleIncident.trail)_\(region)_"
            + "\(end.fileSecond).json.gz"
        let json: JSONText = [
            "awsAccountId": .text(account.id),
            "digestStartTime": .text((end - 86_400).iso), "digestEndTime": .text(end.iso),
            "digestS3Bucket": .text(SampleLogs.logBucket), "digestS3Object": .text(path),
            "digestPublicKeyFingerprint": .text(fingerprint),
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": logs.map(\.newest).max().map { .text($0.iso) } ?? .null,
            "oldestEventTime": logs.map(\.oldest).min().map { .text($0.iso) } ?? .null,
            "previousDigestS3Bucket": previous == nil ? .null : .text(SampleLogs.logBucket),
            "previousDigestS3Object": previous.map { .text($0.path) } ?? .null,
            "previousDigestHashValue": previous.map { .text(SHA256.hex($0.json)) } ?? .null,
            "previousDigestHashAlgorithm": previous == nil ? .null : "SHA-256",
            "previousDigestSignature": previous.map { .text(signature(of: $0)) } ?? .null,
            "logFiles": .array(
                logs.map { log in
                    [
                        "s3Bucket": .text(SampleLogs.logBucket),
                        "s3Object": .text(log.file.path),
                        "hashValue": .text(SHA256.hex(log.file.json)),
                        "hashAlgorithm": "SHA-256",
                        "newestEventTime": .text(log.newest.iso),
                        "oldestEventTime": .text(log.oldest.iso),
                    ]
                }
            ),
        ]
        return SampleLogs.File(path: path, json: json.bytes)
    }

    private static var fingerprint: String {
        var random = SplitMix64.named("digest key")
        return random.hex(32)
    }

    /// A placeholder of the length of a signature.
    private static func signature(of digest: SampleLogs.File) -> String {
        var random = SplitMix64.named(digest.path)
        return random.hex(512)
    }
}
