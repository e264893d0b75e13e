import AuditIndex
import Basics
import Delivery

/// An alert of which people are to be notified, and what has happened to it.
struct News {
    /// The alert's number.
    let id: Int64
    let kind: AlertNotice.Kind
    let level: Severity
    /// The time of its first event.
    let began: Int64
    /// Whom and what it has that it had not at the last notice; empty unless it is that alone
    /// by which it has grown.
    let new: Set<String>

    init(_ alert: AlertRecord, _ kind: AlertNotice.Kind) {
        id = alert.id
        self.kind = kind
        level = Severity(alert.level)
        began = alert.began
        let hasRisen = alert.notified.map { Severity($0.level) < Severity(alert.level) } ?? true
        new = kind == .grew && !hasRisen ? NotificationPolicy.newcomers(alert) : []
    }

    /// The names of what is new; nil where that is not what people are notified of.
    var newNames: String? {
        guard !new.isEmpty else { return nil }
        let names = [AlertEntity.principal, .secret].flatMap { kind in
            kind.names(in: new.sorted()).map { name in
                "\(kind == .secret ? "secret " : "")"
                    + (kind == .secret ? name : String(name.split(separator: "/").last ?? ""))
            }
        }
        return AlertFields.list(names)
    }
}

/// Finds news that only say what other news of the same run say.
struct NewsComparison {
    /// The alerts whose news are said by others.
    private(set) var repeated: Set<Int64> = []
    private let news: [News]
    /// What each of the news says, as far as any other could repeat it.
    private var said: [Set<String>] = []
    /// Which of the news say a name, those of the most serious alerts first.
    private var saying: [String: [Int]] = [:]

    /// - complexity: O(n log n) in the news where one of the most serious says it all.
    init(_ news: [News], _ store: AlertStore) throws {
        self.news = news
        let wanted = news.reduce(into: Set<String>()) { $0.formUnion($1.new) }
        guard !wanted.isEmpty else { return }
        said = try news.map { item in
            guard item.kind == .opened else { return item.new }
            return wanted.intersection(try store.alert(item.id)?.entities ?? [])
        }
        let order = news.indices.sorted {
            (news[$1].level, news[$0].id) < (news[$0].level, news[$1].id)
        }
        for index in order {
            for name in said[index] { saying[name, default: []].append(index) }
        }
        for index in news.indices where isRepeated(index) { repeated.insert(news[index].id) }
    }

    private func isRepeated(_ index: Int) -> Bool {
        let others = news[index].new.map { saying[$0] ?? [] }.min { $0.count < $1.count }
        return others?.contains { saysAll($0, of: index) } ?? false
    }

    /// Whether some news say all that is new about another alert, which has only grown.
    private func saysAll(_ index: Int, of other: Int) -> Bool {
        let (left, right) = (news[index], news[other])
        guard left.id != right.id, left.kind == .opened || left.kind == .grew,
            left.level >= right.level, right.new.isSubset(of: said[index])
        else { return false }
        // Of two that say the same about each other, one is left.
        return left.level > right.level || left.kind == .opened || said[index] != right.new
            || left.id < right.id
    }
}
