/// Which part of a text is left out when it is cut to a width.
enum TextCut: CaseIterable, Sendable {
    /// The beginning: `…role/deploy`.
    case start

    /// The middle: `arn:aws…deploy`.
    case middle

    /// The end: `arn:aws:iam…`.
    case end
}
