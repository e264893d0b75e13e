import Basics

/// Which files and folders are left out of a run.
///
/// For example:
///
/// ```swift
/// let filter = try PathFilter(["vpcflowlogs", "*/2024/*"])
/// ```
///
/// A pattern is matched against the path below what was named, as `aws s3 sync --exclude` does: `*`
/// passes `/`. One without `/` is matched against each name on the way, too.
package struct PathFilter: Sendable {
    private let globs: [(glob: Glob, isName: Bool)]

    /// Makes a filter that leaves nothing out.
    package init() { globs = [] }

    /// Makes a filter of patterns.
    ///
    /// - throws: `GlobError` where a pattern is empty or has an unknown escape.
    package init(_ patterns: [String]) throws(GlobError) {
        var globs: [(glob: Glob, isName: Bool)] = []
        for pattern in patterns {
            let name =
                pattern.last == "/" && pattern.count > 1 ? String(pattern.dropLast()) : pattern
            globs.append((try Glob(name), !name.contains("/")))
        }
        self.globs = globs
    }

    /// Whether an entry of a folder is left out, with all that is in it.
    ///
    /// - parameters:
    ///   - name: The entry's name.
    ///   - place: The path of its folder below what was named.
    func excludes(_ name: [UInt8], in place: [UInt8]) -> Bool {
        guard !globs.isEmpty else { return false }
        let name = String(decoding: name, as: UTF8.self)
        let path = place.isEmpty ? name : String(decoding: place, as: UTF8.self) + "/" + name
        return globs.contains { $0.glob.matches(path) || $0.isName && $0.glob.matches(name) }
    }

    /// Whether an object is left out, by its key or one of the folders in it.
    func excludes(path key: String) -> Bool {
        guard !globs.isEmpty else { return false }
        var place: [UInt8] = []
        for name in key.utf8.split(separator: UInt8(ascii: "/")) {
            if excludes(Array(name), in: place) { return true }
            if !place.isEmpty { place.append(UInt8(ascii: "/")) }
            place += name
        }
        return false
    }
}
