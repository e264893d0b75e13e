import AuditIndex

/// Walks what the user named, and finds the folders that hold files.
///
/// Names of files are not kept here: a dump may have millions. Each folder is listed again when
/// its turn comes.
struct LogWalk {
    private(set) var folders: [LogFolder] = []
    private(set) var problems: [IngestProblem] = []
    /// The pipes that were named, by the position of their names.
    private(set) var pipes: [(path: [UInt8], root: Int)] = []
    /// The objects and prefixes that were named, by the position of their names.
    private(set) var objects: [(location: ObjectLocation, root: Int)] = []
    /// The positions of paths that another path covers, or that have a problem of their own.
    private(set) var covered: Set<Int> = []
    private let excluded: PathFilter
    private var visited: Set<[UInt64]> = []
    private var named: [[UInt8]: (names: Set<[UInt8]>, root: Int)] = [:]

    /// A folder still to be listed.
    private struct Root {
        var path: [UInt8]
        /// The position of the path that it was found under, and its own from there on.
        var root: Int
        var place: [UInt8] = []
    }

    private var roots: [Root] = []

    /// Walks each path in turn.
    ///
    /// - parameters:
    ///   - excluded: What is left out.
    ///   - shouldStop: Asked at each folder.
    init(_ paths: [String], excluding excluded: PathFilter = PathFilter(), shouldStop: () -> Bool) {
        self.excluded = excluded
        for (root, path) in paths.enumerated() {
            if let location = ObjectLocation(path) {
                objects.append((location, root))
            } else {
                add(Array(path.utf8), root)
            }
        }
        var next = 0
        while next < roots.count, !shouldStop() {
            walk(roots[next])
            next += 1
        }
        for (folder, files) in named {
            folders.append(
                LogFolder(
                    path: folder,
                    named: files.names,
                    isWhole: false,
                    count: files.names.count,
                    root: files.root
                )
            )
        }
    }

    /// What stands for standard input.
    static let standardInput = [UInt8(ascii: "-")]

    private mutating func add(_ path: [UInt8], _ root: Int) {
        do throws(FileSystem.Failure) {
            let kind = path == Self.standardInput ? .pipe : try FileSystem.status(path).kind
            guard kind != .pipe else {
                // What was read from a pipe is gone: the second name would wait for ever.
                if pipes.contains(where: { $0.path == path }) {
                    covered.insert(root)
                } else {
                    pipes.append((path, root))
                }
                return
            }
            let absolute = try FileSystem.absolutePath(path)
            switch kind {
            case .folder: roots.append(Root(path: absolute, root: root))
            case .file:
                let slash = absolute.lastIndex(of: UInt8(ascii: "/")) ?? 0
                let folder = slash == 0 ? [UInt8(ascii: "/")] : Array(absolute[..<slash])
                let name = Array(absolute[(slash + 1)...])
                guard !excluded.excludes(name, in: []) else { return }
                // Of several files of a folder, one stands for all.
                if let known = named[folder] {
                    covered.insert(root)
                    named[folder] = (known.names.union([name]), known.root)
                } else {
                    named[folder] = ([name], root)
                }
            case .pipe, .other:
                problem(path, "neither a file nor a folder nor a pipe", root)
            }
        } catch {
            problem(path, error.reason, root)
        }
    }

    private mutating func problem(_ path: [UInt8], _ reason: String, _ root: Int) {
        covered.insert(root)
        problems.append(IngestProblem(path: path, reason: reason))
    }

    /// Lists a folder, and notes the folders in it to be listed later.
    private mutating func walk(_ folder: Root) {
        var files = 0
        var children: [[UInt8]] = []
        do throws(FileSystem.Failure) {
            // A link may lead back up: a folder is listed once, by whatever name.
            guard visited.insert(try FileSystem.status(folder.path).identity).inserted else {
                covered.insert(folder.root)
                return
            }
            var unknown: [[UInt8]] = []
            try FileSystem.list(folder.path) { name, kind in
                guard !excluded.excludes(name, in: folder.place) else { return }
                switch kind {
                case .file: files += 1
                case .folder: children.append(name)
                // Opening a pipe that nobody writes to would wait for ever.
                case .pipe, .other: break
                case nil: unknown.append(name)
                }
            }
            children.sort { $0.lexicographicallyPrecedes($1) }
            for name in children { roots.append(child(name, of: folder)) }
            for name in unknown {
                let path = LogPath(folder: folder.path, name: name).bytes
                // A link that leads nowhere is met again, and reported, as a file.
                switch try? FileSystem.status(path).kind {
                case .folder:
                    // Under its own name, which is the same whatever led here.
                    var linked = child(name, of: folder)
                    linked.path = try FileSystem.absolutePath(path)
                    roots.append(linked)
                case .file, nil: files += 1
                case .pipe, .other: break
                }
            }
        } catch {
            problem(folder.path, error.reason, folder.root)
        }
        guard files > 0 else { return }
        let names = named.removeValue(forKey: folder.path)
        if let names { covered.insert(names.root) }
        folders.append(
            LogFolder(
                path: folder.path,
                named: names?.names ?? [],
                isWhole: true,
                count: files,
                root: folder.root,
                place: folder.place
            )
        )
    }

    private func child(_ name: [UInt8], of folder: Root) -> Root {
        Root(
            path: LogPath(folder: folder.path, name: name).bytes,
            root: folder.root,
            place: folder.place.isEmpty ? name : folder.place + [UInt8(ascii: "/")] + name
        )
    }
}
