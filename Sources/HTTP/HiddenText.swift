import Foundation

/// A token or another secret, which prints as `(hidden)` wherever it is printed by accident.
///
/// For example:
///
/// ```swift
/// let token = HiddenText("xoxb-EXAMPLE")
/// print(token, [token])   // (hidden) [(hidden)]
/// ```
package struct HiddenText: Hashable, Sendable {
    /// The secret itself, for the place that sends it.
    package let revealed: String

    package init(_ text: String) { revealed = text }

    /// Removes secrets from a text, ignoring case, as servers may change it.
    ///
    /// Secrets of fewer than four characters stay: hiding them everywhere would garble the text.
    package static func removing(_ secrets: [String], from text: String) -> String {
        secrets.filter { $0.count >= 4 }.sorted { $0.count > $1.count }.reduce(text) {
            $0.replacingOccurrences(of: $1, with: "(hidden)", options: .caseInsensitive)
        }
    }
}

extension HiddenText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(hidden)" }
    package var debugDescription: String { description }
    /// Empty, so that `dump` shows nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
