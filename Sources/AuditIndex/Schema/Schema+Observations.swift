extension Schema {
    /// What correlations asked for of events, one row for a commit, a correlation and a day: see
    /// ``ObservationSegment``.
    ///
    /// What stands for alerts of other correlations stays in `observation`, and what was there
    /// before this table.
    static let observationSegments = """
        CREATE TABLE observation_segment (
          id INTEGER PRIMARY KEY, rule INTEGER NOT NULL, day INTEGER NOT NULL, data BLOB NOT NULL
        );
        CREATE INDEX observation_segment_by_day ON observation_segment (rule, day);
        """
}
