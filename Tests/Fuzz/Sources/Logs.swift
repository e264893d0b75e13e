import Basics
import CloudTrail
import Foundation

/// What a reader made of a log.
private struct Reading: Equatable {
    var report = LogReport()
    var places: [RecordLocation] = []
    var contents: [UInt64?] = []

    init(_ read: (LogReader, LogReader.Handler) -> LogReport) {
        let limits = LogLimits(inflatedBytes: 1 << 20, recordBytes: 1 << 16)
        var places: [RecordLocation] = []
        var contents: [UInt64?] = []
        report = read(LogReader(limits: limits)) { record, location in
            places.append(location)
            if case .event(let event) = record {
                contents.append(event.contentHash())
                let canonical = try? Event(parsing: event.canonicalSpelling)
                require(canonical?.contentHash() == event.contentHash(), "not canonical")
            } else {
                contents.append(nil)
            }
            return true
        }
        (self.places, self.contents) = (places, contents)
        require(report.records == places.count, "records are counted otherwise")
        require(report.inflatedBytes <= limits.inflatedBytes, "more than allowed")
        for (one, next) in zip(places, places.dropFirst()) {
            require(one.offset + Int64(one.length) <= next.offset, "records overlap")
        }
    }

    /// The same however the bytes come: as a whole, or in pieces of a size.
    static func compare(_ bytes: [UInt8], pieces: Int) {
        let whole = Reading { $0.read(bytes: bytes, $1) }
        // A socket of packets gives one of them to each read.
        var ends: [Int32] = [0, 0]
        require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0, "no sockets")
        defer { close(ends[0]) }
        let size = max(pieces, bytes.count / 100 + 1)
        var start = 0
        while start < bytes.count {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            require(send(ends[1], piece, piece.count, 0) == piece.count, "not sent")
            start += piece.count
        }
        close(ends[1])
        let parts = Reading { $0.read(descriptor: ends[0], $1) }
        require(whole == parts, "\(whole)\nin pieces of \(size):\n\(parts)")
    }
}

/// Bytes as they are, be they compressed, an archive, or neither; the first says how they come.
enum Inflate {
    static func check(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        Reading.compare(Array(bytes.dropFirst()), pieces: Int(first) + 1)
    }
}

/// The text of a log.
enum Records {
    static func check(_ bytes: [UInt8]) {
        guard let first = bytes.first, !bytes.dropFirst().starts(with: [0x1f, 0x8b]) else { return }
        Reading.compare(Array(bytes.dropFirst()), pieces: Int(first) + 1)
    }
}

/// One record, against Foundation's reader of JSON.
enum EventFields {
    static func check(_ bytes: [UInt8]) {
        guard let event = try? Event(parsing: bytes) else { return }
        _ = (
            event.identity, event.outcome, event.mainResource, event.identifier, event.isAggregated
        )
        let blanked = Blanking.bytes(of: event)
        require(blanked, "blanking leaves something that is no JSON")
        guard
            let object = try? JSONSerialization.jsonObject(with: Data(event.record.spelling)),
            let fields = object as? [String: Any]
        else { return }
        for field in EventField.allCases {
            guard let theirs = fields[field.rawValue] as? String,
                event.record.members.filter({ $0.key == field.rawValue }).count == 1
            else { continue }
            let ours = event.text(field)
            require(
                ours.map { Array($0.unicodeScalars) == Array(theirs.unicodeScalars) } ?? false,
                "\(field): \(ours.debugDescription) for \(theirs.debugDescription)"
            )
        }
    }
}

extension Blanking {
    /// Whether a blanked record is one still, with the same keys at its top.
    fileprivate static func bytes(of event: Event) -> Bool {
        guard let blanked = try? JSONValue(parsing: Array(event.blankedJSON.utf8)) else {
            return false
        }
        return blanked.members.count == event.record.members.count
    }
}
