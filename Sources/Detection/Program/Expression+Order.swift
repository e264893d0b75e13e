extension Expression {
    /// The same logic with what costs least asked first.
    var ordered: (expression: Expression, cost: Int) {
        switch self {
        case .test(let test): (self, test.cost)
        case .not(let part): (.not(part.ordered.expression), part.ordered.cost)
        case .all(let parts):
            Self.ordered(parts).map { (.all($0), $1) } ?? (self, 0)
        case .any(let parts):
            Self.ordered(parts).map { (.any($0), $1) } ?? (self, 0)
        }
    }

    private static func ordered(_ parts: [Expression]) -> (parts: [Expression], cost: Int)? {
        let ordered = parts.map(\.ordered)
        let sorted = ordered.enumerated().sorted {
            ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset)
        }
        return (sorted.map(\.element.expression), ordered.map(\.cost).max() ?? 0)
    }
}

extension Optional {
    fileprivate func map<A, B, R>(_ body: (A, B) -> R) -> R? where Wrapped == (parts: A, cost: B) {
        guard let self else { return nil }
        return body(self.parts, self.cost)
    }
}

extension FieldTest {
    /// Roughly what answering costs, for the order in which tests are asked.
    fileprivate var cost: Int {
        guard case .field(let name) = subject else { return 9 }
        if name == "eventSource" || name == "eventName" { return 0 }
        let isDerived = name.hasPrefix("audit.")
        switch matcher {
        case .exists, .null: return isDerived ? 5 : 1
        case .reference: return 6
        default: return isDerived ? 6 : name.contains(".") ? 3 : 2
        }
    }
}
