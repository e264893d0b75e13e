import CloudTrail
import SecurityArchitecture

extension MatchState {
    /// Groups that one event may join for one correlation; more is an attack on memory.
    private static let groupLimit = 1_000

    /// What correlations want to know of the event at hand.
    mutating func observations(
        time: EventTime,
        eventID: String,
        _ derived: (FactField) -> FactValue?
    ) -> [CorrelationObservation] {
        var observations: [CorrelationObservation] = []
        for rule in hits {
            for observer in program.observers.observers[rule] {
                let groups = tuples(observer.group.fields, derived)
                guard !groups.isEmpty else { continue }
                let values =
                    observer.measured.isEmpty ? [] : tuples(observer.measured.fields, derived)
                let hit = CorrelationHit(
                    time: time,
                    eventID: eventID,
                    rule: observer.rule,
                    values: values
                )
                for group in groups {
                    observations.append(
                        CorrelationObservation(
                            correlation: observer.correlation,
                            group: group,
                            hit: hit
                        )
                    )
                }
            }
        }
        return observations
    }

    /// The tuples of the texts that fields have; none where one of them has none.
    mutating func tuples(
        _ fields: [Int],
        _ derived: (FactField) -> FactValue?
    ) -> [[String]] {
        var tuples: [[String]] = [[]]
        for field in fields {
            var distinct: [String] = []
            var seen: Set<String> = []
            for text in texts(of: field, derived) where seen.insert(text).inserted {
                distinct.append(text)
            }
            var longer: [[String]] = []
            for tuple in tuples {
                for text in distinct where longer.count < Self.groupLimit {
                    longer.append(tuple + [text])
                }
            }
            tuples = longer
        }
        return tuples
    }

    private mutating func texts(
        of field: Int,
        _ derived: (FactField) -> FactValue?
    ) -> [String] {
        texts.candidates(field, derived).compactMap { candidate in
            // Of an object's two texts the compact JSON is the exact one.
            guard !texts.isRawText(candidate) else { return nil }
            return String(decoding: texts.text(candidate), as: UTF8.self)
        }
    }
}
