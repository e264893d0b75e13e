import Basics
import Foundation
import HTTP

/// A file of the AWS tools, `~/.aws/config` or `~/.aws/credentials`, read as they read it.
///
/// Sections, `name = value`, comments on lines of their own, and indented lines that go on: the
/// value of `s3 =` with `endpoint_url = …` indented below it is a section within a section.
///
/// Related documentation: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
struct AWSConfigFile {
    typealias Section = [String: AWSConfigValue]

    private static let sizeLimit = 1 << 20

    private(set) var sections: [String: Section] = [:]

    /// Reads a file; one that does not exist is empty.
    ///
    /// - parameter shown: The path for messages.
    static func read(_ path: String, shown: String) throws(TextFault) -> AWSConfigFile {
        guard FileManager.default.fileExists(atPath: path) else { return AWSConfigFile() }
        guard let data = BoundedFile.read(path, limit: Self.sizeLimit) else {
            throw TextFault("\(shown): cannot be read, or is larger than 1 MiB")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw TextFault("\(shown): is not UTF-8")
        }
        return try AWSConfigFile(text: text, shown: shown)
    }

    private init() {}

    init(text: String, shown: String) throws(TextFault) {
        var section: String?
        var key: String?
        var keyIndent = 0
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let place = "\(shown):\(index + 1)"
            let words = line.trimmingCharacters(in: .whitespaces)
            guard let first = words.first, first != "#", first != ";" else { continue }
            if first == "[" {
                guard let end = words.firstIndex(of: "]") else {
                    throw TextFault("\(place): has a section without a ]")
                }
                let name = String(words[words.index(after: words.startIndex)..<end])
                guard sections[name] == nil else {
                    throw TextFault("\(place): has the section [\(Self.shown(name))] again")
                }
                sections[name] = [:]
                (section, key) = (name, nil)
                continue
            }
            guard let section else {
                throw TextFault("\(place): has a setting before the first [section]")
            }
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            if let key, indent > keyIndent {
                // Python joins such lines, whatever they are.
                sections[section]?[key]?.append(words)
                continue
            }
            guard let end = words.firstIndex(where: { $0 == "=" || $0 == ":" }),
                end > words.startIndex
            else {
                throw TextFault("\(place): is no 'name = value'")
            }
            let name = words[..<end].trimmingCharacters(in: .whitespaces).lowercased()
            guard sections[section]?[name] == nil else {
                throw TextFault("\(place): has '\(Self.shown(name))' again")
            }
            let value = words[words.index(after: end)...].trimmingCharacters(in: .whitespaces)
            sections[section]?[name] = AWSConfigValue(value)
            (key, keyIndent) = (name, indent)
        }
    }

    private static func shown(_ name: String) -> String { ShownText.line(name, limit: 80) }
}

/// A value of a file of the AWS tools; it may be a secret.
struct AWSConfigValue {
    private(set) var hidden: HiddenText
    /// `name = value` on indented lines.
    private(set) var nested: [String: String] = [:]

    init(_ text: String) { hidden = HiddenText(text) }

    var text: String { hidden.revealed }

    mutating func append(_ line: String) {
        guard text.isEmpty else {
            hidden = HiddenText("\(text)\n\(line)")
            return
        }
        guard let end = line.firstIndex(of: "=") else { return }
        let name = line[..<end].trimmingCharacters(in: .whitespaces)
        nested[name] = line[line.index(after: end)...].trimmingCharacters(in: .whitespaces)
    }
}

/// Reads small files that may be anything: a folder, a FIFO, a file of gigabytes.
enum BoundedFile {
    /// The bytes of a regular file, or of a device such as `/dev/null`; nil where it cannot be read
    /// or is larger than the limit.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        // At a FIFO an ordinary open would wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0,
            [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT), status.st_size <= limit
        else { return nil }
        // At the end of a file there is no data rather than none.
        guard let data = try? file.read(upToCount: limit) else { return [] }
        return Array(data)
    }
}
