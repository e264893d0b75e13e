import Dispatch

extension Array where Element: Sendable {
    /// What a function makes of each element, in the order of elements; several are made at a time.
    ///
    /// For example:
    ///
    /// ```swift
    /// let sizes = paths.concurrentMap { path in size(of: path) }
    /// ```
    ///
    /// - parameter transform: The function. It shares nothing with its other calls.
    /// - complexity: O(n) calls, on as many threads as there are processors.
    package func concurrentMap<Result>(
        _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        let results = Locked<[Result?]>(Array<Result?>(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = transform(self[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
