import Foundation

/// What the AWS tools look at to find their settings: variables, and files in the home folder.
///
/// For example:
///
/// ```swift
/// let settings = try AWSSettings(environment: .process)
/// ```
package struct AWSEnvironment: Sendable {
    private let variables: [String: String]
    /// The folder that `~` stands for.
    package let home: String

    package init(variables: [String: String], home: String) {
        self.variables = variables
        self.home = home
    }

    /// That of this process.
    package static var process: AWSEnvironment {
        let variables = ProcessInfo.processInfo.environment
        return AWSEnvironment(variables: variables, home: variables["HOME"] ?? NSHomeDirectory())
    }

    /// The value of a variable; nil where it is empty, as for the AWS tools.
    package subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The variables for a program that is started: all but those of this program, which may be
    /// tokens of alert channels.
    var inherited: [String: String] { variables.filter { !$0.key.hasPrefix("AUDIT_") } }

    /// The path of a file: the value of a variable, or one below the home folder.
    func path(_ variable: String, default path: String) -> String {
        expand(self[variable] ?? "~/\(path)")
    }

    /// Replaces a `~` at the beginning.
    func expand(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
    }

    /// A path as messages show it, with the home folder as `~`.
    func shown(_ path: String) -> String {
        !home.isEmpty && path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }

    /// Whether a variable says yes; the AWS tools take nothing but `true`, in any case.
    func isTrue(_ name: String) -> Bool? { self[name].map(Self.isTrue) }

    static func isTrue(_ text: String) -> Bool { text.lowercased() == "true" }
}

extension AWSEnvironment: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(variables.count) variables" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
