/// What eventSource and eventName must be for an expression to hold.
///
/// It only ever says too little: nil means anything. It is told of events in which the two are
/// plain texts; for others every rule is a candidate.
struct ActionPins {
    /// Folded names of sources; nil for any.
    var sources: Set<String>?
    /// Folded names of events; nil for any.
    var names: Set<String>?

    private init(sources: Set<String>? = nil, names: Set<String>? = nil) {
        self.sources = sources
        self.names = names
    }

    init(_ expression: Expression, isNegated: Bool) {
        switch expression {
        case .not(let part): self.init(part, isNegated: !isNegated)
        case .test(let test): self = isNegated ? ActionPins() : ActionPins(test)
        case .all(let parts) where !isNegated, .any(let parts) where isNegated:
            self.init()
            for part in parts {
                let pins = ActionPins(part, isNegated: isNegated)
                sources = Self.both(sources, pins.sources)
                names = Self.both(names, pins.names)
            }
        case .all(let parts), .any(let parts):
            // Nothing at all holds for no event.
            self.init(sources: [], names: [])
            for part in parts {
                let pins = ActionPins(part, isNegated: isNegated)
                sources = Self.either(sources, pins.sources)
                names = Self.either(names, pins.names)
            }
        }
    }

    private init(_ test: FieldTest) {
        self.init()
        guard case .field(let field) = test.subject, case .text(let pattern) = test.matcher,
            let literal = pattern.literal
        else { return }
        let folded = CaseFolding.folded(String(decoding: literal, as: UTF8.self))
        switch field {
        case "eventSource": sources = [folded]
        case "eventName": names = [folded]
        default: break
        }
    }

    private static func both(_ left: Set<String>?, _ right: Set<String>?) -> Set<String>? {
        guard let left else { return right }
        guard let right else { return left }
        return left.intersection(right)
    }

    private static func either(_ left: Set<String>?, _ right: Set<String>?) -> Set<String>? {
        guard let left, let right else { return nil }
        return left.union(right)
    }
}
