import Basics

/// Finds the streams below what a user names, as CloudTrail lays out a bucket:
/// `[prefix/]AWSLogs/[o-ID/]ACCOUNT/CloudTrail/REGION/2026/03/07/`.
///
/// Other services write below the same accounts; what is theirs is never listed. What has no
/// `AWSLogs` in the first levels is a dump of some other form, and one stream as a whole. See [log
/// file names][layout].
///
/// [layout]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html
struct ObjectLayout: Sendable {
    /// The folders of an account that have records; digests lie beside them.
    private static let kinds: Set<String> = [
        "CloudTrail", "CloudTrail-Insight", "CloudTrail-NetworkActivity", "CloudTrail-Aggregated",
    ]
    private static let digests = "CloudTrail-Digest"
    /// The levels of folders that are looked through for `AWSLogs`, and the folders of a level.
    private static let levels = 3
    private static let foldersOfLevel = 200

    let store: any ObjectStore
    let selection: LogSelection
    /// Whether digests are looked for, which ingesting has no use for.
    var includesDigests = false

    /// What is at a prefix.
    private enum Level: Sendable {
        /// Above `AWSLogs`.
        case above
        /// Organisations and accounts.
        case logs
        case account
        case kind
        /// The days of a region.
        case days
        /// What is none of these.
        case other
    }

    private struct Folder: Sendable {
        var location: ObjectLocation
        var level: Level

        func child(_ name: String, _ level: Level) -> Folder {
            let key = "\(location.key)\(name)/"
            return Folder(
                location: ObjectLocation(bucket: location.bucket, key: key),
                level: level
            )
        }
    }

    /// What is below a prefix.
    struct Found {
        var streams: [ObjectStream] = []
        /// The object that has the prefix as its whole key.
        var object: ObjectPage.Object?
    }

    /// Finds what is below a prefix, or at it.
    ///
    /// - complexity: A request for each account, organisation and kind, many at a time.
    func find(_ named: ObjectLocation, root: Int) throws(ObjectFault) -> Found {
        var found = Found()
        var prefix = named.key
        if !prefix.isEmpty, !prefix.hasSuffix("/") {
            // An object, or a folder without its slash.
            var query = ObjectQuery(bucket: named.bucket, prefix: prefix)
            query.isFolder = true
            let page = try store.page(query)
            found.object = page.objects.first { $0.key == prefix }
            if found.object != nil, !page.prefixes.contains(prefix + "/") { return found }
            prefix += "/"
        }
        let location = ObjectLocation(bucket: named.bucket, key: prefix)
        var folders = [Folder(location: location, level: Self.level(of: prefix))]
        if case .above = folders[0].level { folders = try logs(below: folders[0]) }
        while !folders.isEmpty {
            var next: [Folder] = []
            for (folder, names) in try children(of: folders) {
                switch folder.level {
                case .days, .other:
                    var isDated = false
                    if case .days = folder.level { isDated = true }
                    found.streams.append(
                        ObjectStream(
                            bucket: folder.location.bucket,
                            prefix: folder.location.key,
                            isDated: isDated,
                            root: root
                        )
                    )
                case .above: break
                case .logs: next += names.compactMap { below(logs: folder, $0) }
                case .account:
                    next += names.filter(isWanted).map { folder.child($0, .kind) }
                case .kind:
                    next += names.filter(selection.contains(region:))
                        .map { folder.child($0, .days) }
                }
            }
            folders = next
        }
        return found
    }

    /// The folders named `AWSLogs` below a prefix; the prefix itself where there are none.
    private func logs(below folder: Folder) throws(ObjectFault) -> [Folder] {
        var folders = [folder]
        for _ in 0..<Self.levels {
            let children = try children(of: folders)
            let logs = children.filter { $0.names.contains("AWSLogs") }
            if !logs.isEmpty { return logs.map { $0.folder.child("AWSLogs", .logs) } }
            folders = children.flatMap { folder, names in names.map { folder.child($0, .above) } }
            guard folders.count <= Self.foldersOfLevel else { break }
        }
        return [Folder(location: folder.location, level: .other)]
    }

    private func isWanted(_ kind: String) -> Bool {
        Self.kinds.contains(kind) || includesDigests && kind == Self.digests
    }

    private func below(logs folder: Folder, _ name: String) -> Folder? {
        if name.hasPrefix("o-") { return folder.child(name, .logs) }
        guard Self.isAccount(name), selection.contains(account: name) else { return nil }
        return folder.child(name, .account)
    }

    /// The names of the folders in some folders, asked for at the same time; none where they are
    /// not asked for.
    private func children(
        of folders: [Folder]
    ) throws(ObjectFault) -> [(folder: Folder, names: [String])] {
        let results = folders.concurrentMap(threads: ObjectLocation.threads) { folder in
            switch folder.level {
            case .days, .other: Result<[String], ObjectFault>.success([])
            default: names(in: folder.location)
            }
        }
        var children: [(folder: Folder, names: [String])] = []
        for (folder, result) in zip(folders, results) {
            children.append((folder, try result.get()))
        }
        return children
    }

    private func names(in folder: ObjectLocation) -> Result<[String], ObjectFault> {
        var query = ObjectQuery(bucket: folder.bucket, prefix: folder.key)
        query.isFolder = true
        var names: [String] = []
        repeat {
            do throws(ObjectFault) {
                let page = try store.page(query)
                names += page.prefixes.map { String($0.dropFirst(folder.key.count).dropLast()) }
                query.continuation = page.continuation
            } catch {
                return .failure(error)
            }
        } while query.continuation != nil
        return .success(names)
    }

    /// Whether an object may be of a trail, by where it is: not below a folder of another service.
    static func mayBeTrail(_ key: String) -> Bool {
        let parts = key.split(separator: "/").map(String.init)
        guard let logs = parts.lastIndex(of: "AWSLogs") else { return true }
        let rest = parts[(logs + 1)...].drop { $0.hasPrefix("o-") }
        guard let account = rest.first, isAccount(account), rest.count > 2 else { return true }
        let kind = rest[rest.startIndex + 1]
        return kinds.contains(kind) || kind == digests
    }

    private static func isAccount(_ name: String) -> Bool {
        name.utf8.count == 12 && name.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    /// What a prefix is by its own words.
    private static func level(of prefix: String) -> Level {
        let parts = prefix.split(separator: "/").map(String.init)
        guard let logs = parts.lastIndex(of: "AWSLogs") else { return .above }
        var rest = parts[(logs + 1)...]
        if rest.first?.hasPrefix("o-") == true { rest.removeFirst() }
        guard let account = rest.popFirst() else { return .logs }
        guard isAccount(account) else { return .other }
        guard let kind = rest.popFirst() else { return .account }
        // Another service was named, or digests, or a year.
        guard kinds.contains(kind) || kind == digests, rest.count <= 1 else { return .other }
        return rest.isEmpty ? .kind : .days
    }
}
