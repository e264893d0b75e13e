import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A line on standard error that is drawn over itself.
final class ProgressLine: @unchecked Sendable {
    private let lock = NSLock()
    private let width: Int
    private var isCleared = false

    init(width: Int) { self.width = width }

    func draw(_ text: String) {
        lock.lock()
        defer { lock.unlock() }
        guard !isCleared else { return }
        write("\r\u{1b}[K" + DisplayWidth.truncated(text, to: max(width - 1, 1), cut: .end))
    }

    /// Clears the line; it is not drawn again.
    func clear() {
        lock.lock()
        defer { lock.unlock() }
        isCleared = true
        write("\r\u{1b}[K")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
