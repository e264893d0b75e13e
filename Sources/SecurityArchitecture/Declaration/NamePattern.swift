import Basics

/// A glob that knows how specific it is.
///
/// For example:
///
/// ```swift
/// let shared = try NamePattern("prod-*")
/// let exact = try NamePattern("prod-sandbox")
/// exact.isMoreSpecific(than: shared)                    // true: it has no wildcard
/// try NamePattern("prod-web-*").isMoreSpecific(than: shared)   // true: more literal text
/// shared.overlap(with: try NamePattern("*-tools"))      // "prod-tools": both match it
/// ```
///
/// Of two patterns the more specific is, in this order: the one without a wildcard; the one with
/// more literal characters; the one with fewer wildcards. Otherwise they are equally specific.
package struct NamePattern: Hashable, Sendable {
    package let glob: Glob
    /// The number of characters that are not wildcards.
    package let literalCount: Int
    package let wildcardCount: Int

    /// - parameter text: A glob as AWS policies write them: `*` and `?`.
    /// - throws: A `GlobError` when the text is not a glob.
    package init(_ text: String, caseInsensitive: Bool = false) throws(GlobError) {
        glob = try Glob(text, caseInsensitive: caseInsensitive)
        let tokens = Self.tokens(text)
        wildcardCount = tokens.count { $0 == nil || $0 == Self.anyOne }
        literalCount = tokens.count - wildcardCount
    }

    package func matches(_ name: String) -> Bool { glob.matches(name) }

    /// Whether the pattern takes precedence over another where both match.
    package func isMoreSpecific(than other: NamePattern) -> Bool {
        if glob.isLiteral != other.glob.isLiteral { return glob.isLiteral }
        if literalCount != other.literalCount { return literalCount > other.literalCount }
        return wildcardCount < other.wildcardCount
    }

    /// A name that both patterns match; nil where there is none.
    ///
    /// - complexity: O(n · m) in the lengths of the patterns.
    package func overlap(with other: NamePattern) -> String? {
        let left = Self.tokens(glob.pattern)
        let right = Self.tokens(other.glob.pattern)
        if let first = left.first, let second = right.first, let first, let second,
            first != second, first != Self.anyOne, second != Self.anyOne
        {
            return nil
        }
        return Overlap(left, right).witness
    }

    /// `?`; nil is `*`, and U+0000 is in no pattern.
    private static let anyOne: Unicode.Scalar = "\0"

    private static func tokens(_ pattern: String) -> [Unicode.Scalar?] {
        var tokens: [Unicode.Scalar?] = []
        var scalars = pattern.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case "*": if tokens.isEmpty || tokens[tokens.count - 1] != nil { tokens.append(nil) }
            case "?": tokens.append(anyOne)
            case "\\": if let escaped = scalars.next() { tokens.append(escaped) }
            default: tokens.append(scalar)
            }
        }
        return tokens
    }

    /// The search for a name that two patterns match.
    private struct Overlap {
        let left: [Unicode.Scalar?]
        let right: [Unicode.Scalar?]
        /// For each pair of positions, whether what follows both can be the same text.
        private var agrees: [Bool]

        init(_ left: [Unicode.Scalar?], _ right: [Unicode.Scalar?]) {
            self.left = left
            self.right = right
            let width = right.count + 1
            agrees = Array(repeating: false, count: (left.count + 1) * width)
            for row in stride(from: left.count, through: 0, by: -1) {
                for column in stride(from: right.count, through: 0, by: -1) {
                    agrees[row * width + column] = step(row, column)
                }
            }
        }

        private func agree(_ row: Int, _ column: Int) -> Bool {
            agrees[row * (right.count + 1) + column]
        }

        private func isStar(_ tokens: [Unicode.Scalar?], _ index: Int) -> Bool {
            index < tokens.count && tokens[index] == nil
        }

        private func step(_ row: Int, _ column: Int) -> Bool {
            if row == left.count, column == right.count { return true }
            if isStar(left, row), agree(row + 1, column) { return true }
            if isStar(right, column), agree(row, column + 1) { return true }
            guard row < left.count, column < right.count else { return false }
            if isStar(left, row) { return !isStar(right, column) && agree(row, column + 1) }
            if isStar(right, column) { return agree(row + 1, column) }
            return common(row, column) != nil && agree(row + 1, column + 1)
        }

        /// A character that both tokens match; neither of them is `*`.
        private func common(_ row: Int, _ column: Int) -> Unicode.Scalar? {
            guard let one = left[row], let other = right[column] else { return nil }
            if one == NamePattern.anyOne { return other == NamePattern.anyOne ? "x" : other }
            return other == NamePattern.anyOne || one == other ? one : nil
        }

        var witness: String? {
            guard agree(0, 0) else { return nil }
            var text = String.UnicodeScalarView()
            var (row, column) = (0, 0)
            while row < left.count || column < right.count {
                if isStar(left, row), agree(row + 1, column) {
                    row += 1
                } else if isStar(right, column), agree(row, column + 1) {
                    column += 1
                } else if isStar(left, row) {
                    text.append(literal(right[column]))
                    column += 1
                } else if isStar(right, column) {
                    text.append(literal(left[row]))
                    row += 1
                } else {
                    text.append(common(row, column) ?? "x")
                    row += 1
                    column += 1
                }
            }
            return String(text)
        }

        private func literal(_ token: Unicode.Scalar?) -> Unicode.Scalar {
            guard let token, token != NamePattern.anyOne else { return "x" }
            return token
        }
    }
}

extension NamePattern: CustomStringConvertible {
    package var description: String { glob.pattern }
}
