import Foundation

/// Hands elements from threads that make them to threads that take them, a bounded number at a
/// time: who is too fast waits.
///
/// It is what keeps the pipeline's memory flat.
///
/// A queue holds some hundred elements at most, so that taking the first of an array is cheap enough.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity: Int
    private let weight: @Sendable (Element) -> Int
    private var elements: [Element] = []
    private var load = 0
    private var isFinished = false

    /// - parameters:
    ///   - capacity: The weight at which no further element is let in.
    ///   - weight: What an element weighs; 1 by default.
    init(capacity: Int, weight: @escaping @Sendable (Element) -> Int = { _ in 1 }) {
        self.capacity = capacity
        self.weight = weight
    }

    /// Adds an element as soon as there is room; false if nobody will take it any more.
    @discardableResult
    func push(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while load >= capacity, !isFinished { condition.wait() }
        guard !isFinished else { return false }
        elements.append(element)
        load += weight(element)
        condition.broadcast()
        return true
    }

    /// Takes the oldest element as soon as there is one; nil when no more will come.
    func pop() -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while elements.isEmpty, !isFinished { condition.wait() }
        return take()
    }

    /// What there is to take.
    enum Popped {
        case element(Element)
        /// Nothing came in time.
        case late
        /// No more will come.
        case finished
    }

    /// Takes the oldest element as soon as there is one, but waits no longer than until a time.
    func pop(until end: Date) -> Popped {
        condition.lock()
        defer { condition.unlock() }
        while elements.isEmpty, !isFinished {
            guard condition.wait(until: end) else { break }
        }
        return take().map(Popped.element) ?? (isFinished ? .finished : .late)
    }

    /// Takes the oldest element, if there is one; with the lock.
    private func take() -> Element? {
        guard !elements.isEmpty else { return nil }
        let element = elements.removeFirst()
        load -= weight(element)
        condition.broadcast()
        return element
    }

    /// Says that no more elements will come; those waiting can still be taken.
    func finish() {
        condition.lock()
        isFinished = true
        condition.broadcast()
        condition.unlock()
    }

    /// Drops what is waiting and lets nothing in any more.
    func cancel() {
        condition.lock()
        isFinished = true
        elements.removeAll()
        load = 0
        condition.broadcast()
        condition.unlock()
    }
}
