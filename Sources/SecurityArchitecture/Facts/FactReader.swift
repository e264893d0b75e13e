import CloudTrail

/// Gives single derived fields of events, and finds out no more of their facts than these take.
///
/// For example:
///
/// ```swift
/// let reader = FactReader(Classifier(architecture))
/// for event in events {
///     reader.begin()
///     if reader.value(of: .principalKind, in: event) == .text("root") { report(event) }
/// }
/// ```
///
/// Rules ask of nearly every event what the caller is, and of few what these touch: the values
/// are the same as those of the event's ``Facts``, which take several times as long.
///
/// - complexity: O(n) in the bytes of what is asked for, where it is not known from another event.
/// - note: A reader belongs to one thread at a time.
public final class FactReader {
    private let classifier: Classifier
    private var principal: PrincipalFacts?
    private var facts: Facts?

    /// Makes a reader.
    public init(_ classifier: Classifier) { self.classifier = classifier }

    /// Turns to another event.
    public func begin() {
        principal = nil
        facts = nil
    }

    /// The value of a field; nil where it does not apply.
    ///
    /// - parameters:
    ///   - field: The field.
    ///   - event: The event, the same since ``begin()``.
    public func value(of field: FactField, in event: Event) -> FactValue? {
        if let facts { return facts.value(of: field, in: event) }
        switch field {
        case .principalKind:
            return .text(classifier.kind(of: principal(of: event), in: event).rawValue)
        case .principalName: return FactValue(text: principal(of: event).principal.name)
        case .principalEnvironment:
            return FactValue(text: principal(of: event).environment?.name)
        case .forwarded: return .boolean(principal(of: event).isForwarded)
        case .network: return .text(classifier.network(of: event, principal(of: event)).name)
        case .environment:
            return FactValue(text: classifier.account(of: event, principal(of: event))?.name)
        case .denied: return .boolean(event.outcome.isDenied)
        case .failed: return .boolean(event.outcome.isFailure)
        case .action: return FactValue(text: event.actionNames.first)
        case .contract where !classifier.mayBreach(principal(of: event), in: event): return nil
        default: return allFacts(of: event).value(of: field, in: event)
        }
    }

    private func principal(of event: Event) -> PrincipalFacts {
        if let principal { return principal }
        let found = classifier.principal(of: event)
        principal = found
        return found
    }

    private func allFacts(of event: Event) -> Facts {
        let made = classifier.facts(for: event)
        facts = made
        return made
    }
}

extension FactValue {
    /// A text; nil where there is none.
    init?(text: String?) {
        guard let text, !text.isEmpty else { return nil }
        self = .text(text)
    }
}
