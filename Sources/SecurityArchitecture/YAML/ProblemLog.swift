/// Gathers what is wrong while a file is read, so that its author sees all of it at once.
///
/// It is a class because the readers of all sections write to the same one.
package final class ProblemLog {
    /// More than a hundred problems are one: the file is not what it should be.
    private static let limit = 100

    package let file: String
    /// What the file is, as its messages call it.
    let subject: String
    /// The lines of the file before the text that is read.
    private let linesBefore: Int
    package private(set) var problems: [ArchitectureProblem] = []

    /// Makes an empty log.
    ///
    /// - parameters:
    ///   - file: The file's name.
    ///   - subject: What the file is: `audit.yaml`, `a rule`.
    ///   - linesBefore: The lines of the file before the text that is read.
    package init(file: String, subject: String = "audit.yaml", linesBefore: Int = 0) {
        self.file = file
        self.subject = subject
        self.linesBefore = linesBefore
    }

    /// Whether no more problems are taken, so that looking for them is a waste.
    package var isFull: Bool { problems.count >= Self.limit }

    package func add(_ message: String, at position: FilePosition?, path: String = "") {
        guard !isFull else { return }
        let problem = ArchitectureProblem(
            file: file,
            line: line(of: position),
            column: position?.column ?? 0,
            path: path,
            message: message
        )
        // One alias that is wrong is wrong wherever it is used; once is enough.
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// The line of the file that a position in the text is in; 0 for none.
    package func line(of position: FilePosition?) -> Int {
        position.map { $0.line + linesBefore } ?? 0
    }

    /// Throws what has been gathered.
    func check() throws(ArchitectureErrors) {
        guard !problems.isEmpty else { return }
        throw ArchitectureErrors(
            problems: problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        )
    }
}

extension String {
    /// The text as it may stand in a message: in quotes, short, on one line.
    package var quoted: String {
        let line = unicodeScalars.lazy.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        var text = String(String.UnicodeScalarView(line.prefix(80)))
        if unicodeScalars.count > 80 { text += "…" }
        return "'\(text)'"
    }
}
