import CloudTrail

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
}

extension LogFolder {
    init(path: [UInt8], named: Set<[UInt8]>, isWhole: Bool, count: Int) {
        self.path = path
        self.named = named
        self.isWhole = isWhole
        self.count = count
        let text = String(decoding: path, as: UTF8.self)
        day = LogFileName(text + "/-").delivered.map { $0.seconds / 86_400 }
    }
}
