/// A queue whose elements join at the end and leave at the front.
///
/// Memory: at most twice what is in it.
struct TrailingQueue<Element> {
    private var elements: [Element?] = []
    private(set) var startIndex = 0

    var endIndex: Int { elements.count }

    var count: Int { elements.count - startIndex }

    var first: Element? { startIndex < elements.count ? elements[startIndex] : nil }

    /// The element at an index from ``startIndex`` up to ``endIndex``.
    subscript(index: Int) -> Element {
        guard let element = elements[index] else { preconditionFailure("it has left the queue") }
        return element
    }

    mutating func append(_ element: Element) { elements.append(element) }

    /// Removes the first elements; indices change.
    mutating func removeFirst(_ count: Int = 1) {
        for index in startIndex..<startIndex + count { elements[index] = nil }
        startIndex += count
        guard startIndex > 32, startIndex * 2 > elements.count else { return }
        elements.removeFirst(startIndex)
        startIndex = 0
    }
}

extension TrailingQueue: Sendable where Element: Sendable {}
