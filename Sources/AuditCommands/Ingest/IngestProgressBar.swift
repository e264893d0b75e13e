import Dispatch
import Ingestion

/// One line on the terminal that tells how far a run is; nothing in a pipe.
final class IngestProgressBar {
    private let timer: any DispatchSourceTimer
    private let line: ProgressLine?

    /// Makes the bar of a run.
    ///
    /// - parameter progress: Tells how far the run is, from any thread.
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
        var text = "\(Count(done)) of \(Count(found, "file")), \(Count(progress.records, "record"))"
        guard seconds > 0 else { return text }
        text += ", \(Bytes(Int64(Double(progress.inflatedBytes) / seconds)))/s"
        // Skipped files take no time, and say nothing about those that do.
        let read = done - progress.filesSkipped
        if read > 0, done < found {
            let left = (seconds / Double(read) * Double(found - done)).rounded(.up)
            text += left < 10 ? ", \(Int(left)) s left" : ", \(Duration(left)) left"
        }
        return text
    }
}
