import AuditIndex
import Basics

/// A digest that was found.
struct FoundDigest: Sendable {
    var path: LogPath
    var name: DigestName
    var digest: Digest
    /// The gzip members of the file.
    var members: Int
    /// What S3 has beside the object; nil where the copy has lost it.
    var signature: String?

    var shownPath: String { path.description }
}

/// Verifies the digests of a chain: their signatures, and that none is missing between them.
///
/// A copy has lost the signatures, which S3 keeps beside the objects. Each digest has that of the one
/// before it, so that only the newest of a chain, and the last before a gap, stay without.
struct DigestChain {
    /// Seconds between hours that adjoin; digests begin at the second at which the last one ends.
    private static let adjoining: Int64 = 1
    private static let hour: Int64 = 3_600
    /// Seconds after a key's validity in which it may still have signed.
    private static let grace: Int64 = 7_200

    let chain: DigestName.Chain
    /// By time.
    let digests: [FoundDigest]
    let keys: PublicKeys

    /// The digests whose signature is CloudTrail's, by position.
    private(set) var signed: Set<Int> = []
    private(set) var findings: [IntegrityFinding] = []
    /// The digests that are signed with a key that is not at hand, by its fingerprint.
    private var unknownKeys: [String: [FoundDigest]] = [:]

    init(_ chain: DigestName.Chain, _ digests: [FoundDigest], keys: PublicKeys) {
        self.chain = chain
        self.digests = digests.sorted {
            ($0.digest.end, $0.digest.start, $0.digest.key)
                < ($1.digest.end, $1.digest.start, $1.digest.key)
        }
        self.keys = keys
        verifySignatures()
        verifyOrder()
        for found in self.digests where found.members > 1 {
            add(
                .appendedDigest,
                found,
                "\(found.members - 1) more gzip members follow the one that CloudTrail wrote"
            )
        }
        let buckets = Set(self.digests.map(\.digest.bucket))
        if buckets.count > 1 {
            let names = buckets.sorted().map { ShownText.line($0, limit: 80) }
            add(.movedBucket, nil, nil, "the trail has used \(names.joined(separator: ", "))")
        }
    }

    private mutating func add(
        _ kind: IntegrityFinding.Kind,
        _ found: FoundDigest?,
        span: Range<Int64>? = nil,
        _ text: String
    ) {
        add(kind, found?.shownPath, span, text)
    }

    private mutating func add(
        _ kind: IntegrityFinding.Kind,
        _ file: String?,
        _ span: Range<Int64>?,
        _ text: String
    ) {
        findings.append(IntegrityFinding(kind: kind, file: file, span: span, text: text))
    }

    // MARK: - Signatures

    private mutating func verifySignatures() {
        // A digest is known by its key, whatever folder the copy has it in.
        var successors: [String: [Int]] = [:]
        for (position, found) in digests.enumerated() {
            if let previous = found.digest.previous {
                successors[previous.key, default: []].append(position)
            }
        }
        for (position, found) in digests.enumerated() {
            guard isInPlace(found) else { continue }
            let next = successors[found.digest.key]?.first { $0 != position }
            if let next, let previous = digests[next].digest.previous,
                previous.hash != found.digest.hash
            {
                add(
                    .changedDigest,
                    found,
                    "its content is not what the digest after it says; its log files prove nothing"
                )
                continue
            }
            let signature =
                next.flatMap { digests[$0].digest.previous?.signature } ?? found.signature
            guard let signature else {
                addUnsigned(found, isNewest: position == digests.count - 1)
                continue
            }
            if verify(found, signature) { signed.insert(position) }
        }
        for (fingerprint, digests) in unknownKeys.sorted(by: { $0.key < $1.key }) {
            let digests = digests.count == 1 ? "1 digest" : "\(digests.count) digests"
            add(
                .unknownKey,
                unknownKeys[fingerprint]?.first,
                "its key, \(ShownText.line(fingerprint, limit: 40)), is not among the public keys, so "
                    + "that \(digests) and their log files are not proven"
            )
        }
    }

    /// Says of a digest without a signature what follows from that.
    ///
    /// The last of a chain has at least CloudTrail's signature of the one before it. Anybody can
    /// write a digest that has none.
    private mutating func addUnsigned(_ found: FoundDigest, isNewest: Bool) {
        let previous = found.digest.previous?.key
        guard let previous, signed.contains(where: { digests[$0].digest.key == previous }) else {
            add(
                .unsignedDigest,
                found,
                "nothing here is signed by CloudTrail that speaks for it; its own signature is in S3 "
                    + "alone: verify it over s3://"
            )
            return
        }
        add(
            .newest,
            found,
            isNewest
                ? "the newest digest: its signature is in S3 alone, and in the next digest"
                : "nothing after it has its signature, which is in S3 alone"
        )
    }

