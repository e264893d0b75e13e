import AuditTestSupport
import Foundation
import Testing

/// Disks that are full or broken, and losses of power, at each moment of a run: what failed is
/// said, what is kept is sound, and the next run completes it.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built"),
    .enabled(if: FaultShim.shared != nil, "there is no C compiler to build the faults with")
)
struct FaultTests {
    private static let faults = [
        FaultShim.Fault(kind: "ENOSPC", isLasting: true), FaultShim.Fault(kind: "ENOSPC"),
        FaultShim.Fault(kind: "EIO"), FaultShim.Fault(kind: "SHORT"),
        FaultShim.Fault(kind: "POWER"), FaultShim.Fault(kind: "EIO", calls: "read"),
    ]
    private static let logFaults = [
        FaultShim.Fault(kind: "EIO", calls: "read", folder: "logs"),
        FaultShim.Fault(kind: "SHORT", calls: "read", folder: "logs"),
    ]

    /// What is the same after one run, and after one that failed and another.
    private func check(
        _ arguments: [String],
        status good: Int32,
        _ fault: FaultShim.Fault,
        _ night: borrowing BadNight,
        _ server: LoopbackWebServer? = nil
    ) throws {
        let shim = try #require(FaultShim.shared)
        let environment = night.environment
            .merging(server.map { ["AUDIT_WEBHOOK_URL": $0.url] } ?? [:]) { $1 }
        try night.clear()
        let whole = try shim.run(
            arguments,
            in: night.path,
            at: 0,
            fault,
            environment: environment
        )
        #expect(whole.result.status == good, "\(whole.result.errors)")
        let expected = try night.content("undisturbed")
        let notified = try keys(server, from: 0)
        #expect(whole.calls > 10)
        var (said, passed) = (0, 0)
        for call in Extent.spread(1...whole.calls, sample: 2, shift: fault.shift) {
            try night.clear()
            let before = server?.requests.count ?? 0
            let run = try shim.run(
                arguments,
                in: night.path,
                at: call,
                fault,
                environment: environment
            )
            let result = run.result
            let comment: Comment =
                "call \(call) of \(whole.calls), \(run.failed), \(fault.testDescription): \(result.errors)"
            let kept = try night.content("\(comment)")
            if result.status == good { passed += 1 } else { said += 1 }
            if result.status == good {
                #expect(kept == expected, "\(comment): \(kept.differences(from: expected))")
            } else if run.failed != "" {
                #expect(result.status == (fault.isPower ? nil : 2), comment)
                #expect(result.errors != "" || fault.isPower, comment)
            }
            let next = try night.run(arguments, environment)
            #expect(next.status == good || next.status == 0, "\(comment), then \(next.errors)")
            let then = try night.content("\(comment), then")
            #expect(then == expected, "\(comment): \(then.differences(from: expected))")
            #expect(try Set(keys(server, from: before)) == Set(notified), comment)
            if good == 1 {
                // What the first run has printed and not noted, the second prints again.
                #expect((result.output + next.output).contains("Secret read by"), comment)
            }
        }
        Extent.note(
            "\(arguments[0]), \(fault.testDescription): \(said + passed) of \(whole.calls) calls, \(passed) without harm"
        )
    }

    /// The keys that were posted since a request.
    private func keys(_ server: LoopbackWebServer?, from start: Int) throws -> [String] {
        try (server?.requests.dropFirst(start) ?? []).compactMap { request in
            let value = try JSONSerialization.jsonObject(with: Data(request.body))
            return (value as? [String: Any])?["key"] as? String
        }.sorted()
    }

    @Test(arguments: faults + logFaults)
    func `A fault in an ingest is said, and the next run completes it`(
        fault: FaultShim.Fault
    ) throws {
        let night = try BadNight(every: 12)
        try check(BadNight.arguments("ingest") + ["--quiet"], status: 0, fault, night)
    }

    @Test(arguments: faults)
    func `A fault in the alert job is said, and each alert arrives`(
        fault: FaultShim.Fault
    ) throws {
        let night = try BadNight(every: 3)
        try LoopbackWebServer.with([.status(200)]) { server in
            try check(BadNight.arguments("alert"), status: 1, fault, night, server)
        }
    }

    @Test(arguments: faults)
    func `A fault in a report leaves a whole file or none`(fault: FaultShim.Fault) throws {
        let night = try BadNight(every: 3)
        let shim = try #require(FaultShim.shared)
        #expect(try night.run(BadNight.arguments("alert")).status == 1)
        let arguments =
            ["report", "-o", "state/report.html", "--as-of", "2026-03-09"]
            + BadNight.arguments("alert").dropFirst(2)
        let report = "\(night.path)/state/report.html"
        let environment = night.environment
        let whole = try shim.run(arguments, in: night.path, at: 0, fault, environment: environment)
        #expect(whole.result.status == 0, "\(whole.result.errors)")
        let expected = try Data(contentsOf: URL(filePath: report))
        for call in Extent.spread(1...max(whole.calls, 1), sample: 2, shift: fault.shift) {
            try FileManager.default.removeItem(atPath: report)
            let run = try shim.run(
                arguments,
                in: night.path,
                at: call,
                fault,
                environment: environment
            )
            let comment: Comment =
                "call \(call) of \(whole.calls), \(run.failed): \(run.result.errors)"
            let written = try? Data(contentsOf: URL(filePath: report))
            #expect(written == nil || written == expected, comment)
            if run.result.status == 0 {
                #expect(written == expected, comment)
            } else if run.failed != "", !fault.isPower {
                #expect(run.result.status == 2, comment)
                #expect(run.result.errors != "", comment)
                let names = try FileManager.default.contentsOfDirectory(
                    atPath: "\(night.path)/state"
                )
                #expect(!names.contains { $0.hasPrefix("report.html.") }, comment)
            }
            if written == nil { #expect(try night.run(arguments).status == 0, comment) }
            #expect(try Data(contentsOf: URL(filePath: report)) == expected, comment)
        }
        Extent.note("report, \(fault.testDescription): of \(whole.calls) calls")
    }
}
