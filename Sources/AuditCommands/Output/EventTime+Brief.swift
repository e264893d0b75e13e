import CloudTrail

extension EventTime {
    /// The time as tables show it: `2026-03-07 01:40:05`.
    var brief: String {
        description.replacing("T", with: " ").replacing("Z", with: "")
    }
}
