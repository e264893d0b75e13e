/// The events of a group that happened in one second, each once.
struct CorrelationInstant: Sendable {
    /// An event, whichever rules it matched.
    struct Event: Sendable {
        let id: ExactText
        /// The positions of the rules, ascending.
        var rules: [Int]
        /// The measured tuples of all its rules.
        ///
        /// Rules that see the same are counted once: the event has the values, not the match.
        var values: [[ExactText]]
        fileprivate var valueLists: Set<[[ExactText]]>
    }

    let time: Int64
    private(set) var events: [Event] = []
    private var positions: [ExactText: Int] = [:]

    init(time: Int64) { self.time = time }

    mutating func add(_ hit: CorrelationHit, keepingValues: Bool) {
        let values = keepingValues ? hit.values.map { $0.map(ExactText.init) } : []
        let id = ExactText(hit.eventID)
        guard let position = positions[id] else {
            positions[id] = events.count
            events.append(
                Event(
                    id: id,
                    rules: [hit.rule],
                    values: values,
                    valueLists: values.isEmpty ? [] : [values]
                )
            )
            return
        }
        let place = events[position].rules.firstIndex { $0 >= hit.rule }
        if let place {
            // A copy of a hit says nothing new, even where its values differ.
            guard events[position].rules[place] != hit.rule else { return }
            events[position].rules.insert(hit.rule, at: place)
        } else {
            events[position].rules.append(hit.rule)
        }
        if !values.isEmpty, events[position].valueLists.insert(values).inserted {
            events[position].values += values
        }
    }
}
