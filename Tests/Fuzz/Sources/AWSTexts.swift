import Basics
import Foundation

@testable import AWS

/// An answer of S3 or STS: whatever comes, the tokens are those of a tree.
enum XMLAnswers {
    static func check(_ bytes: [UInt8]) {
        var scanner = XMLScanner(bytes)
        var open: [String] = []
        var written: [UInt8] = []
        var tokens: [XMLScanner.Token] = []
        do throws(XMLFault) {
            while let token = try scanner.next() {
                switch token {
                case .start(let name):
                    open.append(name)
                    written += "<\(name)>".utf8
                case .text(let text):
                    require(!text.isEmpty && !open.isEmpty, "text outside of an element")
                    written += escaped(text).utf8
                case .end(let name):
                    require(open.popLast() == name, "</\(name)> closes nothing")
                    written += "</\(name)>".utf8
                }
                require(open.count <= XMLScanner.depthLimit, "\(open.count) levels")
                append(token, to: &tokens)
            }
            require(open.isEmpty, "it ends inside <\(open)>")
            require(tokens == (try? read(written)), "written out, it is another")
            require((try? XMLElement(bytes))?.name == name(tokens), "another root")
        } catch {
            require(error.offset >= 0 && error.offset <= bytes.count, "\(error)")
            require((try? XMLElement(bytes)) == nil, "an element where there is no document")
        }
        _ = try? S3Page(bytes)
    }

    private static func read(_ bytes: [UInt8]) throws -> [XMLScanner.Token] {
        var scanner = XMLScanner(bytes)
        var tokens: [XMLScanner.Token] = []
        while let token = try scanner.next() { append(token, to: &tokens) }
        return tokens
    }

    /// Comments may lie between two texts of an element, which are one when they are written.
    private static func append(_ token: XMLScanner.Token, to tokens: inout [XMLScanner.Token]) {
        if case .text(let text) = token, case .text(let before)? = tokens.last {
            tokens[tokens.count - 1] = .text(before + text)
        } else {
            tokens.append(token)
        }
    }

    private static func name(_ tokens: [XMLScanner.Token]) -> String? {
        if case .start(let name)? = tokens.first { name } else { nil }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}

/// `~/.aws/config`, which is the same when it is written out.
enum AWSConfigs {
    static func check(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        do throws(TextFault) {
            let file = try AWSConfigFile(text: text, shown: "config")
            let again = try? AWSConfigFile(text: written(file), shown: "config")
            require(again.map(contents) == contents(file), "\(written(file).debugDescription)")
        } catch {
            let problem = "\(error)"
            require(problem.hasPrefix("config:") && !problem.contains(where: \.isNewline), problem)
            require(problem.utf8.count < 1_000, problem)
        }
    }

    private static func contents(_ file: AWSConfigFile) -> [String: [String: [String]]] {
        file.sections.mapValues { section in
            section.mapValues { value in
                [value.text] + value.nested.sorted { $0.key < $1.key }.map { "\($0) = \($1)" }
            }
        }
    }

    private static func written(_ file: AWSConfigFile) -> String {
        var text = ""
        for (name, section) in file.sections {
            text += "[\(name)]\n"
            for (name, value) in section {
                let lines = value.text.split(separator: "\n", omittingEmptySubsequences: false)
                text += "\(name) = \(lines.joined(separator: "\n  "))\n"
                for (name, value) in value.nested { text += "  \(name) = \(value)\n" }
            }
        }
        return text
    }
}

/// A message of a queue, which says the same when SNS wraps it.
enum Notifications {
    static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let notification = S3Notification(text)
        switch notification {
        case .created(let objects):
            require(!objects.isEmpty, "no objects")
            for object in objects {
                require(!object.bucket.isEmpty && !object.key.isEmpty, "no name")
                require(object.key.utf8.count <= 1_024 && object.size ?? 0 >= 0, "\(object)")
                require(!object.isBefore(object), "before itself: \(object)")
            }
            let wrapped = ["Type": "Notification", "TopicArn": "arn:aws:sns", "Message": text]
            guard let data = try? JSONEncoder().encode(wrapped) else { return }
            let again = S3Notification(String(decoding: data, as: UTF8.self))
            let isWrapped = text.contains("TopicArn") || data.count > 1 << 20
            require(again == notification || isWrapped, "\(again)\n\(notification)")
        case .ignored(let reason), .unknown(let reason):
            require(!reason.contains(where: \.isNewline) && reason.utf8.count < 2_000, reason)
        }
    }
}
