import AuditIndex

/// Walks what the user named, and finds the folders that hold files.
///
/// Names of files are not kept here: a dump may have millions. Each folder is listed again when
/// its turn comes.
struct LogWalk {
    private(set) var folders: [LogFolder] = []
    private(set) var problems: [IngestProblem] = []
    private var visited: Set<[UInt64]> = []
    private var named: [[UInt8]: Set<[UInt8]>] = [:]

    /// Walks each path in turn.
    ///
    /// - parameter shouldStop: Asked at each folder.
    init(_ paths: [String], shouldStop: () -> Bool) {
        for path in paths { add(Array(path.utf8)) }
        var next = 0
        while next < roots.count, !shouldStop() {
            walk(roots[next])
            next += 1
        }
        for (folder, names) in named {
            folders.append(
                LogFolder(path: folder, named: names, isWhole: false, count: names.count)
            )
        }
    }

    /// The folders still to be listed.
    private var roots: [[UInt8]] = []

    private mutating func add(_ path: [UInt8]) {
        do throws(FileSystem.Failure) {
            let status = try FileSystem.status(path)
            let absolute = try FileSystem.absolutePath(path)
            switch status.kind {
            case .folder: roots.append(absolute)
            case .file:
                let slash = absolute.lastIndex(of: UInt8(ascii: "/")) ?? 0
                let folder = slash == 0 ? [UInt8(ascii: "/")] : Array(absolute[..<slash])
                let name = Array(absolute[(slash + 1)...])
                named[folder, default: []].insert(name)
            case .other:
                problems.append(
                    IngestProblem(path: path, reason: "neither a file nor a folder")
                )
            }
        } catch {
            problems.append(IngestProblem(path: path, reason: error.reason))
        }
    }

    /// Lists a folder, and notes the folders in it to be listed later.
    private mutating func walk(_ folder: [UInt8]) {
        var files = 0
        var children: [[UInt8]] = []
        do throws(FileSystem.Failure) {
            // A link may lead back up: a folder is listed once, by whatever name.
            guard visited.insert(try FileSystem.status(folder).identity).inserted else { return }
            var unknown: [[UInt8]] = []
            try FileSystem.list(folder) { name, kind in
                switch kind {
                case .file: files += 1
                case .folder: children.append(LogPath(folder: folder, name: name).bytes)
                case .other: break
                case nil: unknown.append(name)
                }
            }
            for name in unknown {
                let path = LogPath(folder: folder, name: name).bytes
                // A link that leads nowhere is met again, and reported, as a file.
                switch try? FileSystem.status(path).kind {
                // Under its own name, which is the same whatever led here.
                case .folder: children.append(try FileSystem.absolutePath(path))
                case .file, nil: files += 1
                case .other: break
                }
            }
        } catch {
            problems.append(IngestProblem(path: folder, reason: error.reason))
        }
        if files > 0 {
            let names = named.removeValue(forKey: folder) ?? []
            folders.append(LogFolder(path: folder, named: names, isWhole: true, count: files))
        }
        children.sort { $0.lexicographicallyPrecedes($1) }
        roots.append(contentsOf: children)
    }
}
