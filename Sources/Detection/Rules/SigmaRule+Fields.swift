extension SigmaRule {
    /// The fields that the rule asks for, in the order of the document, each once.
    public var fieldNames: [String] {
        var seen: Set<String> = []
        return selections.filter { usedSelections.contains($0.name) }
            .flatMap(\.items).map(\.field)
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
