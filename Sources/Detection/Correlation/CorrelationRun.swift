/// What a correlation of a program found.
package struct CorrelationOutcome: Hashable, Sendable {
    /// The position of the correlation among the program's.
    package let correlation: Int
    /// The episode, as the evaluation gives it.
    package let result: CorrelationResult
    /// The ids of the events, ascending by time; those behind alerts of other correlations
    /// included.
    package let eventIDs: [String]
}

/// Evaluates the correlations of a program over what was observed in any order.
///
/// For example:
///
/// ```swift
/// var run = CorrelationRun(program)
/// for event in events {
///     _ = matcher.matches(event)
///     run.add(matcher.observations(of: event))
/// }
/// for outcome in run.outcomes() where program.correlations[outcome.correlation].raisesAlerts {
///     print(program.correlations[outcome.correlation].header.title, outcome.eventIDs)
/// }
/// ```
///
/// Windows slide by `eventTime`; logs come late and unordered, and so nothing is evaluated before
/// all has been added. What was observed of two workers can be added one after the other: the
/// outcome depends neither on the order nor on copies of events.
///
/// - complexity: O(n log n) in the observations. Memory is in proportion to the observations,
///   which only events have that match a rule of a correlation: about 200 bytes each.
package struct CorrelationRun: Sendable {
    private struct Key: Hashable {
        var correlation: Int
        var group: [String]
    }

    private let program: RuleProgram
    /// What the extended correlation types must know beside the events.
    package var context = AnomalyContext()
    private var hits: [Key: [CorrelationHit]] = [:]

    package init(_ program: RuleProgram) { self.program = program }

    /// Adds what was observed of an event.
    package mutating func add(_ observations: some Sequence<CorrelationObservation>) {
        for observation in observations {
            let key = Key(correlation: observation.correlation, group: observation.group)
            hits[key, default: []].append(observation.hit)
        }
    }

    /// What the correlations found, in their order, then by start and group.
    package func outcomes() -> [CorrelationOutcome] {
        var groups: [[[String]: [CorrelationHit]]] = Array(
            repeating: [:],
            count: program.correlations.count
        )
        for (key, hits) in hits { groups[key.correlation][key.group] = hits }
        var evidence: [CorrelationHitID: [String]] = [:]
        var found: [[CorrelationOutcome]] = Array(repeating: [], count: program.correlations.count)
        for index in program.evaluationOrder {
            for (group, hits) in groups[index] {
                for result in evaluate(index, group, hits) {
                    found[index].append(outcome(index, result, evidence))
                }
            }
            found[index].sort {
                ($0.result.start, $0.result.end) == ($1.result.start, $1.result.end)
                    ? $0.result.group.lexicographicallyPrecedes($1.result.group)
                    : ($0.result.start, $0.result.end) < ($1.result.start, $1.result.end)
            }
            pass(found[index], to: &groups, &evidence)
        }
        return found.flatMap { $0 }
    }

    private func evaluate(
        _ index: Int,
        _ group: [String],
        _ hits: [CorrelationHit]
    ) -> [CorrelationResult] {
        var window = CorrelationWindow(
            program.correlations[index].correlation.definition,
            group: group,
            context: context
        )
        var results: [CorrelationResult] = []
        let ordered = hits.sorted {
            ($0.time.seconds, $0.id, $0.rule) < ($1.time.seconds, $1.id, $1.rule)
        }
        for hit in ordered { window.add(hit) { results.append($0) } }
        window.finish { results.append($0) }
        return results
    }

    private func outcome(
        _ index: Int,
        _ result: CorrelationResult,
        _ evidence: [CorrelationHitID: [String]]
    ) -> CorrelationOutcome {
        var seen: Set<String> = []
        var eventIDs: [String] = []
        for event in result.events {
            for own in evidence[event.id] ?? [event.id.text] where seen.insert(own).inserted {
                eventIDs.append(own)
            }
        }
        return CorrelationOutcome(correlation: index, result: result, eventIDs: eventIDs)
    }

    /// Makes the alerts of a correlation events of those that refer to it.
    private func pass(
        _ outcomes: [CorrelationOutcome],
        to groups: inout [[[String]: [CorrelationHit]]],
        _ evidence: inout [CorrelationHitID: [String]]
    ) {
        guard let child = outcomes.first?.correlation else { return }
        let parents = Set(program.parents(of: child).map(\.correlation))
        guard !parents.isEmpty else { return }
        let definition = program.correlations[child].correlation.definition
        for outcome in outcomes {
            for alert in outcome.result.alerts(of: String(child), timespan: definition.timespan) {
                var ids: [String] = []
                for event in alert.events { ids += evidence[event.id] ?? [event.id.text] }
                evidence[alert.id] = ids
                for parent in parents {
                    add(alert, of: child, to: parent, &groups[parent])
                }
            }
        }
    }

    /// Makes an alert of one correlation an event of another.
    private func add(
        _ alert: CorrelationMatch,
        of child: Int,
        to parent: Int,
        _ groups: inout [[String]: [CorrelationHit]]
    ) {
        for (other, place) in program.parents(of: child) where other == parent {
            guard let join = program.join(alert.group, of: child, in: parent, at: place) else {
                continue
            }
            groups[join.group, default: []].append(alert.hit(rule: place, values: join.values))
        }
    }
}
