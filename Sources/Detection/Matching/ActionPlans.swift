import CloudTrail

/// What each pair of eventSource and eventName leaves of the rules.
///
/// It is found out when an action is first met, and kept for the events that follow. A log that
/// has ever new actions makes it forget all at once.
struct ActionPlans {
    /// A rule that further tests decide about, and the branch where these begin.
    struct Open {
        var rule: Int32
        var entry: Int32
    }

    /// What an action leaves, as ranges of the lists of all.
    struct Plan {
        var certain: Range<Int>
        var open: Range<Int>
    }

    struct Draft {
        var certain: [Int32] = []
        var open: [Open] = []
    }

    private static let limit = 16_384

    private(set) var certain: [Int32] = []
    private(set) var open: [Open] = []
    private var plans: [Plan] = []
    private var table = TextTable()
    private var scratch: [UInt8] = []

    /// The number of an event's action, or -1 where it has none that decides tests.
    @inline(__always)
    mutating func number(of event: Event) -> Int {
        if table.count >= Self.limit, table.count == plans.count { removeAll() }
        guard let number = event.internPlainAction(in: &table, scratch: &scratch) else { return -1 }
        return Int(number) - 1
    }

    /// Whether there is no plan for an action yet.
    func isNew(_ action: Int) -> Bool { action >= plans.count }

    subscript(action: Int) -> Plan { plans[action] }

    /// The source and name of an action.
    func names(of action: Int) -> (source: String, name: String) {
        let text = table.utf8(Int32(action + 1))
        let source = text.prefix { $0 != 0 }
        return (
            String(decoding: source, as: UTF8.self),
            String(decoding: text.dropFirst(source.count + 1), as: UTF8.self)
        )
    }

    /// Keeps the plan of the newest action.
    mutating func append(_ draft: Draft) {
        let plan = Plan(
            certain: certain.count..<certain.count + draft.certain.count,
            open: open.count..<open.count + draft.open.count
        )
        certain += draft.certain
        open += draft.open
        plans.append(plan)
    }

    private mutating func removeAll() {
        table.removeAll()
        plans.removeAll(keepingCapacity: true)
        certain.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
    }
}
