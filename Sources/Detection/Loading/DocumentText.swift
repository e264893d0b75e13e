/// One document of a YAML file, as text.
///
/// Documents are cut apart before YAML is read, so that one which is no YAML does not take its
/// neighbours with it. A line that begins with `---` begins a document wherever it stands: inside
/// a text it would be indented, or forbidden.
struct DocumentText {
    var bytes: ArraySlice<UInt8>
    /// The lines of the file before the document.
    var linesBefore: Int
    /// Whether `tests:` stands first in it.
    var isTests: Bool

    /// Cuts a file into its documents; those with nothing but comments are left out.
    static func documents(of file: [UInt8]) -> [DocumentText] {
        var documents: [DocumentText] = []
        var start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var linesBefore = 0
        var line = 0
        var lineStart = start
        var hasContent = false
        var isTests = false
        func end(at position: Int) {
            guard hasContent else { return }
            documents.append(
                DocumentText(
                    bytes: file[start..<position],
                    linesBefore: linesBefore,
                    isTests: isTests
                )
            )
        }
        while lineStart < file.count {
            let lineEnd = file[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? file.count
            let text = file[lineStart..<lineEnd]
            if isMarker(text) {
                // A directive stands before the marker of its own document.
                if hasContent || lineStart == start {
                    end(at: lineStart)
                    start = lineStart
                    linesBefore = line
                }
                let rest = text.dropFirst(3).first { $0 > 0x20 }
                hasContent = rest.map { $0 != UInt8(ascii: "#") } ?? false
                isTests = false
            } else if let first = text.first(where: { $0 > 0x20 }) {
                let isDirective = text.first == UInt8(ascii: "%")
                if first != UInt8(ascii: "#"), !isDirective {
                    if !hasContent { isTests = text.starts(with: testsKey) }
                    hasContent = true
                }
            }
            line += 1
            lineStart = lineEnd + 1
        }
        end(at: file.count)
        return documents
    }

    private static let testsKey = Array("tests:".utf8)

    private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: [0x2d, 0x2d, 0x2d]) else { return false }
        guard let next = line.dropFirst(3).first else { return true }
        return next == 0x20 || next == 0x09 || next == 0x0d
    }
}
