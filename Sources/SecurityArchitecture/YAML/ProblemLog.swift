/// Gathers what is wrong while a file is read, so that its author sees all of it at once.
///
/// It is a class because the readers of all sections write to the same one.
final class ProblemLog {
    /// More than a hundred problems are one: the file is not what it should be.
    private static let limit = 100

    let file: String
    private(set) var problems: [ArchitectureProblem] = []

    init(file: String) { self.file = file }

    /// Whether no more problems are taken, so that looking for them is a waste.
    var isFull: Bool { problems.count >= Self.limit }

    func add(_ message: String, at position: FilePosition?, path: String = "") {
        guard !isFull else { return }
        let problem = ArchitectureProblem(
            file: file,
            line: position?.line ?? 0,
            column: position?.column ?? 0,
            path: path,
            message: message
        )
        // One alias that is wrong is wrong wherever it is used; once is enough.
        if !problems.contains(problem) { problems.append(problem) }
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
    var quoted: String {
        let line = unicodeScalars.lazy.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        var text = String(String.UnicodeScalarView(line.prefix(80)))
        if unicodeScalars.count > 80 { text += "…" }
        return "'\(text)'"
    }
}
