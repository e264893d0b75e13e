import Foundation

/// Feeds one of the parsers with what libFuzzer thinks of: `AuditFuzz TARGET [OPTION …] [FOLDER …]`.
///
/// `Tests/Fuzz/run` builds and runs it. See <https://llvm.org/docs/LibFuzzer.html>.
@main
struct AuditFuzz {
    static let targets: [String: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt] = [
        "inflate": { fuzz($0, $1, Inflate.check) },
        "records": { fuzz($0, $1, Records.check) },
        "event": { fuzz($0, $1, EventFields.check) },
        "rules": { fuzz($0, $1, Rules.check) },
        "condition": { fuzz($0, $1, Conditions.check) },
        "regex": { fuzz($0, $1, Regexes.check) },
        "declaration": { fuzz($0, $1, Declarations.check) },
        "search": { fuzz($0, $1, Searches.check) },
        "delivery": { fuzz($0, $1, Deliveries.check) },
        "xml": { fuzz($0, $1, XMLAnswers.check) },
        "awsconfig": { fuzz($0, $1, AWSConfigs.check) },
        "notification": { fuzz($0, $1, Notifications.check) },
    ]

    static func main() {
        var arguments = CommandLine.arguments
        guard arguments.count > 1, let target = targets[arguments.remove(at: 1)] else {
            print(targets.keys.sorted().joined(separator: "\n"))
            return
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var count = CInt(arguments.count)
        let status = words.withUnsafeMutableBufferPointer { buffer -> CInt in
            var start = buffer.baseAddress
            return run(&count, &start, target)
        }
        exit(status)
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func run(
    _ count: UnsafeMutablePointer<CInt>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private func fuzz(
    _ start: UnsafePointer<UInt8>?,
    _ count: Int,
    _ check: ([UInt8]) -> Void
) -> CInt {
    check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Ends the process, as a finding, where something does not hold.
func require(
    _ condition: Bool,
    _ what: @autoclosure () -> String,
    file: StaticString = #file,
    line: UInt = #line
) {
    guard !condition else { return }
    fatalError(what(), file: file, line: line)
}
