import Basics

/// The metadata of a rule, correlation or filter.
package struct RuleHeader: Hashable, Sendable {
    /// The file that the document is in, as given to the loader.
    package var file: String
    /// Whether it is builtin, and so not a file on disk.
    package var isBuiltin = false
    /// The line at which the document begins, from 1.
    package var line: Int
    /// A UUID in lower case; ids are not unique.
    package var id: String?
    /// The name that other documents refer to it by.
    package var name: String?
    /// What it finds, in one line.
    package var title: String
    /// What it finds, at length.
    package var description: String?
    /// How reliable it is.
    package var status: RuleStatus?
    package var level: Severity?
    package var tags: [RuleTag]
    package var author: String?
    package var references: [String]
    /// Legitimate activity that also matches.
    package var falsePositives: [String]
    /// What to do when it fires.
    package var response: String?
    package var alert: AlertSettings
    /// 32 hexadecimal digits that change with the document's meaning; comments and the order of
    /// keys do not count.
    package var contentHash: String

    /// The techniques of ATT&CK that it is tagged with, in their order there.
    package var techniques: [AttackTechnique] {
        tags.filter { $0.namespace == "attack" }.compactMap { AttackTechnique(tag: $0.name) }
    }

    /// Its name in lists: the title, or else the name, the id or the place.
    package var displayTitle: String {
        if !title.isEmpty { return title }
        return name ?? id ?? "\(file):\(line)"
    }

    /// Whether a text refers to this document: its id, name or title.
    func isMeant(by text: String) -> Bool {
        text.lowercased() == id || text == name || (!title.isEmpty && text == title)
    }
}

/// How reliable a rule is.
package enum RuleStatus: String, CaseIterable, Hashable, Sendable, Comparable {
    case unsupported, deprecated, experimental, test, stable

    package static func < (left: RuleStatus, right: RuleStatus) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A tag of a rule: `attack.initial-access`, `cve.2021-44228`.
package struct RuleTag: Hashable, Sendable {
    /// The part before the first dot; empty where there is none.
    package let namespace: String
    /// The part after it.
    package let name: String

    /// Splits a tag at its first dot.
    package init(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        namespace = parts.count == 2 ? String(parts[0]) : ""
        name = String(parts.last ?? "")
    }
}

extension RuleTag: CustomStringConvertible {
    package var description: String { namespace.isEmpty ? name : "\(namespace).\(name)" }
}

/// The log source of a rule.
package struct Logsource: Hashable, Sendable {
    /// For example `aws`.
    package var product: String?
    /// For example `cloudtrail`.
    package var service: String?
    /// For example `process_creation`.
    package var category: String?

    package init(product: String? = nil, service: String? = nil, category: String? = nil) {
        self.product = product
        self.service = service
        self.category = category
    }

    /// Whether CloudTrail is such a source.
    package var isCloudTrail: Bool {
        (product == nil || product == "aws") && (service == nil || service == "cloudtrail")
            && category == nil
    }

    /// Whether the source equals the other, or is more general.
    package func contains(_ other: Logsource) -> Bool {
        (product == nil || product == other.product)
            && (service == nil || service == other.service)
            && (category == nil || category == other.category)
    }
}
