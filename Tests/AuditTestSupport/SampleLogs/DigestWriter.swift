import Basics

/// Writes the digests of production's main region: one an hour, each signed and naming the one before.
///
/// When the trail is stopped, a last digest ends with what was delivered until then; the next chain
/// begins when it is started. The key is that of ``DigestSigner/cloudTrail``, whose public half lies
/// beside the logs.
struct DigestWriter {
    private static let hour = 3_600

    /// The times between which the trail was off; nil where it never was.
    let off: Range<SampleTime>?

    func files(for logs: [DeliveredLog]) -> [SampleLogs.File] {
        let covered = logs.filter { $0.account == .prod && $0.region == SampleRegion.main }
            .sorted { ($0.minute, $0.file.path) < ($1.minute, $1.file.path) }
        var files: [SampleLogs.File] = []
        var last: Made?
        var start = SampleTime.start + 91
        while start < .end {
            var end = start + Self.hour
            var isLast = false
            if let off, start < off.lowerBound, off.lowerBound < end {
                // The records of the last minutes come when the trail is off already.
                end = off.lowerBound + 369
                isLast = true
            }
            let made = Made(
                logs: covered.filter { start <= $0.minute && $0.minute < end },
                from: start,
                until: end,
                after: last
            )
            files.append(made.file)
            last = isLast ? nil : made
            start = end
            if isLast, let off { start = off.upperBound }
        }
        return files
    }

    /// A digest with its signature.
    private struct Made {
        let file: SampleLogs.File
        let signature: String

        init(logs: [DeliveredLog], from start: SampleTime, until end: SampleTime, after last: Made?)
        {
            let account = SampleAccount.prod
            let region = SampleRegion.main
            let bucket = SampleLogs.logBucket
            let path =
                "AWSLogs/\(account.id)/CloudTrail-Digest/\(region)/\(end.folder)/"
                + "\(account.id)_CloudTrail-Digest_\(region)_\(SampleIncident.trail)_\(region)_"
                + "\(end.fileSecond).json.gz"
            let json: JSONText = [
                "awsAccountId": .text(account.id),
                "digestStartTime": .text(start.iso), "digestEndTime": .text(end.iso),
                "digestS3Bucket": .text(bucket), "digestS3Object": .text(path),
                "digestPublicKeyFingerprint": .text(DigestSigner.cloudTrail.fingerprint),
                "digestSignatureAlgorithm": "SHA256withRSA",
                "newestEventTime": logs.map(\.newest).max().map { .text($0.iso) } ?? .null,
                "oldestEventTime": logs.map(\.oldest).min().map { .text($0.iso) } ?? .null,
                "previousDigestS3Bucket": last == nil ? .null : .text(bucket),
                "previousDigestS3Object": last.map { .text($0.file.path) } ?? .null,
                "previousDigestHashValue": last.map { .text(SHA256.hex($0.file.json)) } ?? .null,
                "previousDigestHashAlgorithm": last == nil ? .null : "SHA-256",
                "previousDigestSignature": last.map { .text($0.signature) } ?? .null,
                "logFiles": .array(
                    logs.map { log in
                        [
                            "s3Bucket": .text(bucket), "s3Object": .text(log.file.path),
                            "hashValue": .text(SHA256.hex(log.file.json)),
                            "hashAlgorithm": "SHA-256", "newestEventTime": .text(log.newest.iso),
                            "oldestEventTime": .text(log.oldest.iso),
                        ]
                    }
                ),
            ]
            file = SampleLogs.File(path: path, json: json.bytes)
            let hash = SHA256.hex(json.bytes)
            let text = "\(end.iso)\n\(bucket)/\(path)\n\(hash)\n\(last?.signature ?? "null")"
            let signature = DigestSigner.cloudTrail.signature(of: text)
            // Without libcrypto nobody can sign; a placeholder keeps the files as long as they are.
            self.signature =
                signature.isEmpty ? String(repeating: "0", count: 512) : signature
        }
    }
}
