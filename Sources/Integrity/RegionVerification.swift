import AuditIndex
import Basics
import CloudTrail
import Ingestion

/// Verifies the trails of one region of an account.
struct RegionVerification {
    /// Threads for objects, which are waited for most of the time.
    private static let threadsOfObjects = 16
    /// Seconds by which the time in a file's name may be later than its delivery.
    private static let rounding: Int64 = 300
    /// Seconds after which a digest is late: they come each hour.
    private static let lateness: Int64 = 7_200

    private let key: RegionKey
    private let files: RegionFiles
    private let options: TrailVerifier.Options
    /// Called after each file; false to stop.
    private let goesOn: @Sendable () -> Bool

    init(
        _ key: RegionKey,
        _ files: RegionFiles,
        _ options: TrailVerifier.Options,
        goesOn: @escaping @Sendable () -> Bool
    ) {
        self.key = key
        self.files = files
        self.options = options
        self.goesOn = goesOn
    }

    func run(_ report: inout IntegrityReport) throws {
        report.logs += files.logs.count
        var findings: [IntegrityFinding] = []
        let digests = try read(&findings)
        report.findings += findings
        guard !digests.isEmpty else {
            if files.digests.isEmpty { report.logsWithoutDigests += files.logs.count }
            return
        }
        let keys = try keys(for: digests, &report)
        var named = NamedLogs(files.logs)
        var chains: [ChainReport] = []
        for (name, digests) in Dictionary(grouping: digests, by: \.name.chain)
            .sorted(by: { $0.key < $1.key })
        {
            let digests = try unique(digests, &report.findings)
            let chain = DigestChain(name, try signed(digests), keys: keys)
            chains.append(verify(chain, &named))
        }
        addUnlisted(named, &chains)
        report.chains += chains
    }

    private var threads: Int {
        let paths = files.digests.first?.path ?? files.logs.first
        let areObjects = paths.flatMap { ObjectLocation($0) } != nil
        return areObjects ? max(options.jobs, Self.threadsOfObjects) : options.jobs
    }

    // MARK: - Digests

    private func read(_ findings: inout [IntegrityFinding]) throws -> [FoundDigest] {
        let objects = options.objects
        let goesOn = goesOn
        let results = files.digests.map { ($0.path, $0.name) }.concurrentMap(
            threads: threads,
            with: { ContentCheck(objects: objects) },
            { check, file -> Result<FoundDigest, TextFault>? in
                guard goesOn() else { return nil }
                let (path, name) = file
                do throws(TextFault) {
                    let facts = try check.facts(of: path, keepsBytes: true).get()
                    let digest = try Digest(facts.bytes, hash: facts.hash)
                    return .success(
                        FoundDigest(
                            path: path,
                            name: name,
                            digest: digest,
                            members: facts.members
                        )
                    )
                } catch {
                    return .failure(error)
                }
            }
        )
        var digests: [FoundDigest] = []
        for (file, result) in zip(files.digests, results) {
            switch result {
            case .success(let digest): digests.append(digest)
            case .failure(let fault):
                findings.append(
                    IntegrityFinding(
                        kind: .unreadableDigest,
                        file: file.path.description,
                        text: "\(fault)"
                    )
                )
            case nil: break
            }
        }
        return digests
    }

    /// Leaves of several copies of a digest one; copies that differ are a finding.
    private func unique(
        _ digests: [FoundDigest],
        _ findings: inout [IntegrityFinding]
    ) throws -> [FoundDigest] {
        var known: [String: FoundDigest] = [:]
        var unique: [FoundDigest] = []
        for found in digests.sorted(by: { $0.shownPath < $1.shownPath }) {
            guard let other = known[found.digest.key] else {
                known[found.digest.key] = found
                unique.append(found)
                continue
            }
            let isSame = other.digest.hash == found.digest.hash
            findings.append(
                IntegrityFinding(
                    kind: isSame ? .copy : .fork,
                    file: found.shownPath,
                    text: isSame
                        ? "another copy of it is at \(other.shownPath)"
                        : "it says something else than \(other.shownPath), under the same name"
                )
            )
            // Which of them is true, the digest after it says.
            if !isSame { unique.append(found) }
        }
        return unique
    }

