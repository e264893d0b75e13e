import CloudTrail

/// All that a reader says of a log: each record with its place, and how the log ended.
package struct ReadingTrace: Equatable {
    package private(set) var records: [String] = []
    package let report: LogReport

    package init(_ bytes: [UInt8], limits: LogLimits = LogLimits(), inflatesWhole: Bool) {
        var records: [String] = []
        let reader = LogReader(limits: limits, inflatesWhole: inflatesWhole)
        report = reader.read(bytes: bytes) { record, location in
            let what =
                switch record {
                case .event(let event): "\(event.identifier) \(event.contentHash())"
                case .rejected(let fault): fault.description
                }
            records.append("\(location.offset)+\(location.length): \(what)")
            return true
        }
        self.records = records
    }

    /// Whether a log is read alike with libdeflate and without it; true where there is none.
    package static func isIndependentOfInflater(
        _ bytes: [UInt8],
        limits: LogLimits = LogLimits()
    ) -> Bool {
        guard WholeInflater.isInstalled else { return true }
        return ReadingTrace(bytes, limits: limits, inflatesWhole: true)
            == ReadingTrace(bytes, limits: limits, inflatesWhole: false)
    }
}
