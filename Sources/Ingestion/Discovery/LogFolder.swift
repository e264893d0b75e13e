import CloudTrail

/// A folder that holds files, found in the first pass of discovery.
struct LogFolder: Sendable {
    /// The absolute path.
    var path: [UInt8]
    /// The day that its path tells, as CloudTrail lays its folders out; nil where it tells none.
    var day: Int64?
    /// The only names to take, where the user named files; nil takes all.
    var names: [[UInt8]]?
    /// The files in it.
    var count: Int
}

extension LogFolder {
    init(path: [UInt8], names: [[UInt8]]? = nil, count: Int) {
        self.path = path
        self.names = names
        self.count = count
        let text = String(decoding: path, as: UTF8.self)
        day = LogFileName(text + "/-").delivered.map { $0.seconds / 86_400 }
    }
}
