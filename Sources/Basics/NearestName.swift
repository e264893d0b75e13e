/// Finds the name that a misspelling most likely means.
package enum NearestName {
    /// The name the fewest edits away; nil where none is near.
    ///
    /// - complexity: O(n · m) for each name.
    package static func of(_ text: String, among names: some Sequence<String>) -> String? {
        let wanted = Array(text.lowercased().utf8.prefix(64))
        var best: (name: String, edits: Int)?
        for name in names.sorted() {
            let edits = distance(wanted, Array(name.lowercased().utf8.prefix(64)))
            if edits < best?.edits ?? .max { best = (name, edits) }
        }
        guard let best, best.edits <= max(1, wanted.count / 3) else { return nil }
        return best.name
    }

    /// `; did you mean 'x'?`, or the names to choose from, or nothing.
    package static func hint(_ text: String, among names: some Sequence<String>) -> String {
        if let name = of(text, among: names) { return "; did you mean \(name.quoted)?" }
        let all = names.sorted()
        guard !all.isEmpty, all.count <= 24 else { return "" }
        return "; there are \(all.joined(separator: ", "))"
    }

    /// Levenshtein distance, with a swap of two neighbours as one edit.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older = Array(0...right.count)
        var row = older
        for (index, byte) in left.enumerated() {
            var next = [index + 1]
            for (column, other) in right.enumerated() {
                let change = row[column] + (byte == other ? 0 : 1)
                var edits = min(row[column + 1] + 1, next[column] + 1, change)
                if index > 0, column > 0, byte == right[column - 1], left[index - 1] == other {
                    edits = min(edits, older[column - 1] + 1)
                }
                next.append(edits)
            }
            older = row
            row = next
        }
        return row[right.count]
    }
}

extension String {
    /// The text for a message: in quotes, short, on one line.
    package var quoted: String {
        let line = unicodeScalars.lazy.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        var text = String(String.UnicodeScalarView(line.prefix(80)))
        if unicodeScalars.count > 80 { text += "…" }
        return "'\(text)'"
    }
}
