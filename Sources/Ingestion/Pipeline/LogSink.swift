import CloudTrail

/// What a worker gives the records of its files to.
///
/// Each worker has a sink of its own, so that none needs a lock.
protocol LogSink: SendableMetatype {
    /// Begins a file.
    mutating func begin(_ file: LogDiscovery.File)

    /// Takes a record of the file that was begun last; returns whether to go on.
    mutating func add(_ record: LogRecord, _ location: RecordLocation) -> Bool

    /// Ends the file, which was read as far as it could be.
    mutating func end(_ report: LogReport)

    /// Forgets the file, which turned out to be no log, and gave no record.
    mutating func drop()

    /// Ends a unit of files.
    mutating func endUnit()
}
