import CloudTrail
import Foundation
import SecurityArchitecture

/// How logs are to be scanned.
public struct ScanOptions: Sendable {
    /// The files read at the same time; the cores of the machine unless set.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// What one file may ask for.
    public var limits = LogLimits()
    /// The seconds since 1970 in which events are looked at; nil for all.
    public var span: Range<Int64>?
    /// What derived fields are judged by.
    public var architecture = Architecture.guessed

    /// Makes the usual options.
    public init() {}
}
