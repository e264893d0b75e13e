import AuditIndex
import AuditTestSupport
import Basics
import Foundation
import Ingestion
import Testing

@testable import Integrity

/// What verifying finds of logs that somebody has changed, and of those that nobody has.
@Suite(.enabled(if: DigestSigner.isAvailable, Comment(rawValue: DigestSigner.missing)))
struct TamperingTests {
    /// A trail of two chains, as a copy has it.
    private struct Copy {
        var files: [String: [UInt8]]
        let trail: DigestTrail

        /// Twelve hours, a stop, four hours without a trail, six hours.
        private static let made = {
            var trail = DigestTrail()
            for hour in 0..<12 { trail.addHour(logs: [2, 0, 1, 3][hour % 4]) }
            trail.stop(afterMinutes: 20)
            trail.wait(hours: 4)
            for hour in 0..<6 { trail.addHour(logs: hour % 3) }
            return trail
        }()

        init() {
            trail = Self.made
            files = trail.files
        }

        /// The report about the files in a folder.
        func verify(
            _ span: Range<Int64>? = nil,
            selection: LogSelection = LogSelection()
        ) throws -> IntegrityReport {
            try TemporaryFolder.with { folder in
                for (key, bytes) in files { try folder.write(bytes, to: "copy/\(key)") }
                var options = TrailVerifier.Options()
                options.keys = try PublicKeys(json: trail.publicKeys)
                options.selection = selection
                options.span = span
                options.jobs = 2
                return TrailVerifier(options).verify([folder.path("copy")])
            }
        }

        /// The whole time of the trail.
        var span: Range<Int64> { 1_772_325_031..<trail.time }

        func digest(_ number: Int) -> DigestTrail.Made { trail.digests[number] }
    }

    private static func kinds(_ report: IntegrityReport) -> Set<IntegrityFinding.Kind> {
        Set(report.allFindings.map(\.kind))
    }

    @Test
    func `A copy of a trail is proven but for its newest digest`() throws {
        let copy = Copy()
        let report = try copy.verify(copy.span)
        #expect(report.isProven)
        #expect(Self.kinds(report) == [.newest, .restart])
        let chain = try #require(report.chains.first)
        #expect(report.chains.count == 1 && chain.chain.trail == "acme_trail")
        // Of the chain before the stop, the last is as unproven as the newest of all.
        #expect(chain.digests == 19 && chain.signed == 17)
        #expect(chain.logs == chain.unchanged && chain.logs == 25)
        // The last digests of the two chains name three of them.
        #expect(chain.proven == 22)
        #expect(chain.empty == 5)
        #expect(report.allFindings.count { $0.kind == .newest } == 2)
    }

    @Test
    func `A copy that somebody has made up is not proven, whatever its digests say`() throws {
        // Every digest begins a chain, so that none is missing and none needs a signature.
        var forged = DigestTrail()
        forged.signer = .other
        for _ in 0..<5 {
            forged.stop(afterMinutes: 50)
            forged.wait(hours: 1)
        }
        var copy = Copy()
        copy.files = forged.files
        let report = try copy.verify()
        #expect(!report.isProven)
        #expect(report.allFindings.count { $0.kind == .unsignedDigest } == 5)
        #expect(report.chains.first?.proven == 0)
    }

    @Test
    func `A log file that is here twice is proven twice, and counts once`() throws {
        var copy = Copy()
        let log = copy.digest(3).logs[0]
        copy.files["second/\(log)"] = copy.files[log]
        let report = try copy.verify(copy.span)
        #expect(report.isProven && report.chains.first?.unchanged == 25)
        #expect(report.allFindings.count { $0.kind == .copy } == 1)
    }

