extension Unicode.Scalar {
    /// Whether the scalar can move the cursor, reorder what is shown, or hide in it.
    ///
    /// These are the control characters (C0, DEL, C1), line and paragraph separators, the
    /// bidirectional controls, and what is invisible: zero-width spaces and joiners, fillers,
    /// tags. Variation selectors pass, for they only choose a glyph. The zero-width joiner does
    /// not: emoji that use it come apart, but `prod` with one inside no longer looks like `prod`.
    ///
    /// Related documentation: <https://www.unicode.org/reports/tr36/>
    package var isUnsafeToShow: Bool {
        switch value {
        case 0x20...0x7E: false
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E,
            0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0,
            0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }
}
