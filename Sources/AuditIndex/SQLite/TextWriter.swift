import Basics
import CloudTrail
import GRDB

/// Gives texts their numbers in the index's dictionaries.
///
/// It remembers numbers it has given or found, up to a bound, so that most texts cost no query.
/// What it does not remember is blanked before it is looked up: no credential gets into a
/// dictionary.
struct TextWriter {
    /// The texts remembered of each kind; about 10 MB in all for usual texts.
    private static let bound = 20_000
    /// The bytes of the longest text remembered: an attacker's may have millions.
    private static let longest = 512

    private var known = [NumberCache](repeating: NumberCache(), count: TextKind.allCases.count)
    private let finders: [HotStatement]
    private let inserters: [HotStatement]

    init(_ db: Database) throws {
        finders = try TextKind.allCases.map { kind in
            let condition =
                kind.columns.enumerated().map { "\($1) = ?\($0 + 1)" }.joined(separator: " AND ")
            return try HotStatement(db, sql: "SELECT id FROM \(kind.table) WHERE \(condition)")
        }
        inserters = try TextKind.allCases.map { kind in
            let columns = kind.columns
            let places = columns.indices.map { "?\($0 + 1)" }
            return try HotStatement(
                db,
                sql: """
                    INSERT INTO \(kind.table) (\(columns.joined(separator: ", ")))
                    VALUES (\(places.joined(separator: ", "))) RETURNING id
                    """
            )
        }
    }

    /// The index's numbers for the texts of a batch, by the batch's; 0 stays 0.
    mutating func numbers(_ kind: TextKind, of batch: IndexBatch) throws -> [Int64] {
        let table = batch.texts[kind.rawValue]
        var numbers: [Int64] = [0]
        numbers.reserveCapacity(table.count + 1)
        for number in 0..<table.count {
            let text = table.utf8(Int32(number + 1))
            let hash = table.hash(Int32(number + 1))
            if let known = known[kind.rawValue].number(of: text, hash) {
                numbers.append(known)
                continue
            }
            let parts = kind.columns.count == 1 ? [text] : parts(text, kind)
            var kept = parts.map { Blanking.bytes($0) ?? $0 }
            // Further columns are short, or a list that could not be read back.
            kept[0] = Self.capped(kept[0], kind)
            let id = try find(kind, kept) ?? insert(kind, kept)
            numbers.append(id)
            guard text.count <= Self.longest else { continue }
            if known[kind.rawValue].count >= Self.bound { known[kind.rawValue].removeAll() }
            known[kind.rawValue].insert(text, hash, id)
        }
        return numbers
    }

    /// What is kept of a text: of a longer one its beginning, and a hash that tells it from others
    /// of the same beginning.
    ///
    /// Its record has the rest.
    ///
    /// AWS allows ARNs of 2,048 bytes. A caller's user agent may have 100 KB, and another one in
    /// each call.
    static func capped(_ text: ArraySlice<UInt8>, _ kind: TextKind) -> ArraySlice<UInt8> {
        let limit = kind == .agent ? 1_024 : 2_048
        guard text.count > limit else { return text }
        var end = text.startIndex + limit - 24
        while end > text.startIndex, text[end] & 0xC0 == 0x80 { end -= 1 }
        return text[..<end] + Array("…#\(SHA256.hex(Array(text)).prefix(16))".utf8)
    }

    /// Forgets what a transaction that was rolled back may have given.
    mutating func forget() {
        for kind in known.indices { known[kind].removeAll() }
    }

    private func find(_ kind: TextKind, _ parts: [ArraySlice<UInt8>]) throws -> Int64? {
        bind(finders[kind.rawValue], parts)
        return try finders[kind.rawValue].integer()
    }

    private func insert(_ kind: TextKind, _ parts: [ArraySlice<UInt8>]) throws -> Int64 {
        bind(inserters[kind.rawValue], parts)
        guard let id = try inserters[kind.rawValue].integer() else {
            throw DatabaseError(message: "a text was inserted and has no number")
        }
        return id
    }

    private func bind(_ statement: HotStatement, _ parts: [ArraySlice<UInt8>]) {
        for (index, part) in parts.enumerated() {
            statement.bind(text: part, at: Int32(index + 1))
        }
    }

    /// The parts of a text, one for each column.
    private func parts(_ text: ArraySlice<UInt8>, _ kind: TextKind) -> [ArraySlice<UInt8>] {
        var parts = text.split(
            separator: 0,
            maxSplits: kind.columns.count - 1,
            omittingEmptySubsequences: false
        )
        while parts.count < kind.columns.count { parts.append([]) }
        return parts
    }
}

/// The dictionaries of the index: texts that events refer to by number.
public enum TextKind: Int, CaseIterable, Sendable {
    /// A service and the name of a call, separated by a zero byte while in a batch.
    case action
    /// Whom baselines rest on, and the person; see ``IndexedPrincipal/joined``.
    case principal
    /// A session's ARN.
    case session
    /// An account id.
    case account
    /// A region.
    case region
    /// What `sourceIPAddress` says: an address, a service, `AWS Internal`.
    case address
    /// What `userAgent` says.
    case agent
    /// An error code.
    case error
    /// An access key id.
    case accessKey
    /// The main resource of a call; a zero byte separates it from the others, a JSON array, while
    /// in a batch.
    case resource

    /// The dictionary's table; the column of `event` that refers to it has the same name.
    package var table: String {
        switch self {
        case .accessKey: "access_key"
        default: "\(self)"
        }
    }

    /// The columns that distinguish its texts, separated by zero bytes while in a batch.
    var columns: [String] {
        switch self {
        case .action: ["source", "name"]
        case .principal: ["text", "type", "role", "person"]
        case .resource: ["text", "others"]
        default: ["text"]
        }
    }

    /// Whether `activity` has the hours of these texts; `seen` has those of all others.
    var isInActivity: Bool { self == .action || self == .principal || self == .error }
}

/// How the index spells what it keeps in other forms.
enum EventText {
    /// What the error dictionary holds for failures that have a message and no code.
    static let failureWithoutCode = "(failure without a code)"
}
