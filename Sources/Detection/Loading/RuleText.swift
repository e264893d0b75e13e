/// The text of rules, as it stands in their files.
public enum RuleText {
    /// The YAML document that a header is of, read back from its file.
    ///
    /// - parameter builtin: The program's own files.
    /// - returns: The document without the lines that begin and end it; nil where the file can no
    ///   longer be read, or has become another.
    /// - complexity: O(n) in the bytes of the file.
    public static func document(of header: RuleHeader, builtin: [RuleFile] = []) -> String? {
        guard let bytes = bytes(of: header, builtin) else { return nil }
        let document = DocumentText.documents(of: bytes).last { $0.linesBefore < header.line }
        guard let document else { return nil }
        var lines = String(decoding: document.bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }
        if lines.first?.hasPrefix("---") == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func bytes(of header: RuleHeader, _ builtin: [RuleFile]) -> [UInt8]? {
        if header.isBuiltin { return builtin.first { $0.name == header.file }?.bytes }
        return try? RuleFiles.read(header.file).get()
    }
}
