import AuditIndex
import AuditTestSupport

@testable import Ingestion

/// What discovery finds, in its order, without reading any of it.
struct Discovered {
    private(set) var files: [LogDiscovery.File] = []
    private(set) var units: [Int] = []
    let summary: IngestSummary

    init(_ paths: [String], _ folder: TemporaryFolder) throws {
        let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
        let state = IngestState()
        let walk = LogWalk(paths) { false }
        for problem in walk.problems { state.addProblem(problem) }
        let discovery = LogDiscovery(index: index, options: IngestOptions(), state: state)
        var found: [[LogDiscovery.File]] = []
        try discovery.run(walk.folders) { unit in
            found.append(unit)
            return true
        }
        files = found.flatMap { $0 }
        units = found.map(\.count)
        summary = state.summary
    }

    /// The names of the files, without folders.
    var names: [String] { files.map { String(decoding: $0.path.name, as: UTF8.self) } }

    /// The paths of the files.
    var paths: [String] { files.map(\.path.description) }
}
