/// An event as a correlation asked for it, as it stands in an ``ObservationSegment``.
struct ObservationEntry: Equatable {
    /// The group, by its number in `subject`.
    var subject: Int64
    /// The event, without its content.
    var event: EventPlace
    /// What tells two contents under one id apart.
    var content: UInt64
    /// The position of the rule among those that the correlation refers to.
    var place: Int64
    /// The measured tuples, by the number of their JSON in `subject`; 0 where there are none.
    var value: Int64
    /// The file that gave it.
    var source: Int64
    /// What the file was judged by; when that is something else now, the entry counts no longer.
    var judgement: Int64
}
