import Foundation

/// Inflates a large log on a thread of its own, a bounded number of chunks ahead of its reader.
///
/// A folder keeps all cores busy with its many files, and a single large one would keep one.
final class InflateAhead: @unchecked Sendable {
    /// Chunks that are filled or read at once: 2 MiB.
    private static let capacity = 8

    private final class Chunk {
        var bytes = [UInt8](repeating: 0, count: 256 << 10)
        var count = 0
    }

    /// A closure cannot take a value that is not copied.
    private final class Handed: @unchecked Sendable {
        var input: LogInput
        init(_ input: consuming LogInput) { self.input = input }
    }

    /// Guards what the two threads share: the chunks that are on their way, and the states below.
    private let condition = NSCondition()
    private var filled: [Chunk] = []
    private var spare = (0..<capacity).map { _ in Chunk() }
    private var isCancelled = false
    private var hasEnded = false
    /// Why the log could not be read to its end, once it has ended.
    private var damage: LogDamage?

    /// The chunk that the reader is at, and how much of it has been read.
    ///
    /// Only the reader has it.
    private var current: Chunk?
    private var position = 0

    /// - parameter input: A log that has been opened. The thread owns it from here on.
    init(_ input: consuming LogInput) {
        let handed = Handed(input)
        Thread.detachNewThread { [self] in
            var damage: LogDamage?
            do throws(LogDamage) { try run(&handed.input) } catch { damage = error }
            condition.withLock {
                self.damage = damage
                hasEnded = true
                condition.broadcast()
            }
        }
    }

    private func run(_ input: inout LogInput) throws(LogDamage) {
        while let chunk = nextSpare() {
            chunk.count = 0
            defer {
                condition.withLock {
                    if chunk.count > 0 { filled.append(chunk) }
                    condition.broadcast()
                }
            }
            while chunk.count < chunk.bytes.count {
                let start = chunk.count
                let count = try chunk.bytes.withUnsafeMutableBufferPointer {
                    (buffer) throws(LogDamage) in
                    let room = UnsafeMutableBufferPointer(rebasing: buffer[start...])
                    return try input.read(into: UnsafeMutableRawBufferPointer(room))
                }
                guard count > 0 else { return }
                chunk.count += count
            }
        }
    }

    private func nextSpare() -> Chunk? {
        condition.withLock {
            while spare.isEmpty, !isCancelled { condition.wait() }
            return isCancelled ? nil : spare.removeLast()
        }
    }

    /// Reads up to `buffer.count` bytes, as far as one chunk gives them; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        if current == nil {
            current = nextFilled()
            position = 0
        }
        guard let current else {
            if let damage { throw damage }
            return 0
        }
        let end = min(position + buffer.count, current.count)
        buffer.copyBytes(from: current.bytes[position..<end])
        defer {
            position = end
            if end == current.count { giveBack(current) }
        }
        return end - position
    }

    private func nextFilled() -> Chunk? {
        condition.withLock {
            while filled.isEmpty, !hasEnded { condition.wait() }
            return filled.isEmpty ? nil : filled.removeFirst()
        }
    }

    private func giveBack(_ chunk: Chunk) {
        current = nil
        condition.withLock {
            spare.append(chunk)
            condition.broadcast()
        }
    }

    /// Has the thread end, and waits until it has: from then on nobody reads the file.
    func stop() {
        condition.withLock {
            isCancelled = true
            condition.broadcast()
            while !hasEnded { condition.wait() }
        }
    }
}
