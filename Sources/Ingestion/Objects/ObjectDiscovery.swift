import AuditIndex
import Basics
import CloudTrail
import Dispatch

/// The discovery of objects: lists what can be new in buckets, skips what the ledger knows, and
/// hands out the rest in the order of time.
///
/// A listing that ended well is remembered, so that the next one begins a day before it. Objects
/// may come later than that: once in a while all is listed anew. What could not be read is tried
/// again each time, wherever it is.
struct ObjectDiscovery {
    /// The days before the last listing that are listed again.
    private static let lookBack: Int64 = 1
    /// The days after which all is listed anew.
    private static let fullListingEvery: Int64 = 30
    /// The files of a unit: each is a request, and waiting for it.
    private static let filesPerUnit = 64
    /// The objects that are listed ahead: what arrives while a page is waited for.
    private static let listedAhead = 2_000

    let store: any ObjectStore
    let index: AuditDatabase?
    let options: IngestOptions
    let state: IngestState

    /// An object that was found.
    private struct Found {
        var object: ObjectPage.Object
        var bucket: String
        var root: Int
        var isNamed = false

        var location: ObjectLocation { ObjectLocation(bucket: bucket, key: object.key) }
    }

    /// A stream to be listed.
    private struct Plan {
        var part: ObjectLister.Part
        /// What is remembered of it when the listing ends well; nil for nothing.
        var listing: ObjectListing?
        /// The objects of earlier days that could not be read.
        var unread: [ObjectLocation] = []
    }

    /// Hands the objects below some prefixes to `emit`, until it returns false.
    ///
    /// - parameters:
    ///   - named: The prefixes, with the positions of what the user named.
    ///   - known: Objects to be read without a listing.
    func run(
        _ named: [(location: ObjectLocation, root: Int)],
        known: [KnownObject],
        _ emit: ([LogDiscovery.File]) -> Bool
    ) throws {
        var units = LogUnits(files: Self.filesPerUnit)
        func add(_ files: [LogDiscovery.File]) -> Bool {
            state.addFound(files.count)
            for file in files {
                if let unit = units.add(file), !emit(unit) { return false }
            }
            return !state.shouldStop
        }
        let (plans, objects) = try plan(named)
        let unread = try plans.flatMap { plan in
            try plan.unread.compactMap {
                try file(KnownObject(location: $0), root: plan.part.stream.root)
            }
        }
        guard add(LogDiscovery.sorted(try known.compactMap { try file($0, root: -1) }) + unread),
            add(try files(objects)),
            try list(plans, add), let rest = units.rest()
        else { return }
        _ = emit(rest)
    }

    /// Lists streams on a thread that is a little ahead of those who read.
    private func list(_ plans: [Plan], _ add: ([LogDiscovery.File]) -> Bool) throws -> Bool {
        let batches = BoundedQueue<[ObjectLister.Listed]>(
            capacity: Self.listedAhead,
            weight: \.count
        )
        let failed = Locked<Set<Int>>([])
        let group = DispatchGroup()
        DispatchQueue(label: "audit.list").async(group: group) {
            ObjectLister(store: store).run(plans.map(\.part)) { batch in
                batches.push(batch)
            } fail: { position, fault in
                failed.withLock { _ = $0.insert(position) }
                let stream = plans[position].part.stream
                state.cover(stream.root)
                state.addProblem(IngestProblem(path: stream.description, reason: fault.reason))
            }
            batches.finish()
        }
        defer {
            batches.cancel()
            group.wait()
        }
        while let batch = batches.pop() {
            let objects = batch.map { listed in
                let stream = plans[listed.part].part.stream
                return Found(object: listed.object, bucket: stream.bucket, root: stream.root)
            }
            guard add(try files(objects)) else { return false }
        }
        for (position, plan) in plans.enumerated() {
            guard let listing = plan.listing, !failed.withLock({ $0.contains(position) }) else {
                continue
            }
            state.addListing(listing)
        }
        return true
    }

    /// An object to be read without a listing; nil where its content has been read.
    private func file(_ known: KnownObject, root: Int) throws -> LogDiscovery.File? {
        let path = known.location.path
        let ledger = try index?.ledger(folder: path.folder, names: [path.name])
        if let etag = known.etag, let entry = ledger?[path.name], entry.isComplete,
            entry.stamp.modified != -1, entry.stamp.etag == etag
        {
            state.skip(entry, root: root)
            return nil
        }
        return LogDiscovery.File(
            path: path,
            stamp: ledger?[path.name]?.stamp ?? FileStamp(size: 0, modified: -1),
            isNamed: false,
            root: root,
            object: known.location
        )
    }

