import AuditIndex
import Basics
import CloudTrail

/// All files below some paths, digests too, by nothing but their names.
///
/// - complexity: Memory is some 150 bytes for each file.
package struct LogInventory: Sendable {
    package private(set) var files: [LogPath] = []
    package private(set) var problems: [IngestProblem] = []

    /// Looks through files, folders and prefixes of S3.
    ///
    /// - parameters:
    ///   - paths: What to look through.
    ///   - selection: Which files are meant.
    ///   - objects: Where objects of S3 are listed; nil where none can be.
    ///   - shouldStop: Asked at each folder.
    package init(
        _ paths: [String],
        selection: LogSelection,
        objects: (any ObjectStore)?,
        shouldStop: @escaping @Sendable () -> Bool
    ) {
        let walk = LogWalk(paths, shouldStop: shouldStop)
        problems = walk.problems
        for folder in walk.folders where !shouldStop() {
            guard folder.isWhole else {
                files += folder.named.map { LogPath(folder: folder.path, name: $0) }
                continue
            }
            do throws(FileSystem.Failure) {
                try FileSystem.list(folder.path) { name, kind in
                    guard kind == .file || kind == nil else { return }
                    files.append(LogPath(folder: folder.path, name: name))
                }
            } catch {
                problems.append(IngestProblem(path: folder.path, reason: error.reason))
            }
        }
        files = files.filter { selection.contains($0.description) }
        guard let objects else { return }
        for (location, root) in walk.objects where !shouldStop() {
            do throws(ObjectFault) {
                try list(location, root, selection, objects)
            } catch {
                problems.append(IngestProblem(path: location.description, reason: error.reason))
            }
        }
    }

    private mutating func list(
        _ location: ObjectLocation,
        _ root: Int,
        _ selection: LogSelection,
        _ objects: any ObjectStore
    ) throws(ObjectFault) {
        let layout = ObjectLayout(store: objects, selection: selection, includesDigests: true)
        let found = try layout.find(location, root: root)
        if let object = found.object {
            files.append(ObjectLocation(bucket: location.bucket, key: object.key).path)
        }
        let parts = found.streams.map { stream in
            ObjectLister.Part(
                stream: stream,
                firstDay: selection.firstDay,
                lastDay: selection.lastDay.map { $0 + 1 }
            )
        }
        var fault: ObjectFault?
        ObjectLister(store: objects).run(parts) { listed in
            for item in listed where selection.contains(item.object.key) {
                let bucket = parts[item.part].stream.bucket
                files.append(ObjectLocation(bucket: bucket, key: item.object.key).path)
            }
            return true
        } fail: { _, reason in
            fault = reason
        }
        if let fault { throw fault }
    }
}
