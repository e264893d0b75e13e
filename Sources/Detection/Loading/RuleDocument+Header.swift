import SecurityArchitecture

extension RuleDocument {
    /// What the document says about itself; nil after a problem has been added to the log.
    func header() -> RuleHeader? {
        let before = log.problems.count
        let header = RuleHeader(
            file: log.file,
            isBuiltin: isBuiltin,
            line: log.line(of: value.mark),
            id: id(),
            name: text("name"),
            title: text("title") ?? "",
            description: text("description"),
            status: choice("status", RuleStatus.self),
            level: choice("level", RuleLevel.self),
            tags: texts("tags").map(RuleTag.init),
            author: text("author"),
            references: texts("references"),
            falsePositives: texts("falsepositives"),
            response: text("response"),
            alert: alertSettings(),
            contentHash: contentHash
        )
        return log.problems.count == before ? header : nil
    }

    /// The logs that the document is about; nothing said means any.
    func logsource() -> Logsource {
        guard let source = self["logsource"], source.isMapping else { return Logsource() }
        var logsource = Logsource()
        for entry in source.entries("product, service or category") {
            let text = entry.value.scalarText?.lowercased()
            switch entry.name {
            case "product": logsource.product = text
            case "service": logsource.service = text
            case "category": logsource.category = text
            default: break
            }
        }
        return logsource
    }

    private func id() -> String? {
        guard let value = self["id"], !value.isEmpty else { return nil }
        guard let text = value.scalarText, Self.isUUID(text) else {
            let shown = value.scalarText?.quoted ?? "a \(value.kind)"
            value.complain("\(shown) is not a UUID; write one, or remove the key")
            return nil
        }
        return text.lowercased()
    }

    private static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            if [8, 13, 18, 23].contains(index) { return byte == UInt8(ascii: "-") }
            return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
        }
    }

    private func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String,
        _ type: Choice.Type
    ) -> Choice? {
        guard let value = self[key], !value.isEmpty else { return nil }
        if let text = value.scalarText, let choice = Choice(rawValue: text.lowercased()) {
            return choice
        }
        let text = value.scalarText ?? "a \(value.kind)"
        let hint = NearestName.hint(text, among: Choice.allCases.map(\.rawValue))
        value.complain("\(text.quoted) is no \(key)\(hint)")
        return nil
    }
}