    /// Asks S3 for the signatures that no digest has.
    private func signed(_ digests: [FoundDigest]) throws -> [FoundDigest] {
        guard let objects = options.objects else { return digests }
        let followed = Set(digests.compactMap(\.digest.previous?.key))
        return digests.map { found in
            guard !followed.contains(found.digest.key), let location = ObjectLocation(found.path)
            else { return found }
            var found = found
            found.signature = (try? objects.metadata(of: location))?["signature"]
            return found
        }
    }

    private func keys(
        for digests: [FoundDigest],
        _ report: inout IntegrityReport
    ) throws -> PublicKeys {
        var keys = options.keys
        let isComplete = digests.allSatisfy { keys[$0.digest.fingerprint] != nil }
        guard !isComplete, let fetch = options.fetchKeys,
            let first = digests.map(\.digest.start).min(),
            let last = digests.map(\.digest.end).max()
        else { return keys }
        do {
            keys.add(try fetch(key.region, first..<max(last, first + 1)))
        } catch {
            report.problems.append(("public keys of \(key.region)", "\(error)"))
        }
        return keys
    }

    // MARK: - Log files

    private func verify(_ chain: DigestChain, _ named: inout NamedLogs) -> ChainReport {
        var report = ChainReport(chain: chain.chain, span: Self.span(of: chain.digests))
        report.digests = chain.digests.count
        report.signed = chain.signed.count
        report.empty = chain.digests.count { $0.digest.logFiles.isEmpty }
        report.coveredSeconds = Self.seconds(
            of: chain.signed.map { chain.digests[$0].digest.start..<chain.digests[$0].digest.end }
        )
        report.findings = chain.findings
        var wanted: [(file: Digest.LogFile, path: LogPath)] = []
        var seen: [String: String] = [:]
        for found in chain.digests {
            // The first digest of a day names files of the day before, which are not looked at.
            for file in found.digest.logFiles where options.selection.contains(file.key) {
                if let hash = seen.updateValue(file.hash, forKey: file.key) {
                    // A backfill names again what came late; two hashes cannot both be right.
                    if hash == file.hash { continue }
                }
                report.logs += 1
                if let path = named.take(file.key) {
                    wanted.append((file, path))
                } else {
                    report.findings.append(
                        IntegrityFinding(
                            kind: .missingLog,
                            file: ShownText.line(file.key, limit: 400),
                            span: found.digest
                                .start..<max(found.digest.end, found.digest.start + 1),
                            text: "it was delivered, and is not here"
                        )
                    )
                }
            }
        }
        let objects = options.objects
        let goesOn = goesOn
        let results = wanted.map(\.path).concurrentMap(
            threads: threads,
            with: { ContentCheck(objects: objects) },
            { check, path in goesOn() ? check.facts(of: path) : nil }
        )
        for ((file, path), result) in zip(wanted, results) {
            guard let result else { continue }
            if let finding = Self.finding(file, path, result) {
                report.findings.append(finding)
            } else {
                report.unchanged += 1
            }
        }
        addUncovered(&report)
        return report
    }

    private static func finding(
        _ file: Digest.LogFile,
        _ path: LogPath,
        _ result: Result<ContentFacts, TextFault>
    ) -> IntegrityFinding? {
        func finding(_ kind: IntegrityFinding.Kind, _ text: String) -> IntegrityFinding {
            IntegrityFinding(kind: kind, file: path.description, text: text)
        }
        switch result {
        case .failure(let fault): return finding(.unreadableLog, "\(fault)")
        case .success(let facts):
            guard facts.hash == file.hash else {
                return finding(.changedLog, "its content is not what CloudTrail delivered")
            }
            guard facts.members == 1 else {
                return finding(
                    .appendedLog,
                    "\(facts.members - 1) more gzip members follow what CloudTrail delivered; readers "
                        + "take them for records"
                )
            }
            return nil
        }
    }

    /// Says what of the span that was asked for the chain does not cover.
    private func addUncovered(_ report: inout ChainReport) {
        guard let span = options.span, !report.chain.isBackfill else { return }
        func add(_ gap: Range<Int64>) {
            report.findings.append(
                IntegrityFinding(
                    kind: .notCovered,
                    span: gap,
                    text: "no digests cover this time"
                )
            )
        }
        if span.lowerBound > .min, report.span.lowerBound > span.lowerBound {
            add(span.lowerBound..<report.span.lowerBound)
        }
        if span.upperBound < .max, report.span.upperBound < span.upperBound {
            add(report.span.upperBound..<span.upperBound)
        }
    }

