import CloudTrail
import Foundation

/// How a dump is to be read.
public struct IngestOptions: Sendable {
    /// The files read at the same time; the cores of the machine unless set.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// What one file may ask for.
    public var limits = LogLimits()
    /// The rules that events are held against; their hits are kept.
    public var rules: EventRules?
    /// Whether files that are known to be damaged are read again though they have not changed.
    public var retriesDamaged = false

    /// Makes the usual options.
    public init() {}
}
