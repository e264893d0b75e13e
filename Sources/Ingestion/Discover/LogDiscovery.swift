import AuditIndex
import Basics
import CloudTrail

/// The second pass of discovery: lists folders in the order of time, skips what the ledger knows,
/// and hands out the rest in groups.
///
/// Folders of one day, whatever account and region, are taken together, and their files sorted by
/// the time in their names: the index is clustered by time, and writing in that order is fast.
/// Memory is that of the names of one day.
struct LogDiscovery {
    /// A file to read.
    struct File: Sendable {
        var path: LogPath
        var stamp: FileStamp
        /// Whether the user named it, so that it must be a log.
        var isNamed: Bool
        /// The position of what the user named and it was found under.
        var root: Int
        /// The name of the pipe that it is read from; nil of a file.
        var pipe: [UInt8]?
        /// The object that it is; nil of a file.
        var object: ObjectLocation?
        /// What reads the object, once that has begun.
        var reader: (any ObjectReader)?
    }

    private static let filesPerUnit = 256

    /// What knows files already; nil where nothing does, and all are read.
    let index: AuditDatabase?
    let options: IngestOptions
    let state: IngestState
    /// The index's own files.
    private let ownFiles: Set<[UInt8]>

    init(index: AuditDatabase?, options: IngestOptions, state: IngestState) {
        self.index = index
        self.options = options
        self.state = state
        let path = index.flatMap { try? FileSystem.absolutePath(Array($0.path.utf8)) }
        let suffixes = ["", "-wal", "-shm", "-journal", ".lock"]
        ownFiles = Set(path.map { path in suffixes.map { path + Array($0.utf8) } } ?? [])
    }

    /// Hands the files of all folders to `emit`, until it returns false.
    ///
    /// - parameter pipes: Each of them is a unit of its own, as it may keep its reader waiting.
    func run(
        _ folders: [LogFolder],
        pipes: [(path: [UInt8], root: Int)] = [],
        _ emit: ([File]) -> Bool
    ) throws {
        for pipe in pipes {
            guard emit([Self.file(pipe.path, root: pipe.root)]) else { return }
        }
        var units = LogUnits(files: Self.filesPerUnit)
        for day in Self.days(folders) {
            guard !state.shouldStop else { return }
            for file in try files(of: day) {
                if let unit = units.add(file), !emit(unit) { return }
            }
        }
        if let rest = units.rest() { _ = emit(rest) }
    }

    /// The folders in groups of one day; those without a day come first, one by one.
    private static func days(_ folders: [LogFolder]) -> [[LogFolder]] {
        let sorted = folders.sorted {
            ($0.day ?? -1, $0.path) < ($1.day ?? -1, $1.path)
        }
        var days: [[LogFolder]] = []
        for folder in sorted {
            if let day = folder.day, days.last?.first?.day == day {
                days[days.count - 1].append(folder)
            } else {
                days.append([folder])
            }
        }
        return days
    }

    /// The files of some folders that have to be read, in the order of their delivery.
    private func files(of folders: [LogFolder]) throws -> [File] {
        var all: [File] = []
        for folder in folders { all += try files(in: folder) }
        return Self.sorted(all)
    }

    /// Files in the order of their delivery.
    static func sorted(_ files: [File]) -> [File] {
        var dated = files.map { (minute: LogFileName.deliveryMinute($0.path.name) ?? 0, file: $0) }
        dated.sort { ($0.minute, $0.file.path.name) < ($1.minute, $1.file.path.name) }
        return dated.map(\.file)
    }

    private func files(in folder: LogFolder) throws -> [File] {
        var names: [[UInt8]] = []
        if folder.isWhole {
            do throws(FileSystem.Failure) {
                try FileSystem.list(folder.path) { name, kind in
                    guard kind == .file || kind == nil else { return }
                    if !options.excluded.excludes(name, in: folder.place) { names.append(name) }
                }
            } catch {
                // The walk could list it: it has gone since.
                state.addProblem(IngestProblem(path: folder.path, reason: error.reason))
                return []
            }
        } else {
            names = Array(folder.named)
        }
        var files: [File] = []
        for start in stride(from: 0, to: names.count, by: 1_000) {
            let part = Array(names[start..<min(start + 1_000, names.count)])
            let known = try index?.ledger(folder: folder.path, names: part) ?? [:]
            for name in part {
                let path = LogPath(folder: folder.path, name: name)
                guard options.selection.contains(path.description) else { continue }
                let isNamed = folder.named.contains(name)
                if let file = file(path, known[name], isNamed: isNamed, root: folder.root) {
                    files.append(file)
                }
            }
        }
        return files
    }

