import AuditIndex
import Basics
import CloudTrail
import Ingestion

/// What a file's content is known by.
struct ContentFacts: Hashable, Sendable {
    /// The hash of the first gzip member, or of a file that is not gzip; 64 hexadecimal digits.
    var hash: String
    /// The gzip members.
    ///
    /// CloudTrail writes one; a reader of the file reads what follows it, too.
    var members: Int
    /// The content of the first member, where it was asked for.
    var bytes: [UInt8] = []
}

/// Hashes files, for one thread.
final class ContentCheck {
    /// The bytes of the longest digest: that of an hour of 300,000 log files.
    private static let digestLimit = 128 << 20

    private let reader = ContentReader()
    private let hash = ContentHash()
    private let objects: (any ObjectStore)?

    init(objects: (any ObjectStore)?) { self.objects = objects }

    /// Hashes a file.
    ///
    /// - parameter keepsBytes: Whether the content is kept, up to a limit.
    /// - returns: Why it could not be read, where that is so.
    func facts(of path: LogPath, keepsBytes: Bool = false) -> Result<ContentFacts, TextFault> {
        do throws(ObjectFault) {
            return facts(of: try OpenLog(path, objects: objects), keepsBytes)
        } catch {
            return .failure(TextFault(error.reason))
        }
    }

    private func facts(
        of log: consuming OpenLog,
        _ keepsBytes: Bool
    ) -> Result<ContentFacts, TextFault> {
        hash.begin()
        var bytes: [UInt8] = []
        do throws(LogDamage) {
            let members = try log.content(with: reader) { piece, member in
                guard member == 1 else { return }
                hash.update(piece)
                if keepsBytes, bytes.count < Self.digestLimit { bytes += piece }
            }
            return .success(ContentFacts(hash: hash.end(), members: members, bytes: bytes))
        } catch {
            return .failure(TextFault(error.description))
        }
    }
}
