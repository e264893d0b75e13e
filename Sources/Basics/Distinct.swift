extension Array where Element: Hashable {
    /// The elements, each once, in their order.
    package var distinct: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
