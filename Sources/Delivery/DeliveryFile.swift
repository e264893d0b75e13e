import Basics
import Foundation
import StrictYAML

/// A settings file, in YAML.
///
/// Values are strings, in which `${NAME}` is replaced by a variable, or `{file: PATH}` for the
/// content of a one-line file.
struct DeliveryFile {
    private static let sizeLimit = 65_536

    let path: String
    let environment: [String: String]

    /// Reads the file; all problems with its form are thrown together.
    func sections() throws(DeliverySettingsError) -> [ChannelSection] {
        let log = ProblemLog(file: path, subject: "a delivery file")
        let roots = YAMLFile.roots(try bytes(), log: log)
        var sections: [ChannelSection] = []
        if log.problems.isEmpty {
            if roots.count == 1 {
                sections = read(YAMLValue(node: roots[0], path: "", log: log))
            } else {
                log.add(
                    roots.isEmpty
                        ? "the file is empty; add at least one channel"
                        : "the file has more than one YAML document; keep one, without ---",
                    at: nil
                )
            }
        }
        guard log.problems.isEmpty else {
            throw DeliverySettingsError(problems: log.problems.map(\.description))
        }
        return sections
    }

    /// The file's bytes, unless other users can read it.
    private func bytes() throws(DeliverySettingsError) -> [UInt8] {
        // It may be a FIFO, at which an ordinary open would wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw error("cannot be read: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw error("is not a regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw error(
                "other users can read or write it (mode \(mode)), but it holds tokens; run: "
                    + "chmod 600 \(path)"
            )
        }
        guard let data = try? file.read(upToCount: Self.sizeLimit + 1) else { return [] }
        guard data.count <= Self.sizeLimit else {
            throw error("is larger than \(Self.sizeLimit) bytes")
        }
        return Array(data)
    }

    private func error(_ message: String) -> DeliverySettingsError {
        DeliverySettingsError(problems: ["\(path): \(message)"])
    }

    private func read(_ root: YAMLValue) -> [ChannelSection] {
        let kinds = ChannelKind.allCases.map(\.rawValue)
        guard let top = YAMLMapping(root, keys: kinds, meaning: "a mapping of channels") else {
            return []
        }
        return ChannelKind.allCases.flatMap { kind -> [ChannelSection] in
            guard let value = top[kind.rawValue] else { return [] }
            return value.list("channels").compactMap { section(kind, $0) }
        }
    }

    private func section(_ kind: ChannelKind, _ value: YAMLValue) -> ChannelSection? {
        guard
            let mapping = YAMLMapping(value, keys: kind.names, meaning: "a mapping of its settings")
        else { return nil }
        var values: [String: SettingValue] = [:]
        for key in kind.keys {
            values[key.name] = mapping[key.name].flatMap { setting($0, key.meaning) }
        }
        values["name"] = mapping["name"].flatMap { setting($0, "a name") }
        return ChannelSection(kind, place: place(of: value), values: values)
    }

    /// A value: a string, the content of a file, or a list of strings.
    private func setting(_ value: YAMLValue, _ meaning: String) -> SettingValue? {
        var text: String?
        if value.isMapping {
            text = YAMLMapping(value, keys: ["file"], meaning: meaning)?
                .required("file", "the path of a file with \(meaning)")
                .flatMap(contents)
        } else if value.isList {
            let texts = value.list(meaning).map { element in
                element.text(meaning).flatMap { substituted($0, element) }
            }
            // Invalid ones have been reported.
            guard !texts.contains(nil) else { return nil }
            text = texts.compactMap(\.self).joined(separator: ",")
        } else {
            text = value.text(meaning).flatMap { substituted($0, value) }
        }
        return text.map { SettingValue($0, at: place(of: value)) }
    }

    private func substituted(_ text: String, _ value: YAMLValue) -> String? {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                value.complain("has a ${ without a }")
                return nil
            }
            let name = String(rest[..<end])
            guard let variable = environment[name], !variable.isEmpty else {
                value.complain("the environment variable \(name.quoted) is not set")
                return nil
            }
            result += variable
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func contents(of value: YAMLValue) -> String? {
        guard let path = value.text("the path of a file").flatMap({ substituted($0, value) })
        else { return nil }
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try file.read(upToCount: 8_193) ?? Data()
        } catch {
            value.complain("the file cannot be read")
            return nil
        }
        let text = String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard data.count <= 8_192, !text.isEmpty, !text.contains(where: \.isNewline) else {
            value.complain("the file should contain one line of at most 8 KiB")
            return nil
        }
        return text
    }

    private func place(of value: YAMLValue) -> String {
        guard let mark = value.mark else { return "\(path): \(value.path)" }
        return "\(path):\(mark.line):\(mark.column): \(value.path)"
    }
}
