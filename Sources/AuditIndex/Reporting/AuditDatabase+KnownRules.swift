import GRDB

extension AuditDatabase {
    /// The hashes of the rules that the index's events were last judged by; empty where they were
    /// never judged.
    ///
    /// - complexity: O(1)
    public func judgedRuleHashes() throws -> Set<String> {
        try read { db in
            let rules = try String.fetchOne(
                db,
                sql: "SELECT rules FROM judgement ORDER BY last_used DESC, id DESC LIMIT 1"
            )
            return Set((rules ?? "").split(separator: " ").map(String.init))
        }
    }
}
