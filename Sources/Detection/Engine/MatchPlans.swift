import CloudTrail

/// What an event's action, caller and outcome leave of the rules.
///
/// It is found out when such an event is first met, and kept for those that follow: most are of
/// few kinds, and leave nothing. A log that has ever new kinds makes it forget all at once.
struct MatchPlans {
    /// A rule that further tests decide about, and the branch of the plans where these begin.
    struct Open {
        var rule: Int32
        var entry: Int32
    }

    /// What is left, as ranges of the lists of all.
    struct Plan {
        var certain: Range<Int>
        var open: Range<Int>
    }

    struct Draft {
        var certain: [Int32] = []
        var open: [Open] = []
    }

    private static let limit = 16_384
    private static let branchLimit = 1 << 18

    private(set) var certain: [Int32] = []
    private(set) var open: [Open] = []
    /// What is left of rules' logic, for all plans.
    private(set) var branches: [Branch] = []
    private var plans: [Plan] = []
    private var numbers: [UInt64: Int32] = [:]
    /// What the numbers of actions belong to.
    private var generation = 0

    /// Starts an event; forgets what has grown too much, or is about other numbers of actions.
    @inline(__always)
    mutating func begin(_ generation: Int) {
        if plans.count >= Self.limit || branches.count >= Self.branchLimit
            || self.generation != generation
        {
            self.generation = generation
            forgetKinds()
        }
    }

    /// The plan for events of a kind, if there is one yet.
    func number(_ kind: EventKind) -> Int? { numbers[kind.key].map { Int($0) } }

    subscript(plan: Int) -> Plan { plans[plan] }

    /// Keeps a plan, and gives its number.
    mutating func add(_ draft: Draft, for kind: EventKind) -> Int {
        let plan = Plan(
            certain: certain.count..<certain.count + draft.certain.count,
            open: open.count..<open.count + draft.open.count
        )
        certain += draft.certain
        open += draft.open
        numbers[kind.key] = Int32(plans.count)
        plans.append(plan)
        return plans.count - 1
    }

    /// Keeps a branch for the plan that is being made.
    mutating func add(_ branch: Branch) -> Int32 {
        branches.append(branch)
        return Int32(branches.count - 1)
    }

    /// Forgets all plans.
    mutating func forgetKinds() {
        numbers.removeAll(keepingCapacity: true)
        plans.removeAll(keepingCapacity: true)
        certain.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        branches.removeAll(keepingCapacity: true)
    }
}

/// What decides the tests that a plan answers: events of one kind have the same answers to them.
struct EventKind {
    /// What is said of `readOnly`.
    enum Reading: UInt8 {
        case nothing, isTrue, isFalse
        /// Something else, so that tests must look.
        case other
    }

    /// The number of the action.
    var action: Int
    /// The class of the caller; 0 where it is not known.
    var callers: Int32 = 0
    var reading = Reading.other
    /// Whether nothing in the record indicates a failure.
    var isClean = false

    var key: UInt64 {
        UInt64(action) << 32 | UInt64(UInt32(bitPattern: callers)) << 3
            | UInt64(reading.rawValue) << 1 | (isClean ? 1 : 0)
    }

    /// Whether the kind already answers the tests of a field with this decider.
    func decides(_ decider: ProgramField.Decider) -> Bool {
        switch decider {
        case .action: true
        case .caller: callers > 0
        case .reading: reading != .other
        case .outcome: isClean
        case .event: false
        }
    }
}
