import AuditIndex
import SecurityArchitecture

/// What was done in a session, call by call.
struct CallSummary {
    var name: String
    var count = 0
    var denied = 0
    var failed = 0

    /// `ssm:PutParameter ×3, 1 denied`.
    var text: String {
        var text = count == 1 ? name : "\(name) ×\(Count(count))"
        if denied == count {
            text += " denied"
        } else if denied > 0 {
            text += " (\(Count(denied)) denied)"
        }
        if failed > 0 { text += failed == count ? " failed" : " (\(Count(failed)) failed)" }
        return text
    }

    /// The calls of some uses, those of each action together, by the time of the first.
    static func summaries(of uses: [SessionUse]) -> [CallSummary] {
        var summaries: [CallSummary] = []
        for use in uses.sorted(by: { $0.first < $1.first }) {
            let name = ActionName.all(source: use.eventSource, name: use.eventName)[0]
            let position =
                summaries.firstIndex { $0.name == name }
                ?? {
                    summaries.append(CallSummary(name: name))
                    return summaries.count - 1
                }()
            summaries[position].count += use.count
            if use.flags.contains(.denied) {
                summaries[position].denied += use.count
            } else if use.flags.contains(.failed) {
                summaries[position].failed += use.count
            }
        }
        return summaries
    }

    /// The calls on one line, the first ones where there are many kinds.
    static func line(of uses: [SessionUse], most: Int = 12) -> String {
        let all = summaries(of: uses)
        let shown = all.prefix(most).map(\.text).joined(separator: ", ")
        return all.count > most ? "\(shown) and \(Count(all.count - most)) other calls" : shown
    }
}
