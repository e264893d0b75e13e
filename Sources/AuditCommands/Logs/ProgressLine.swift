import Basics
import Dispatch
import Foundation
import Ingestion

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A line on standard error that is redrawn in place.
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

    /// Clears the line until it is drawn again.
    func erase() {
        lock.lock()
        defer { lock.unlock() }
        if !isCleared { write("\r\u{1b}[K") }
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

/// The progress of a run, as one line on the terminal; nothing in a pipe.
final class IngestProgressBar {
    private let timer: any DispatchSourceTimer
    private let line: ProgressLine?

    /// - parameter progress: Returns the progress; called from any thread.
    init?(_ console: Console, progress: @escaping @Sendable () -> IngestProgress) {
        guard let width = console.errorWidth else { return nil }
        let line = ProgressLine(width: width)
        self.line = line
        let start = DispatchTime.now()
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "audit.progress"))
        timer.schedule(deadline: .now() + 0.3, repeating: 0.1)
        timer.setEventHandler { @Sendable in
            let elapsed = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
            line.draw(Self.text(progress(), seconds: Double(elapsed) / 1e9))
        }
    }

    func start() { timer.resume() }

    /// Stops drawing, and clears the line.
    func stop() {
        timer.cancel()
        line?.clear()
    }

    /// The line for a state: files, events, speed, and the time left.
    static func text(_ progress: IngestProgress, seconds: Double) -> String {
        let found = progress.filesFound
        guard found > 0 else { return "Looking for files …" }
        let done = min(progress.filesDone, found)
        var text =
            "\(Count(done)) of \(Count(found, "file"))\(progress.isListing ? " so far" : ""), "
            + "\(Count(progress.records, "record"))"
        guard seconds > 0 else { return text }
        text += ", \(Bytes(Int64(Double(progress.inflatedBytes) / seconds)))/s"
        // Skipped files take no time, and say nothing about those that do.
        let read = done - progress.filesSkipped
        if read > 0, done < found, !progress.isListing {
            let left = (seconds / Double(read) * Double(found - done)).rounded(.up)
            text += left < 10 ? ", \(Int(left)) s left" : ", \(ElapsedTime(left)) left"
        }
        return text
    }
}
