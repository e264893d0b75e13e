import AuditIndex
import Basics
import CloudTrail
import Ingestion

/// Verifies the trails of one region of an account.
struct RegionVerification {
    private let key: RegionKey
    private let files: RegionFiles
    private let options: TrailVerifier.Options
    /// Asked before each file; false to stop.
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

    func run(_ report: inout IntegrityReport) {
        report.logs += files.logs.count
        var findings: [IntegrityFinding] = []
        let digests = read(&findings)
        report.findings += findings
        guard !digests.isEmpty else {
            if files.digests.isEmpty { report.logsWithoutDigests += files.logs.count }
            return
        }
        let keys = keys(for: digests, &report)
        var named = NamedLogs(files.logs)
        var chains: [ChainReport] = []
        for (name, digests) in Dictionary(grouping: digests, by: \.name.chain)
            .sorted(by: { $0.key < $1.key })
        {
            let digests = unique(digests, &report.findings)
            let chain = DigestChain(name, signed(digests), keys: keys)
            chains.append(verify(chain, &named))
        }
        UnlistedLogs(named.rest, chains).add(to: &chains)
        report.chains += chains
    }

    private var threads: Int {
        let paths = files.digests.first?.path ?? files.logs.first
        let areObjects = paths.flatMap { ObjectLocation($0) } != nil
        return areObjects ? max(options.jobs, ObjectLocation.threads) : options.jobs
    }

    // MARK: - Digests

    private func read(_ findings: inout [IntegrityFinding]) -> [FoundDigest] {
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
    ) -> [FoundDigest] {
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
    private func signed(_ digests: [FoundDigest]) -> [FoundDigest] {
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
    ) -> PublicKeys {
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
        var wanted: [(file: Digest.LogFile, path: LogPath, isCopy: Bool, isSigned: Bool)] = []
        var seen: [String: String] = [:]
        for (position, found) in chain.digests.enumerated() {
            let isSigned = chain.signed.contains(position)
            // The first digest of a day names files of the day before, which are not looked at.
            for file in found.digest.logFiles where options.selection.contains(file.key) {
                if let hash = seen.updateValue(file.hash, forKey: file.key) {
                    // A backfill names again what came late; two hashes cannot both be right.
                    if hash == file.hash { continue }
                }
                report.logs += 1
                let paths = named.take(file.key)
                if !paths.isEmpty {
                    wanted += paths.map { (file, $0, $0 != paths[0], isSigned) }
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
        for ((file, path, isCopy, isSigned), result) in zip(wanted, results) {
            guard let result else { continue }
            if let finding = Self.finding(file, path, result) {
                report.findings.append(finding)
            } else if isCopy {
                report.findings.append(
                    IntegrityFinding(
                        kind: .copy,
                        file: path.description,
                        text: "it is a copy of another file here, as unchanged as that"
                    )
                )
            } else {
                report.unchanged += 1
                if isSigned { report.proven += 1 }
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
