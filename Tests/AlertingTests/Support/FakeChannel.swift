import Alerting
import Basics

@testable import Delivery

/// A channel that answers as a test says, and remembers what it was asked.
struct FakeChannel: DeliveryChannel {
    /// What it was asked to deliver.
    struct Request: Hashable {
        var notice: AlertNotice
        var thread: String?
    }

    private struct State {
        var answers: [DeliveryOutcome]
        var requests: [Request] = []
    }

    let name: String
    private let state: Locked<State>

    /// Makes a channel; when it has given its answers, all is delivered.
    init(_ name: String = "fake", answers: [DeliveryOutcome] = []) {
        self.name = name
        state = Locked(State(answers: answers))
    }

    var requests: [Request] { state.withLock { $0.requests } }
    var notices: [AlertNotice] { requests.map(\.notice) }

    func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        state.withLock { state in
            state.requests.append(Request(notice: notice, thread: thread))
            return state.answers.isEmpty ? .delivered(thread: nil) : state.answers.removeFirst()
        }
    }
}
