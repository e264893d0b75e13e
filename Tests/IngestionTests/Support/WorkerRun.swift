import AuditIndex
import Basics

@testable import Ingestion

/// What one worker makes of some files.
final class WorkerRun {
    private(set) var batches: [IndexBatch] = []
    let summary: IngestSummary

    init(_ files: [LogDiscovery.File]) {
        let state = IngestState()
        let batches = Locked<[IndexBatch]>([])
        let worker = Stored(
            LogWorker(
                limits: IngestOptions().limits,
                state: state,
                sink: BatchSink(state: state) { batch in
                    batches.withLock { $0.append(batch) }
                    return true
                }
            )
        )
        worker.value.read(files)
        summary = state.summary
        self.batches = batches.withLock { $0 }
    }

    private final class Stored {
        var value: LogWorker<BatchSink>
        init(_ value: consuming LogWorker<BatchSink>) { self.value = value }
    }
}
