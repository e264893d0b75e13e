import AuditIndex
import Basics
import CloudTrail
import Foundation
import Ingestion

/// Verifies that log files are those that CloudTrail delivered, and all of them.
///
/// For example:
///
/// ```swift
/// let report = TrailVerifier(options).verify(["dump/AWSLogs"])
/// report.isProven       // every file is there and unchanged, in all hours
/// report.allFindings    // else what is not
/// ```
///
/// CloudTrail signs each hour what it delivered in it, and chains these digests. Every digest's
/// signature is verified with CloudTrail's public keys, the chain by what each digest says of the one
/// before, and each log file by its hash. What no digest names, and what is behind the first gzip
/// member of a file, is found as well.
///
/// - complexity: O(n) in inflated bytes, on `jobs` threads. Memory is some 150 bytes for each file, and
///   the digests of one region of an account.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html>
package final class TrailVerifier: Sendable {
    package struct Options: Sendable {
        package var keys = PublicKeys()
        /// Asked for the public keys of a region between two times, where there are none at hand.
        package var fetchKeys: (@Sendable (String, Range<Int64>) throws -> PublicKeys)?
        /// The days, accounts and regions that are verified.
        package var selection = LogSelection()
        /// The seconds since 1970 that are to be covered; nil for what the digests cover.
        package var span: Range<Int64>?
        package var objects: (any ObjectStore)?
        package var jobs = ProcessInfo.processInfo.activeProcessorCount

        package init() {}
    }

    private let options: Options
    private let isStopped = Locked(false)

    package init(_ options: Options) { self.options = options }

    /// Ends as soon as the files that are being hashed are done; from any thread.
    package func stop() { isStopped.withLock { $0 = true } }

    private var shouldStop: Bool { isStopped.withLock { $0 } }

    /// Verifies what is below some paths.
    package func verify(_ paths: [String]) -> IntegrityReport {
        let inventory = LogInventory(
            paths,
            selection: options.selection,
            objects: options.objects
        ) { self.shouldStop }
        var report = IntegrityReport()
        report.problems = inventory.problems.map { ($0.path, $0.reason) }
        var regions: [RegionKey: RegionFiles] = [:]
        for path in inventory.files {
            let name = String(decoding: path.name, as: UTF8.self)
            if let digest = DigestName(name) {
                let key = RegionKey(account: digest.chain.account, region: digest.chain.region)
                regions[key, default: RegionFiles()].digests.append((path, digest))
            } else if name.contains("_CloudTrail_"), case let log = LogFileName(name),
                let account = log.account, let region = log.region
            {
                let key = RegionKey(account: account, region: region)
                regions[key, default: RegionFiles()].logs.append(path)
            }
        }
        for (key, files) in regions.sorted(by: { $0.key < $1.key }) where !shouldStop {
            RegionVerification(key, files, options) { !self.shouldStop }.run(&report)
        }
        report.wasInterrupted = shouldStop
        return report
    }
}

/// A region of an account.
struct RegionKey: Hashable, Comparable {
    var account: String
    var region: String

    static func < (left: RegionKey, right: RegionKey) -> Bool {
        (left.account, left.region) < (right.account, right.region)
    }
}

/// The files of a region of an account.
struct RegionFiles {
    var digests: [(path: LogPath, name: DigestName)] = []
    var logs: [LogPath] = []
}
