/// The logs that a rule is about.
public struct Logsource: Hashable, Sendable {
    /// For example `aws`.
    public var product: String?
    /// For example `cloudtrail`.
    public var service: String?
    /// For example `process_creation`.
    public var category: String?

    /// Makes a source of logs.
    public init(product: String? = nil, service: String? = nil, category: String? = nil) {
        self.product = product
        self.service = service
        self.category = category
    }

    /// Whether CloudTrail's events are such logs.
    public var isCloudTrail: Bool {
        (product == nil || product == "aws") && (service == nil || service == "cloudtrail")
            && category == nil
    }

    /// Whether the source is the other, or more general.
    public func contains(_ other: Logsource) -> Bool {
        (product == nil || product == other.product)
            && (service == nil || service == other.service)
            && (category == nil || category == other.category)
    }
}