    /// What is read from a pipe, under a name that no other reading has.
    private static func file(_ pipe: [UInt8], root: Int) -> File {
        let path = pipe == LogWalk.standardInput ? Array("/dev/stdin".utf8) : pipe
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let folder =
            slash.map { $0 == 0 ? [UInt8(ascii: "/")] : Array(path[..<$0]) } ?? [UInt8(ascii: ".")]
        let now = FileSystem.now()
        let time = EventTime(seconds: now / 1_000_000_000).description.dropLast()
        let fraction = String(now % 1_000_000_000 + 1_000_000_000).dropFirst()
        let name =
            Array(path[(slash.map { $0 + 1 } ?? 0)...]) + Array(" (\(time).\(fraction)Z)".utf8)
        return File(
            path: LogPath(folder: folder, name: name),
            stamp: FileStamp(size: 0, modified: now),
            isNamed: true,
            root: root,
            pipe: pipe
        )
    }

    /// The file at a path, unless it need not or cannot be read.
    private func file(
        _ path: LogPath,
        _ known: AuditDatabase.LedgerEntry?,
        isNamed: Bool,
        root: Int
    ) -> File? {
        // The index itself may be in the folder, and is another file after each run.
        guard !ownFiles.contains(path.bytes) else { return nil }
        do throws(FileSystem.Failure) {
            let status = try FileSystem.status(path.bytes)
            guard status.kind == .file else { return nil }
            guard !Self.skips(known, status.stamp, options) else {
                if let known { state.skip(known, root: root) }
                return nil
            }
            return File(path: path, stamp: status.stamp, isNamed: isNamed, root: root)
        } catch {
            // The worker will find out why, and enter it.
            let stamp = FileStamp(size: 0, modified: -1)
            return File(path: path, stamp: stamp, isNamed: isNamed, root: root)
        }
    }
}

extension LogDiscovery {
    /// Whether a file need not be read, because the ledger knows it as it is.
    static func skips(
        _ known: AuditDatabase.LedgerEntry?,
        _ stamp: FileStamp,
        _ options: IngestOptions
    ) -> Bool {
        guard let known, known.isComplete, stamp.isUnchanged(since: known.stamp) else {
            return false
        }
        // A record that was too long may be within the limit of this run.
        return known.damage == nil && known.rejected == 0 || !options.retriesDamaged
    }
}

/// Gathers files into units of work: enough files that handing one over costs nothing, few enough
/// that the last does not keep one worker alone for long.
struct LogUnits {
    private static let bytes: Int64 = 1 << 20

    /// The most files of a unit.
    let files: Int
    private var unit: [LogDiscovery.File] = []
    private var unitBytes: Int64 = 0

    init(files: Int) { self.files = files }

    /// Adds a file; returns the unit that is full with it.
    mutating func add(_ file: LogDiscovery.File) -> [LogDiscovery.File]? {
        unit.append(file)
        unitBytes += file.stamp.size
        return unit.count >= files || unitBytes >= Self.bytes ? rest() : nil
    }

    /// The files of no full unit; nil where there are none.
    mutating func rest() -> [LogDiscovery.File]? {
        defer { (unit, unitBytes) = ([], 0) }
        return unit.isEmpty ? nil : unit
    }
}

private func < (left: (Int64, [UInt8]), right: (Int64, [UInt8])) -> Bool {
    left.0 != right.0 ? left.0 < right.0 : left.1.lexicographicallyPrecedes(right.1)
}

/// A folder that holds files, found in the first pass of discovery.
struct LogFolder: Sendable {
    /// The absolute path.
    var path: [UInt8]
    /// The day that its path tells, as CloudTrail lays its folders out; nil where it tells none.
    var day: Int64?
    /// The files in it that the user named.
    var named: Set<[UInt8]>
    /// Whether its other files are to be taken, too.
    var isWhole: Bool
    /// The files in it.
    var count: Int
    /// The position of what the user named and it was found under.
    var root: Int
    /// Its path from there on.
    var place: [UInt8]
}

extension LogFolder {
    init(
        path: [UInt8],
        named: Set<[UInt8]>,
        isWhole: Bool,
        count: Int,
        root: Int,
        place: [UInt8] = []
    ) {
        self.root = root
        self.place = place
        self.path = path
        self.named = named
        self.isWhole = isWhole
        self.count = count
        let text = String(decoding: path, as: UTF8.self)
        day = LogFileName(text + "/-").delivered.map { $0.seconds / 86_400 }
    }
}
