#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What the terminal behind a file descriptor can do.
enum Terminal {
    /// Returns the environment variables that decide about width and colour.
    static func environment() -> [String: String] {
        let names = ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM"]
        var environment: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return environment
    }

    /// Returns whether a file descriptor is a terminal.
    ///
    /// - parameter descriptor: The file descriptor.
    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Returns the width of a terminal in columns.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter environment: The environment variables.
    /// - returns: What the terminal says, else `COLUMNS`, else 80.
    static func width(
        _ descriptor: Int32,
        environment: [String: String] = environment()
    ) -> Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 {
            return columns
        }
        return 80
    }

    /// Returns the height of a terminal in lines; nil where it does not say.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter environment: The environment variables.
    static func height(
        _ descriptor: Int32,
        environment: [String: String] = environment()
    ) -> Int? {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 {
            return Int(size.ws_row)
        }
        return environment["LINES"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Returns whether to write colour to a file descriptor.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter environment: The environment variables.
    static func colorAllowed(
        _ descriptor: Int32,
        environment: [String: String] = environment()
    ) -> Bool {
        colorAllowed(isTerminal: isTerminal(descriptor), environment: environment)
    }

    /// Returns whether to write colour.
    ///
    /// `NO_COLOR` wins over everything, then `CLICOLOR_FORCE` and `FORCE_COLOR`; without them there
    /// is colour on a terminal that is not `dumb`, unless `CLICOLOR` is 0.
    ///
    /// Related documentation: <https://no-color.org>, <https://bixense.com/clicolors/>
    ///
    /// - parameter isTerminal: Whether the output goes to a terminal.
    /// - parameter environment: The environment variables.
    static func colorAllowed(isTerminal: Bool, environment: [String: String]) -> Bool {
        if let no = environment["NO_COLOR"], !no.isEmpty { return false }
        for name in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
            if let force = environment[name], !["", "0", "false"].contains(force) { return true }
        }
        guard isTerminal, environment["CLICOLOR"] != "0" else { return false }
        let term = environment["TERM"] ?? ""
        return !term.isEmpty && term != "dumb"
    }
}

/// How a piece of text stands out on a terminal, be its background light or dark: that is why no
/// style is yellow or white.
///
/// For example:
///
/// ```swift
/// Style.red.applied(to: "AccessDenied", color: layout.color)
/// ```
enum Style: String, CaseIterable, Sendable {
    /// Bold, for headings.
    case bold = "1"

    /// Dim, for what matters less.
    case dim = "2"

    /// Red, for what is wrong.
    case red = "31"

    /// Green, for what is right.
    case green = "32"

    /// Magenta, for what deserves a look.
    case magenta = "35"

    /// Bold and red, for what cannot wait.
    case alarm = "1;31"

    /// Returns the text in this style, or as it is when there is no colour.
    ///
    /// - parameter text: The text, safe for a terminal already.
    /// - parameter color: Whether the output has colour.
    func applied(to text: String, color: Bool) -> String {
        color && !text.isEmpty ? "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" : text
    }
}