    @Test
    func `Signatures of S3 prove the newest digests, too`() throws {
        let copy = Copy()
        let digests = try copy.trail.digests.map { made in
            let name = made.key.split(separator: "/").last.map(String.init) ?? ""
            return FoundDigest(
                path: LogPath(folder: Array("/copy".utf8), name: Array(name.utf8)),
                name: try #require(DigestName(name)),
                digest: try Digest(made.json, hash: made.hash),
                members: 1,
                signature: made.signature
            )
        }
        let chain = DigestChain(
            digests[0].name.chain,
            digests,
            keys: try PublicKeys(json: copy.trail.publicKeys)
        )
        #expect(chain.signed.count == 19)
        #expect(Set(chain.findings.map(\.kind)) == [.restart])
    }

    @Test
    func `Of some days, the files of the day before are not missed`() throws {
        var trail = DigestTrail()
        for _ in 0..<60 { trail.addHour(logs: 2) }
        var copy = Copy()
        copy.files = trail.files
        var selection = LogSelection()
        selection.firstDay = 1_772_325_031 / 86_400 + 1
        let start = (selection.firstDay ?? 0) * 86_400 + 3_600
        let report = try copy.verify(start..<(start + 3_600), selection: selection)
        #expect(report.isProven, "\(report.allFindings)")
        #expect(report.chains.first?.digests == 37)
    }

    /// Something that is done to a copy.
    private enum Tampering: CaseIterable {
        case logRemoved, logChanged, logAppended, logCut, logAdded, logsSwapped, logEmptied
        case digestRemoved, threeDigestsRemoved, newestTwoRemoved, oldestTwoRemoved
        case lastBeforeTheStopRemoved
        case digestChanged, digestAppended, digestCut, digestNotJSON, digestsSwapped
        case digestForgedWithItsLog, digestSignedByAnother, startForgedAmidTheChain, forked
        case copiesDiffer, copyOfALogDiffers

        /// Does it.
        ///
        /// - returns: What has to be found of it.
        func apply(_ copy: inout Copy) -> IntegrityFinding.Kind {
            let logs = copy.digest(3).logs
            let digest = copy.digest(5)
            switch self {
            case .logRemoved:
                copy.files[logs[1]] = nil
                return .missingLog
            case .logChanged:
                copy.files[logs[1]] = Gzip.compress(DigestTrail.log(99, at: 1_772_336_000))
                return .changedLog
            case .logAppended:
                copy.files[logs[1], default: []] +=
                    Gzip.compress(DigestTrail.log(99, at: 1_772_336_000))
                return .appendedLog
            case .logCut:
                copy.files[logs[1]]?.removeLast(9)
                return .unreadableLog
            case .logEmptied:
                copy.files[logs[1]] = []
                return .unreadableLog
            case .logAdded:
                let key = copy.trail.logKey(at: 1_772_343_000, "ZzZzZzZzZzZzZzZz")
                copy.files[key] = Gzip.compress(DigestTrail.log(99, at: 1_772_343_000))
                return .unlistedLog
            case .logsSwapped:
                (copy.files[logs[1]], copy.files[logs[2]]) =
                    (copy.files[logs[2]], copy.files[logs[1]])
                return .changedLog
            case .digestRemoved:
                copy.files[digest.key] = nil
                return .missingDigests
            case .threeDigestsRemoved:
                for number in 4...6 { copy.files[copy.digest(number).key] = nil }
                return .missingDigests
            case .newestTwoRemoved:
                for number in 17...18 { copy.files[copy.digest(number).key] = nil }
                return .notCovered
            case .oldestTwoRemoved:
                for number in 0...1 { copy.files[copy.digest(number).key] = nil }
                return .notCovered
            case .lastBeforeTheStopRemoved:
                copy.files[copy.digest(12).key] = nil
                return .unlistedLog
            case .digestChanged:
                copy.files[digest.key] = Gzip.compress(Self.without(logs: 1, digest.json))
                return .changedDigest
            case .digestAppended:
                copy.files[digest.key, default: []] += Gzip.compress(Array("x".utf8))
                return .appendedDigest
            case .digestCut:
                copy.files[digest.key]?.removeLast(20)
                return .unreadableDigest
            case .digestNotJSON:
                copy.files[digest.key] = Gzip.compress(Array("nothing".utf8))
                return .unreadableDigest
            case .digestsSwapped:
                copy.files[digest.key] = copy.files[copy.digest(6).key]
                return .misplacedDigest
            case .digestForgedWithItsLog:
                // The log's new hash stands in the digest; nobody could sign that.
                let log = DigestTrail.log(99, at: 1_772_336_000)
                let old = SHA256.hex(Gzip.inflate(copy.files[copy.digest(6).logs[0]] ?? []) ?? [])
                copy.files[copy.digest(6).logs[0]] = Gzip.compress(log)
                let text = String(decoding: copy.digest(6).json, as: UTF8.self)
                    .replacing(old, with: SHA256.hex(log))
                copy.files[copy.digest(6).key] = Gzip.compress(Array(text.utf8))
                return .changedDigest
            case .digestSignedByAnother:
                // A whole chain of the same names, by somebody else's key.
                var forged = DigestTrail()
                forged.signer = .other
                for hour in 0..<12 { forged.addHour(logs: [2, 0, 1, 3][hour % 4]) }
                for digest in forged.digests { copy.files[digest.key] = forged.files[digest.key] }
                return .unknownKey
            case .startForgedAmidTheChain:
                let text = String(decoding: digest.json, as: UTF8.self)
                let start = text.replacing(
                    /"previousDigest(\w+)":"[^"]*"/,
                    with: { "\"previousDigest\($0.output.1)\":null" }
                )
                copy.files[digest.key] = Gzip.compress(Array(start.utf8))
                return .brokenChain
            case .forked:
                let name = digest.key.replacing("acme_trail", with: "acme_trail")
                    .replacing("/05", with: "/06").replacing("T063031Z", with: "T064031Z")
                let text = String(decoding: digest.json, as: UTF8.self)
                    .replacing(digest.key, with: name)
                    .replacing("T06:30:31Z", with: "T06:40:31Z")
                copy.files[name] = Gzip.compress(Array(text.utf8))
                return .fork
            case .copyOfALogDiffers:
                copy.files["second/\(logs[1])"] =
                    Gzip.compress(DigestTrail.log(99, at: 1_772_336_000))
                return .changedLog
            case .copiesDiffer:
                copy.files["second/\(digest.key)"] =
                    Gzip.compress(Self.without(logs: 1, digest.json))
                return .fork
            }
        }