    /// The files for the objects that have to be read, in the order of their delivery.
    private func files(_ objects: [Found]) throws -> [LogDiscovery.File] {
        var folders: [[UInt8]: [(path: LogPath, found: Found)]] = [:]
        var archived: [String: Int] = [:]
        for found in objects {
            let path = found.location.path
            // A folder as the console makes it.
            guard !path.name.isEmpty, !found.object.key.hasSuffix("/"),
                options.selection.contains(found.object.key),
                !options.excluded.excludes(path: found.object.key)
            else { continue }
            if let archive = found.object.archive {
                archived["s3://\(found.bucket) (\(archive))", default: 0] += 1
                state.cover(found.root)
                continue
            }
            folders[path.folder, default: []].append((path, found))
        }
        state.addArchived(archived)
        var files: [LogDiscovery.File] = []
        for (folder, entries) in folders {
            let names = entries.map(\.path.name)
            let ledger = try index?.ledger(folder: folder, names: names) ?? [:]
            for (path, found) in entries {
                let stamp = found.object.stamp
                let known = ledger[path.name]
                guard !LogDiscovery.skips(known, stamp, options) else {
                    if let known { state.skip(known, root: found.root) }
                    state.addFound(1)
                    continue
                }
                files.append(
                    LogDiscovery.File(
                        path: path,
                        stamp: stamp,
                        isNamed: found.isNamed,
                        root: found.root,
                        object: found.location
                    )
                )
            }
        }
        return LogDiscovery.sorted(files)
    }
}

extension ObjectDiscovery {
    /// The streams to be listed, and the objects that were named themselves.
    private func plan(
        _ named: [(location: ObjectLocation, root: Int)]
    ) throws -> (plans: [Plan], objects: [Found]) {
        let layout = ObjectLayout(store: store, selection: options.selection)
        var plans: [Plan] = []
        var objects: [Found] = []
        var addresses: Set<String> = []
        for (location, root) in named where !state.shouldStop {
            do throws(ObjectFault) {
                let found = try layout.find(location, root: root)
                if let object = found.object {
                    objects.append(
                        Found(object: object, bucket: location.bucket, root: root, isNamed: true)
                    )
                }
                for stream in found.streams {
                    // The same may be named twice.
                    guard addresses.insert(stream.description).inserted else {
                        state.cover(root)
                        continue
                    }
                    plans.append(Plan(part: ObjectLister.Part(stream: stream)))
                }
            } catch {
                state.cover(root)
                state.addProblem(IngestProblem(path: location.description, reason: error.reason))
            }
        }
        for position in plans.indices { try schedule(&plans[position]) }
        return (plans, objects)
    }

    /// Works out from where on a stream is listed, and what is remembered of that.
    private func schedule(_ plan: inout Plan) throws {
        let stream = plan.part.stream
        let selection = options.selection
        plan.part.firstDay = selection.firstDay
        // The file of the last minutes before midnight is of the next day.
        plan.part.lastDay = selection.lastDay.map { $0 + 1 }
        guard stream.isDated, let index else { return }
        let today = options.now / 86_400
        let remembers = selection.lastDay == nil
        let prefix = stream.description
        guard let last = try index.objectListing(prefix), !options.listsAll,
            options.goesOn || last.from ?? .min <= selection.firstDay ?? .min
        else {
            guard remembers else { return }
            plan.listing = ObjectListing(
                prefix: prefix,
                from: selection.firstDay,
                to: today,
                full: today
            )
            return
        }
        state.cover(stream.root)
        let isFull = today - last.full >= Self.fullListingEvery
        let due = isFull ? last.from : last.to - Self.lookBack
        let start = options.goesOn ? due : max(due ?? .min, selection.firstDay ?? .min)
        plan.part.firstDay = start == .min ? nil : start
        plan.unread = try index.unreadObjects(below: prefix).compactMap(ObjectLocation.init)
            .filter { stream.day(of: $0.key) ?? .min < start ?? .min }
        // Who asks for later days only leaves a gap, and the next run begins before it.
        guard remembers, plan.part.firstDay == due else { return }
        plan.listing = ObjectListing(
            prefix: prefix,
            from: last.from,
            to: today,
            full: isFull ? today : last.full
        )
    }
}
