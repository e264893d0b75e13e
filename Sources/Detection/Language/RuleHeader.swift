import Basics

/// What rules, correlations and filters say about themselves.
package struct RuleHeader: Hashable, Sendable {
    /// The file that the document is in, as the loader was told.
    package var file: String
    /// Whether it is the program's own, whose file is no file of the disk.
    package var isBuiltin = false
    /// The line at which the document begins, from 1.
    package var line: Int
    /// A UUID in lower case; ids are not unique.
    package var id: String?
    /// The name that other documents refer to it by.
    package var name: String?
    /// One line on what it finds.
    package var title: String
    /// A longer text on what it finds.
    package var description: String?
    /// How far it can be relied on.
    package var status: RuleStatus?
    /// How serious a hit is.
    package var level: Severity?
    /// Its tags, in the document's order.
    package var tags: [RuleTag]
    /// Who wrote it.
    package var author: String?
    /// Where more is said.
    package var references: [String]
    /// What else may look alike.
    package var falsePositives: [String]
    /// What to do when it fires.
    package var response: String?
    /// How its hits become alerts.
    package var alert: AlertSettings
    /// 32 hexadecimal digits that change when what the document says does; neither comments nor
    /// the order of keys count.
    package var contentHash: String

    /// What lists show for it: the title, or else the name, the id or the place.
    package var displayTitle: String {
        if !title.isEmpty { return title }
        return name ?? id ?? "\(file):\(line)"
    }

    /// Whether another document means this one by a text: its id, name or title.
    func isMeant(by text: String) -> Bool {
        text.lowercased() == id || text == name || (!title.isEmpty && text == title)
    }
}

/// How far a rule can be relied on.
package enum RuleStatus: String, CaseIterable, Hashable, Sendable, Comparable {
    case unsupported, deprecated, experimental, test, stable

    /// Whether a status is less reliable than another.
    package static func < (left: RuleStatus, right: RuleStatus) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A tag of a rule: `attack.initial-access`, `cve.2021-44228`.
package struct RuleTag: Hashable, Sendable {
    /// What stands before the first dot; empty where there is none.
    package let namespace: String
    /// What stands behind it.
    package let name: String

    /// Splits a tag at its first dot.
    package init(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        namespace = parts.count == 2 ? String(parts[0]) : ""
        name = String(parts.last ?? "")
    }
}

extension RuleTag: CustomStringConvertible {
    /// The tag as it was written.
    package var description: String { namespace.isEmpty ? name : "\(namespace).\(name)" }
}

/// The logs that a rule is about.
package struct Logsource: Hashable, Sendable {
    /// For example `aws`.
    package var product: String?
    /// For example `cloudtrail`.
    package var service: String?
    /// For example `process_creation`.
    package var category: String?

    /// Makes a source of logs.
    package init(product: String? = nil, service: String? = nil, category: String? = nil) {
        self.product = product
        self.service = service
        self.category = category
    }

    /// Whether CloudTrail's events are such logs.
    package var isCloudTrail: Bool {
        (product == nil || product == "aws") && (service == nil || service == "cloudtrail")
            && category == nil
    }

    /// Whether the source is the other, or more general.
    package func contains(_ other: Logsource) -> Bool {
        (product == nil || product == other.product)
            && (service == nil || service == other.service)
            && (category == nil || category == other.category)
    }
}
