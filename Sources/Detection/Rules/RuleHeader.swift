/// What rules, correlations and filters say about themselves.
public struct RuleHeader: Hashable, Sendable {
    /// The file that the document is in, as the loader was told.
    public var file: String
    /// Whether it is the program's own, whose file is no file of the disk.
    public var isBuiltin = false
    /// The line at which the document begins, from 1.
    public var line: Int
    /// A UUID in lower case; ids are not unique.
    public var id: String?
    /// The name that other documents refer to it by.
    public var name: String?
    /// One line on what it finds.
    public var title: String
    /// A longer text on what it finds.
    public var description: String?
    /// How far it can be relied on.
    public var status: RuleStatus?
    /// How serious a hit is.
    public var level: RuleLevel?
    /// Its tags, in the document's order.
    public var tags: [RuleTag]
    /// Who wrote it.
    public var author: String?
    /// Where more is said.
    public var references: [String]
    /// What else may look alike.
    public var falsePositives: [String]
    /// What to do when it fires.
    public var response: String?
    /// How its hits become alerts.
    public var alert: AlertSettings
    /// 32 hexadecimal digits that change when what the document says does; neither comments nor
    /// the order of keys count.
    public var contentHash: String

    /// What lists show for it: the title, or else the name, the id or the place.
    public var displayTitle: String {
        if !title.isEmpty { return title }
        return name ?? id ?? "\(file):\(line)"
    }

    /// Whether another document means this one by a text: its id, name or title.
    func isMeant(by text: String) -> Bool {
        text.lowercased() == id || text == name || (!title.isEmpty && text == title)
    }
}
