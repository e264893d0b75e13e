import Foundation

/// Writes files into a Swift source as string literals: `EmbedQueriesTool OUTPUT FOLDER FILE…`.
///
/// The build tool plugin `EmbedQueries` runs it. One raw literal per file, each in a statement of
/// its own, so that the compiler has nothing to infer.
@main
enum EmbedQueriesTool {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let output = arguments.first, let folder = arguments.dropFirst().first else {
            throw CocoaError(.fileNoSuchFile)
        }
        let files = try arguments.dropFirst(2).map { path in
            (
                name: String(path.dropFirst(folder.count).drop { $0 == "/" }),
                text: try String(contentsOf: URL(filePath: path), encoding: .utf8)
            )
        }
        let source = """
            // Generated from the folder Queries by EmbedQueriesTool at each build.

            enum EmbeddedFiles {
              static let all: [EmbeddedFile] = {
                var files: [EmbeddedFile] = []
                files.reserveCapacity(\(files.count))
            \(files.map(statement).joined())    return files
              }()
            }

            """
        try source.write(to: URL(filePath: output), atomically: true, encoding: .utf8)
    }

    /// The statement that adds a file.
    static func statement(name: String, text: String) -> String {
        "    files.append(EmbeddedFile(name: \(literal(name)), text: \(literal(text))))\n"
    }

    /// A raw multi-line literal.
    ///
    /// Carriage returns are written as escapes: the compiler would turn them into line feeds.
    static func literal(_ text: String) -> String {
        var mark = "#"
        while text.contains("\"" + mark) || text.contains("\\" + mark) { mark += "#" }
        let scalars = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\0", "\r": "\\\(mark)u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }
        return "\(mark)\"\"\"\n\(scalars.joined())\n\"\"\"\(mark)"
    }
}