        /// A digest that names fewer log files.
        static func without(logs: Int, _ json: [UInt8]) -> [UInt8] {
            let text = String(decoding: json, as: UTF8.self)
            guard let list = text.range(of: "\"logFiles\":[") else { return json }
            return Array((text[..<list.upperBound] + "]} ").utf8)
        }
    }

    @Test(arguments: Tampering.allCases)
    private func `What was done to a copy is found`(tampering: Tampering) throws {
        var copy = Copy()
        let kind = tampering.apply(&copy)
        let report = try copy.verify(copy.span)
        #expect(!report.isProven)
        #expect(Self.kinds(report).contains(kind), "\(report.allFindings)")
    }

    @Test
    func `Any of many random changes is found`() throws {
        let original = Copy()
        let keys = original.files.keys.sorted()
        // Of the newest digest nothing in the copy is a proof.
        let unproven = Set([original.digest(18).key, original.digest(12).key])
        var random = SeededRandom(seed: 19)
        for round in 0..<40 {
            var copy = original
            let key = keys.filter { !unproven.contains($0) }.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<4, using: &random) {
            case 0: copy.files[key] = nil
            case 1:
                var bytes = Gzip.inflate(copy.files[key] ?? []) ?? []
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                copy.files[key] = Gzip.compress(bytes)
            case 2:
                let count = copy.files[key]?.count ?? 2
                copy.files[key]?.removeLast(Int.random(in: 1..<count, using: &random))
            default: copy.files[key, default: []] += Gzip.compress([0x20])
            }
            let report = try copy.verify(copy.span)
            #expect(!report.isProven, "round \(round): \(key)")
        }
    }
}
