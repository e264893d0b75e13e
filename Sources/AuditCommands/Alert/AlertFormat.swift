import ArgumentParser

/// How the alert job prints alerts.
enum AlertFormat: String, ExpressibleByArgument, CaseIterable {
    /// In a few lines each.
    case text
    /// One object a line, as the webhook sends it.
    case jsonl
}
