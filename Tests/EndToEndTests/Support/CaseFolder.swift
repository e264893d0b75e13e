import AuditTestSupport
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of a case's own, and what a case puts into it.
struct CaseFolder: ~Copyable {
    /// The absolute path, links in it resolved.
    let path: String

    /// Makes an empty folder.
    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        guard let resolved = realpath(url.path, nil) else { throw POSIXError(.ENOENT) }
        defer { free(resolved) }
        path = String(cString: resolved)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A word of a command, in which `./` is this folder.
    func resolved(_ word: String) -> String { Self.text(bytes(of: word)) }

    /// The same as bytes, which need not be UTF-8: `\xFF` is one.
    private func bytes(of word: String) -> [UInt8] {
        var word = ExpectedText.repeated(word)
        if word.hasPrefix("./") { word = path + word.dropFirst() }
        var parts = word.replacing("$SAMPLES", with: Self.samples).components(separatedBy: "\\x")
        var bytes = Array(parts.removeFirst().utf8)
        for part in parts {
            bytes.append(UInt8(part.prefix(2), radix: 16) ?? 0)
            bytes += Array(part.dropFirst(2).utf8)
        }
        return bytes
    }

    /// A text of a command, in which this folder is `./` again, and an escape can be seen.
    func shortened(_ text: String) -> String {
        text.replacing(path + "/", with: "./").replacing(path, with: ".")
            .replacing(Self.samples, with: "$SAMPLES").replacing("\u{1b}", with: "␛")
    }

    private static let samples = EndToEndCase.project.appending(path: "SampleLogs").path

    /// Puts something in place.
    ///
    /// - returns: False where the word is none of those that do so.
    func prepare(_ word: String, _ arguments: [String], _ content: [String]) throws -> Bool {
        var arguments = arguments.map { bytes(of: $0) }
        guard !arguments.isEmpty else { return false }
        let target = arguments.removeFirst()
        let text = Array(ExpectedText.repeated(content.map { $0 + "\n" }.joined()).utf8)
        switch word {
        case "write": try write(text, to: target)
        case "append": try write(text, to: target, O_APPEND)
        case "gzip": try write(Gzip.compress(text), to: target)
        case "base64": try write(Array(Data(base64Encoded: content.joined()) ?? Data()), to: target)
        case "cut": try cut(target, by: Int(Self.text(arguments[0])) ?? 0)
        case "touch": try check(utimes(Self.text(target), nil))
        case "copy":
            try FileManager.default.copyItem(
                atPath: Self.text(target),
                toPath: Self.text(arguments[0])
            )
        case "move": try check(rename(Self.text(target), Self.text(arguments[0])))
        case "remove": try FileManager.default.removeItem(atPath: Self.text(target))
        case "folder": try makeFolder(target)
        case "link":
            try makeFolder(Self.parent(of: target))
            try check(symlink(Self.text(arguments[0]), Self.text(target)))
        case "pipe":
            try makeFolder(Self.parent(of: target))
            try check(mkfifo(Self.text(target), 0o600))
        case "mode":
            try check(chmod(Self.text(target), mode_t(Self.text(arguments[0]), radix: 8) ?? 0))
        default: return false
        }
        return true
    }

    private func write(_ bytes: [UInt8], to path: [UInt8], _ flags: Int32 = O_TRUNC) throws {
        try makeFolder(Self.parent(of: path))
        let name = path.map { CChar(bitPattern: $0) } + [0]
        let descriptor = open(name, O_CREAT | O_WRONLY | flags, 0o644)
        try check(descriptor)
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: bytes)
    }

    private func cut(_ path: [UInt8], by bytes: Int) throws {
        let file = Self.text(path)
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        try check(truncate(file, off_t(size + bytes)))
    }

    /// Makes a folder and those above it, as far as they are missing.
    private func makeFolder(_ path: [UInt8]) throws {
        let ends = path.indices.dropFirst().filter { path[$0] == UInt8(ascii: "/") } + [path.count]
        for end in ends {
            let part = path[..<end].map { CChar(bitPattern: $0) } + [0]
            if mkdir(part, 0o755) < 0, errno != EEXIST { try check(-1) }
        }
    }

    private func check(_ result: Int32) throws {
        if result < 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}

extension CaseFolder {
    private static func parent(of path: [UInt8]) -> [UInt8] {
        Array(path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    }

    private static func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}
