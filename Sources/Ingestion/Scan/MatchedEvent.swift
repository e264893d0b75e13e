import Basics
import CloudTrail
import Detection

/// The events that rules matched, by time, id and content; of copies the first by file comes first.
///
/// Texts in which credentials are blanked are all that it has of the log.
enum MatchedEvent {
    /// Writes an event, and the positions of the rules that tell of it.
    static func encode(
        _ event: Event,
        content: UInt64,
        file: String,
        rules: [Int],
        into record: inout SpoolRecord
    ) {
        let identity = event.identity
        let outcome = event.outcome
        let identifier = event.identifier
        record.removeAll()
        record.appendKey(event.time.seconds)
        record.appendKey(identifier.description)
        record.appendKey(identifier.isContent ? 1 : 0 as UInt16)
        record.appendKey(content)
        record.appendKey(file)
        record.append(rules.count)
        for rule in rules { record.append(rule) }
        record.append(outcome.isFailure ? 1 : 0)
        record.append(outcome.isDenied ? 1 : 0)
        record.append(identity.kind.rawValue)
        let recipient = event.text(.recipientAccountId) ?? ""
        let account = recipient.isEmpty ? identity.accountID : recipient
        for text in [
            event.text(.eventSource), event.text(.eventName), event.text(.awsRegion), account,
            event.text(.sourceIPAddress), event.text(.userAgent), outcome.errorCode,
            identity.accessKeyID, identity.principal, identity.role, identity.person,
            identity.session, event.mainResource,
        ] {
            record.append(text.flatMap { $0.isEmpty ? nil : Blanking.text($0) })
        }
    }

    /// How many bytes of a record all copies of an event have in common.
    static func keyLength(_ bytes: [UInt8]) -> Int {
        var reader = SpoolRecordReader(bytes)
        skipKey(&reader)
        return reader.position
    }

    private static func skipKey(_ reader: inout SpoolRecordReader) {
        _ = reader.signedKey()
        _ = reader.textKey()
        _ = reader.smallKey()
        _ = reader.wordKey()
    }

    /// Calls `body` with the position of each rule that an event matches.
    static func forEachRule(_ bytes: [UInt8], _ body: (Int) -> Void) {
        var reader = SpoolRecordReader(bytes)
        skipKey(&reader)
        _ = reader.textKey()
        for _ in 0..<max(reader.number(), 0) { body(reader.number()) }
    }

    /// The event, and the positions of the rules that tell of it.
    static func decode(_ bytes: [UInt8]) -> (event: ScanEvent, rules: [Int]) {
        var reader = SpoolRecordReader(bytes)
        let time = EventTime(seconds: reader.signedKey())
        let name = reader.textKey()
        let isContent = reader.smallKey() == 1
        _ = reader.wordKey()
        let file = reader.textKey()
        let rules = (0..<max(reader.number(), 0)).map { _ in reader.number() }
        let isFailure = reader.number() == 1
        let isDenied = reader.number() == 1
        let kind = PrincipalKind(rawValue: reader.number()) ?? .unknown
        var texts = (0..<13).map { _ in reader.optionalText() }[...]
        func next() -> String? { texts.removeFirst() }
        let event = ScanEvent(
            time: time,
            identifier: isContent ? EventIdentifier(contentName: name) : EventIdentifier(name),
            eventSource: next(),
            eventName: next(),
            awsRegion: next(),
            recipientAccountId: next(),
            sourceIPAddress: next(),
            userAgent: next(),
            errorCode: next(),
            accessKeyId: next(),
            principal: next(),
            principalType: kind,
            role: next(),
            person: next(),
            session: next(),
            resource: next(),
            isFailure: isFailure,
            isDenied: isDenied,
            file: file
        )
        return (event, rules)
    }
}

extension EventIdentifier {
    /// Whether the content stands in for an id.
    fileprivate var isContent: Bool {
        if case .content = self { return true }
        return false
    }

    /// What stands in for an id, as its description spells it.
    fileprivate init(contentName name: String) {
        let digits = name.suffix(32)
        self = .content(
            UInt64(digits.prefix(16), radix: 16) ?? 0,
            UInt64(digits.suffix(16), radix: 16) ?? 0
        )
    }
}