    /// Says of log files that no digest names what that means.
    private func addUnlisted(_ named: NamedLogs, _ chains: inout [ChainReport]) {
        let rest = named.rest
        guard !rest.isEmpty else { return }
        // With several trails, the file may be of any of them.
        let position = chains.indices.first { !chains[$0].chain.isBackfill } ?? 0
        let covered = chains.filter { !$0.chain.isBackfill }.map(\.span)
        let gaps = chains.flatMap(\.findings).compactMap { finding -> Range<Int64>? in
            [.missingDigests, .notCovered].contains(finding.kind) ? finding.span : nil
        }
        let off = chains.flatMap(\.findings).compactMap { $0.kind == .restart ? $0.span : nil }
        let end = covered.map(\.upperBound).max() ?? .min
        let start = covered.map(\.lowerBound).min() ?? .max
        var pending: [Int64] = []
        for log in rest {
            let path = log.path.description
            if log.isCopy {
                chains[position].findings.append(
                    IntegrityFinding(
                        kind: .copy,
                        file: path,
                        text: "another file of this name was verified"
                    )
                )
                continue
            }
            let name = LogFileName(path)
            guard let delivered = name.delivered?.seconds else { continue }
            if delivered >= end {
                pending.append(delivered)
            } else if delivered < start + Self.rounding {
                continue
            } else if gaps.contains(where: {
                $0.contains(delivered) || $0.contains(delivered - Self.rounding)
            }) {
                continue
            } else {
                chains[position].findings.append(
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
        }
        guard let last = pending.max() else { return }
        let isLate = last - end > Self.lateness
        let files = pending.count == 1 ? "1 log file is" : "\(pending.count) log files are"
        chains[position].findings.append(
            IntegrityFinding(
                kind: isLate ? .missingDigests : .pending,
                span: end..<max(last, end + 1),
                text: isLate
                    ? "\(files) later than the last digest, by hours: digests are missing"
                    : "\(files) later than the last digest, which comes each hour"
            )
        )
    }

    private static func span(of digests: [FoundDigest]) -> Range<Int64> {
        let start = digests.map(\.digest.start).min() ?? 0
        let end = digests.map(\.digest.end).max() ?? 0
        return start..<max(start, end)
    }

    /// The seconds in some spans, each once.
    static func seconds(of spans: [Range<Int64>]) -> Int64 {
        var end = Int64.min
        var seconds: Int64 = 0
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            seconds += max(0, span.upperBound - max(span.lowerBound, end))
            end = max(end, span.upperBound)
        }
        return seconds
    }
}

/// The log files that are here, and which of them digests have named.
///
/// A file is found by its name, which has account, region, time and sixteen random letters: digests
/// cannot lead out of the folder, whatever they say.
private struct NamedLogs {
    private struct Entry {
        var paths: [LogPath]
        var taken: Int?
    }

    private var entries: [String: Entry] = [:]

    init(_ logs: [LogPath]) {
        for path in logs {
            entries[Self.stem(path.name[...]), default: Entry(paths: [])].paths.append(path)
        }
    }

    /// The file for a key; of several, the one in the key's folder.
    mutating func take(_ key: String) -> LogPath? {
        let bytes = Array(key.utf8)
        let slash = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let stem = Self.stem(bytes[slash...])
        guard var entry = entries[stem] else { return nil }
        let folder = key.utf8.prefix(max(slash - 1, 0))
        let taken =
            entry.paths.firstIndex { path in
                path.folder.count >= folder.count
                    && path.folder.suffix(folder.count) == Array(folder)[...]
            } ?? 0
        entry.taken = taken
        entries[stem] = entry
        return entry.paths[taken]
    }

    /// The files that no digest has named, and further copies of those that one has.
    var rest: [(path: LogPath, isCopy: Bool)] {
        entries.values.flatMap { entry in
            entry.paths.enumerated().filter { $0.offset != entry.taken }
                .map { (path: $0.element, isCopy: entry.taken != nil) }
        }
        .sorted { $0.path.description < $1.path.description }
    }

    /// A name without its ending, which a copy that was unpacked has lost.
    private static func stem(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    }
}
