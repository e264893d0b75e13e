import AuditIndex
import CloudTrail

/// Brings what the index keeps of rules up to date, after these or `audit.yaml` have changed.
///
/// Rules ask for any field of a record, and the index has only some: the files that were judged
/// otherwise are read again. Of files that are gone the old matches stay.
public struct Reclassification: Sendable {
    /// The files to read again.
    public let paths: [String]
    /// The files that are gone, and keep what they were judged by.
    public let gone: [String]

    /// Finds the files, forgets how they were judged, and has them read again by the next run
    /// over ``paths``.
    ///
    /// - parameters:
    ///   - index: The index, opened for writing.
    ///   - rules: What the files are to be judged by.
    ///   - neverJudged: Whether only those are meant that were read without any rules.
    /// - throws: ``IndexError`` where the index fails.
    public init(_ index: AuditDatabase, rules: EventRules, neverJudged: Bool = false) throws {
        var there: [StaleSource] = []
        var paths: [String] = []
        var gone: [String] = []
        for source in try index.staleSources(rules.judgement, neverJudged: neverJudged) {
            // A path that is no text cannot be handed on; it is read again when it is named.
            guard let path = String(validating: source.path.bytes, as: UTF8.self),
                (try? FileSystem.status(source.path.bytes)) != nil
            else {
                gone.append(source.path.description)
                continue
            }
            there.append(source)
            paths.append(path)
        }
        if !there.isEmpty {
            // Rules that see all files again have seen all that there is to look back over.
            let all = try index.staleSources(rules.judgement).count
            let judgement = there.count == all ? rules.judgement : nil
            try index.write { writer in
                try writer.forgetJudgement(of: there, forAllOf: judgement)
            }
        }
        self.paths = paths
        self.gone = gone
    }
}