    /// Whether a digest says itself that it is this file.
    private mutating func isInPlace(_ found: FoundDigest) -> Bool {
        let name = String(decoding: found.path.name, as: UTF8.self)
        let digest = found.digest
        let ownName = digest.key.split(separator: "/").last.map(String.init) ?? ""
        if Self.stem(ownName) == Self.stem(name), digest.account == found.name.chain.account,
            abs(digest.end - found.name.end) <= Self.adjoining
        {
            return true
        }
        add(
            .misplacedDigest,
            found,
            "it is the digest \(ShownText.line(ownName, limit: 120)) under another name"
        )
        return false
    }

    /// A name without its ending, which a copy that was unpacked has lost.
    private static func stem(_ name: String) -> Substring { name.prefix { $0 != "." } }

    private mutating func verify(_ found: FoundDigest, _ signature: String) -> Bool {
        let digest = found.digest
        guard let key = keys[digest.fingerprint] else {
            unknownKeys[digest.fingerprint, default: []].append(found)
            return false
        }
        guard let bytes = Self.bytes(signature),
            let isValid = key.isSignature(bytes, of: digest.signedText), isValid
        else {
            add(
                .changedDigest,
                found,
                "its signature is not CloudTrail's; its log files prove nothing"
            )
            return false
        }
        guard key.start - Self.grace <= digest.end, digest.end <= key.end + Self.grace else {
            let end = EventTime(seconds: key.end).description
            add(.expiredKey, found, "its key was valid until \(end), before the digest was made")
            return false
        }
        return true
    }

    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0, digits.count <= 2_048 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    // MARK: - Order

    private mutating func verifyOrder() {
        // Files that came late have digests of their own, when there were some.
        guard !chain.isBackfill else { return }
        for (position, found) in digests.enumerated() {
            guard position > 0 else {
                if let previous = found.digest.previous {
                    let name = previous.key.split(separator: "/").last.map(String.init) ?? ""
                    add(
                        .begins,
                        found,
                        "earlier digests are not here; the one before it is "
                            + ShownText.line(name, limit: 120)
                    )
                }
                continue
            }
            verify(found, after: digests[position - 1])
        }
    }

    private mutating func verify(_ found: FoundDigest, after last: FoundDigest) {
        let digest = found.digest
        let gap = digest.start - last.digest.end
        if gap < -Self.adjoining {
            add(
                .fork,
                found,
                span: digest.start..<max(last.digest.end, digest.start + 1),
                "it begins before the digest \(name(last)) ends: one of them is not of this chain"
            )
            return
        }
        if let previous = digest.previous {
            if previous.key == last.digest.key {
                if gap > Self.adjoining { missing(last.digest.end..<digest.start, found, "hours") }
                return
            }
            guard gap > Self.adjoining else {
                add(
                    .brokenChain,
                    found,
                    "it follows another digest than \(name(last)), which ends where it begins"
                )
                return
            }
            missing(last.digest.end..<digest.start, found, "digests")
            return
        }
        let span = last.digest.end..<max(digest.start, last.digest.end + 1)
        if gap <= Self.adjoining {
            add(
                .brokenChain,
                found,
                "it begins a new chain, though the digest \(name(last)) ends where it begins"
            )
            return
        }
        // A trail that is stopped gets a last digest up to that second.
        let isWhole = last.digest.end - last.digest.start >= Self.hour
        add(
            .restart,
            found,
            span: span,
            "the trail was off, and began a new chain"
                + (isWhole
                    ? "; the digest before is of a whole hour, so that one up to the stop may be missing"
                    : "")
        )
    }

    private mutating func missing(_ span: Range<Int64>, _ found: FoundDigest, _ what: String) {
        let hours = max(1, (Int64(span.count) + Self.hour / 2) / Self.hour)
        add(
            .missingDigests,
            found,
            span: span,
            "\(what) of \(hours == 1 ? "1 hour" : "\(hours) hours") are missing; what was delivered then is not proven"
        )
    }

    private func name(_ found: FoundDigest) -> String {
        ShownText.line(String(decoding: found.path.name, as: UTF8.self), limit: 140)
    }
}
