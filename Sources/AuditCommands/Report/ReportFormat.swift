import ArgumentParser

/// How a report is written.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// A summary for a terminal or a mail.
    case text
    /// Markdown, for a ticket or a wiki.
    case markdown
    /// One JSON object.
    case json
    /// One page with everything in it, for a browser or a printer.
    case html

    /// The format that a file's name asks for; nil where its ending says nothing.
    init?(ending path: String) {
        switch path.split(separator: "/").last?.split(separator: ".").last?.lowercased() {
        case "html", "htm": self = .html
        case "md", "markdown": self = .markdown
        case "json": self = .json
        case "txt": self = .text
        default: return nil
        }
    }
}
