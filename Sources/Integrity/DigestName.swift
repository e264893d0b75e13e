import Basics
import CloudTrail

/// What the name of a digest file tells.
///
/// `ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_20260307T014500Z[_backfill].json.gz`; a trail
/// may have underscores in its name.
package struct DigestName: Hashable, Sendable {
    /// The trail in one region of one account, whose digests are a chain.
    package struct Chain: Hashable, Sendable, Comparable {
        package var account: String
        package var region: String
        package var trail: String
        /// The region that the trail was made in.
        package var homeRegion: String
        /// Whether the digests are of log files that were delivered days late.
        package var isBackfill: Bool

        package static func < (left: Chain, right: Chain) -> Bool {
            let (one, other) = (left.order, right.order)
            return one.lexicographicallyPrecedes(other)
        }

        private var order: [String] {
            [account, region, trail, homeRegion, isBackfill ? "1" : "0"]
        }
    }

    package var chain: Chain
    /// The end of the digest, in seconds since 1970.
    package var end: Int64

    /// Reads the name of a file, without folders; nil where it is none of a digest.
    package init?(_ name: String) {
        guard let dot = name.firstIndex(of: ".") else { return nil }
        var parts = name[..<dot].split(separator: "_", omittingEmptySubsequences: false)
            .map(String.init)
        let isBackfill = parts.last == "backfill"
        if isBackfill { parts.removeLast() }
        guard parts.count >= 6, parts[1] == "CloudTrail-Digest",
            let time = LogFileName(name).delivered
        else { return nil }
        chain = Chain(
            account: parts[0],
            region: parts[2],
            trail: parts[3..<(parts.count - 2)].joined(separator: "_"),
            homeRegion: parts[parts.count - 2],
            isBackfill: isBackfill
        )
        end = time.seconds
    }
}
