import AuditTestSupport
import Foundation

/// Many small log files, the same in every run.
enum Corpus {
    /// Writes gzip files of some events each, spread over four weeks.
    static func write(files: Int, events: Int, into folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        var numbers = Numbers(state: 7)
        for file in 0..<files {
            var text = ""
            for event in 0..<events {
                let second = numbers.next(28 * 86_400)
                let day = padded(second / 86_400 + 1, 2)
                let time =
                    [second / 3_600 % 24, second / 60 % 60, second % 60]
                    .map { padded($0, 2) }.joined(separator: ":")
                text += event == 0 ? #"{"Records":["# : ","
                text += #"{"eventTime":"2026-03-\#(day)T\#(time)Z","#
                text += #""eventID":"\#(padded(file, 8))-0000-4000-8000-\#(padded(event, 12))","#
                text += #""eventName":"Event\#(numbers.next(9))","#
                text += #""sourceIPAddress":"192.0.2.\#(numbers.next(256))"}"#
            }
            let bytes = Gzip.compress(Array((text + "]}").utf8), level: 1)
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(padded(file, 4)).json.gz"))
        }
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
}

/// Numbers that look random and are the same everywhere.
struct Numbers {
    var state: UInt64

    /// A number from 0 to below a bound.
    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
