import AuditIndex
import Basics
import CloudTrail

/// The log files that are here, and which of them digests have named.
///
/// A file is found by its name, which has account, region, time and sixteen random letters: digests
/// cannot lead out of the folder, whatever they say.
struct NamedLogs {
    private var paths: [String: [LogPath]] = [:]
    private var taken: Set<String> = []

    init(_ logs: [LogPath]) {
        for path in logs { paths[Self.stem(path.name[...]), default: []].append(path) }
    }

    /// The files of a key's name, the one in the key's folder first; copies are read, too.
    mutating func take(_ key: String) -> [LogPath] {
        let bytes = Array(key.utf8)
        let slash = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let stem = Self.stem(bytes[slash...])
        guard let found = paths[stem] else { return [] }
        taken.insert(stem)
        let folder = bytes[..<max(slash - 1, 0)]
        func isInPlace(_ path: LogPath) -> Bool { path.folder.suffix(folder.count) == folder }
        return found.filter(isInPlace) + found.filter { !isInPlace($0) }
    }

    /// The files that no digest has named, by path.
    var rest: [LogPath] {
        paths.filter { !taken.contains($0.key) }.flatMap(\.value)
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// A name without its ending, which a copy that was unpacked has lost.
    private static func stem(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    }
}

/// Log files that no digest names, and what that means.
struct UnlistedLogs {
    /// Seconds by which the time in a file's name may be later than its delivery.
    private static let rounding: Int64 = 300
    /// Seconds after which a digest is late: they come each hour.
    private static let lateness: Int64 = 7_200

    private let logs: [LogPath]
    private let chains: [ChainReport]

    /// - parameters:
    ///   - logs: The files.
    ///   - chains: The trails of their region, of any of which they may be.
    init(_ logs: [LogPath], _ chains: [ChainReport]) {
        self.logs = logs
        self.chains = chains
    }

    /// Adds the findings to one of the chains.
    func add(to chains: inout [ChainReport]) {
        // With several trails, a file may be of any of them.
        guard
            let position = chains.indices.first(where: { !chains[$0].chain.isBackfill })
                ?? chains.indices.first
        else { return }
        chains[position].findings += findings
    }

    private var findings: [IntegrityFinding] {
        let covered = chains.filter { !$0.chain.isBackfill }.map(\.span)
        let gaps = spans(of: [.missingDigests, .notCovered])
        let off = spans(of: [.restart])
        let end = covered.map(\.upperBound).max() ?? .min
        let start = covered.map(\.lowerBound).min() ?? .max
        var findings: [IntegrityFinding] = []
        var pending: [Int64] = []
        for path in logs {
            let path = path.description
            guard let delivered = LogFileName(path).delivered?.seconds else { continue }
            if delivered >= end {
                pending.append(delivered)
                continue
            }
            // What is missing is said of the digests already.
            let isExplained =
                delivered < start + Self.rounding
                || gaps.contains {
                    $0.contains(delivered) || $0.contains(delivered - Self.rounding)
                }
            guard !isExplained else { continue }
            findings.append(
                IntegrityFinding(
                    kind: .unlistedLog,
                    file: path,
                    text: off.contains { $0.contains(delivered) }
                        ? "it is of a time when the trail was off: digests before the stop are "
                            + "missing, or it was put there"
                        : "no digest names it: it was put there, or is of a trail without digests"
                )
            )
        }
        guard let last = pending.max() else { return findings }
        let isLate = last - end > Self.lateness
        let files = pending.count == 1 ? "1 log file is" : "\(pending.count) log files are"
        findings.append(
            IntegrityFinding(
                kind: isLate ? .missingDigests : .pending,
                span: end..<max(last, end + 1),
                text: isLate
                    ? "\(files) later than the last digest, by hours: digests are missing"
                    : "\(files) later than the last digest, which comes each hour"
            )
        )
        return findings
    }

    private func spans(of kinds: Set<IntegrityFinding.Kind>) -> [Range<Int64>] {
        chains.flatMap(\.findings).compactMap { kinds.contains($0.kind) ? $0.span : nil }
    }
}
