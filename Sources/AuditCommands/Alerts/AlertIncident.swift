import AuditIndex
import Basics

/// Alerts about one address or principal, the worst first.
struct AlertIncident {
    /// nil where an alert stands alone.
    var about: String?
    var alerts: [AlertHeadline]

    var level: Severity { Self.level(alerts[0]) }

    /// Groups alerts by the address or principal that most of them share, then the rest by the
    /// next, until no two share one.
    ///
    /// - returns: The incidents, the worst first.
    /// - complexity: O(n log n) in the alerts and what they are about.
    static func incidents(_ alerts: [AlertHeadline]) -> [AlertIncident] {
        let alerts = alerts.sorted { left, right in
            level(left) == level(right)
                ? (left.began, left.id) < (right.began, right.id) : level(left) > level(right)
        }
        var shared = SharedNames(alerts.map { Set(names($0)) })
        var incidents: [(first: Int, incident: AlertIncident)] = []
        while let (name, members) = shared.removeMost() {
            let incident = AlertIncident(about: shown(name), alerts: members.map { alerts[$0] })
            incidents.append((members[0], incident))
        }
        incidents += shared.rest.map { ($0, AlertIncident(about: nil, alerts: [alerts[$0]])) }
        incidents.sort { left, right in
            let (one, other) = (left.incident, right.incident)
            if one.level != other.level { return one.level > other.level }
            if one.alerts.count != other.alerts.count {
                return one.alerts.count > other.alerts.count
            }
            return left.first < right.first
        }
        return incidents.map(\.incident)
    }

    private static func level(_ alert: AlertHeadline) -> Severity {
        Severity(rawValue: alert.level) ?? .informational
    }

    private static func names(_ alert: AlertHeadline) -> [String] {
        AlertEntity.address.names(in: alert.entities).filter(SharedNames.isAddress)
            + AlertEntity.principal.names(in: alert.entities)
    }

    private static func shown(_ name: String) -> String {
        SharedNames.isAddress(name)
            ? name : name.split(separator: "/").last.map(String.init) ?? name
    }
}

/// The names that alerts share, and which of them most share.
///
/// Counts only ever fall, so a name whose count has fallen is put back behind the others when it
/// comes up, and not at each fall.
private struct SharedNames {
    private struct Entry {
        var count: Int
        var isAddress: Bool
        var name: String

        /// Of two that as many share, an address says more than who used it.
        static func < (left: Entry, right: Entry) -> Bool {
            if left.count != right.count { return left.count < right.count }
            if left.isAddress != right.isAddress { return right.isAddress }
            return right.name < left.name
        }
    }

    private let names: [Set<String>]
    private var members: [String: [Int]] = [:]
    private var counts: [String: Int] = [:]
    private var isTaken: [Bool]
    /// A heap, the greatest first.
    private var heap: [Entry] = []

    init(_ names: [Set<String>]) {
        self.names = names
        isTaken = Array(repeating: false, count: names.count)
        for (index, names) in names.enumerated() {
            for name in names { members[name, default: []].append(index) }
        }
        members = members.filter { $0.value.count > 1 }
        counts = members.mapValues(\.count)
        // A sorted array is a heap.
        heap = counts.map { Entry(count: $1, isAddress: Self.isAddress($0), name: $0) }
            .sorted { $1 < $0 }
    }

    /// The alerts that share no name with others.
    var rest: [Int] { isTaken.indices.filter { !isTaken[$0] } }

    /// Takes out those that share the name that most share.
    mutating func removeMost() -> (name: String, members: [Int])? {
        while let first = heap.first {
            let count = counts[first.name] ?? 0
            if count == first.count {
                let found = (members[first.name] ?? []).filter { !isTaken[$0] }
                for index in found {
                    isTaken[index] = true
                    for name in names[index] where counts[name] != nil { counts[name]? -= 1 }
                }
                return (first.name, found)
            }
            if count > 1 {
                heap[0].count = count
            } else if let last = heap.popLast(), !heap.isEmpty {
                heap[0] = last
            }
            if !heap.isEmpty { sink() }
        }
        return nil
    }

    /// Moves the first down to where it belongs.
    private mutating func sink() {
        var index = 0
        while true {
            var greatest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && heap[greatest] < heap[child] { greatest = child }
            guard greatest != index else { return }
            heap.swapAt(index, greatest)
            index = greatest
        }
    }

    static func isAddress(_ name: String) -> Bool { IPAddress(name) != nil }
}
