import AuditIndex

/// What an event filter means, in plain Swift over whole events.
struct NaiveFilter {
    var filter: EventFilter

    func passes(_ event: IndexedEvent) -> Bool {
        let time = event.time.seconds
        guard filter.since.map({ time >= $0 }) ?? true, filter.until.map({ time < $0 }) ?? true
        else { return false }
        return filter.conditions.allSatisfy { holds($0.test, event) != $0.isExcluded }
    }

    private func holds(_ test: EventFilter.Condition.Test, _ event: IndexedEvent) -> Bool {
        switch test {
        case .flags(let flags): return event.flags.isSuperset(of: flags)
        case .matches(let subject, let patterns):
            return Self.texts(subject, event).contains { text in
                patterns.contains { $0.matches(text) }
            }
        case .secrets, .environments, .rules:
            preconditionFailure("an event alone does not tell; JudgedSearchTests reads its record")
        case .contains(let part):
            let wanted = part.lowercased()
            if Self.texts(event).contains(where: { $0.lowercased().contains(wanted) }) {
                return true
            }
            switch event.identifier {
            case .text(let id): return id.lowercased().contains(wanted)
            case .uuid, .content:
                let digits = wanted.filter { $0 != "-" }
                let id = event.identifier.description.split(separator: "content-").joined()
                return digits.count >= 4 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
                    && id.filter { $0 != "-" }.contains(digits)
            }
        }
    }

    /// The texts that a filter's subject looks at.
    static func texts(_ subject: EventFilter.Condition.Subject, _ event: IndexedEvent) -> [String] {
        switch subject {
        case .text(.resource): event.resources
        case .text(let kind): [event[kind]].compactMap(\.self)
        case .service: [event.service].compactMap(\.self)
        case .name: [event.name].compactMap(\.self)
        case .role: [event.role].compactMap(\.self)
        case .person, .caller: [event.person].compactMap(\.self)
        }
    }

    private static func texts(_ event: IndexedEvent) -> [String] {
        let kinds = TextKind.allCases.filter { $0 != .action && $0 != .principal }
        var texts = kinds.compactMap { event[$0] } + event.otherResources
        if event.service != nil || event.name != nil {
            texts.append("\(event.service ?? "") \(event.name ?? "")")
        }
        if let principal = event.principal {
            texts.append(
                "\(principal) \(event.principalType ?? "") \(event.role ?? "") \(event.person ?? "")"
            )
        }
        return texts
    }
}

extension IndexedEvent {
    /// Where the event comes among all: by time, then by id, texts before UUIDs, then by content.
    static func isBefore(_ left: IndexedEvent, _ right: IndexedEvent) -> Bool {
        if left.time != right.time { return left.time < right.time }
        switch (left.identifier, right.identifier) {
        case (.text(let one), .text(let other)):
            if one != other { return one.utf8.lexicographicallyPrecedes(other.utf8) }
        case (.text, _): return true
        case (_, .text): return false
        default:
            let (one, other) = (left.halves, right.halves)
            if one != other { return one < other }
        }
        return left.content < right.content
    }

    private var halves: (UInt64, UInt64) {
        switch identifier {
        case .uuid(let high, let low), .content(let high, let low): (high, low)
        case .text: (0, 0)
        }
    }

    /// What tells the event from all others.
    var key: String { "\(time) \(identifier) \(content)" }
}
