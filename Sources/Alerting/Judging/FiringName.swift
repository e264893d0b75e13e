/// The text that stands for an event's id where a correlation's firing is an event of another.
struct FiringName {
    let rule: Int64
    let subject: Int64

    init(rule: Int64, subject: Int64) {
        self.rule = rule
        self.subject = subject
    }

    /// Reads a name; nil where it is an event's own id.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "firing", let rule = Int64(parts[1]),
            let subject = Int64(parts[2])
        else { return nil }
        self.init(rule: rule, subject: subject)
    }

    /// What all names of one rule and subject begin with.
    var prefix: String { "firing:\(rule):\(subject):" }

    func text(at time: Int64) -> String { prefix + String(time) }
}
