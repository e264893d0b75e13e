import AWS
import ArgumentParser
import Basics
import Foundation
import Ingestion
import Integrity

/// The command `audit verify`.
struct VerifyCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that log files are complete and unchanged, by CloudTrail's digests.",
        discussion: """
            CloudTrail signs each hour which log files it delivered, in the folder \
            CloudTrail-Digest beside CloudTrail, if the trail has log file validation. verify \
            checks every digest's signature, the chain of digests, and every log file's hash, \
            and finds files that are missing, changed, appended to, or in no digest. It works on \
            a copy as well as on the bucket.

            The public keys come from a file, or from AWS:

              aws cloudtrail list-public-keys --start-time 2026-03-01 > keys.json
              audit verify --public-keys keys.json ~/dump/AWSLogs
              audit verify s3://my-trail --since 2026-03-01 --until 2026-03-31

            A copy lacks the signature of the newest digest, which S3 has beside the object and \
            the next digest inside: that hour is proven on the next copy, or over s3://. With \
            --since or --until, the time in between has to be covered.

            Exit status: 0 all is proven, 1 there are no digests, 2 something is not as CloudTrail \
            delivered it, or is not proven.
            """
    )

    @Argument(help: ArgumentHelp("Files, folders, and s3://bucket/prefix.", valueName: "path"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "What 'aws cloudtrail list-public-keys' printed; repeatable. Default: ask AWS.",
            valueName: "file"
        )
    )
    var publicKeys: [String] = []

    @OptionGroup(title: "Log files") var selected: LogSelectionOptions
    @OptionGroup(title: "S3") var s3: S3Options
    @OptionGroup var jobs: JobsOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions

    var formats: [OutputFormat] { OutputFormat.page }

    func run(_ console: Console) throws -> ExitStatus {
        guard PublicKeys.Key.canVerify else {
            throw CommandFailure(
                message: "libcrypto of OpenSSL, 1.1.1 or later, is needed to verify signatures; "
                    + "install it (apt-get install libssl3)"
            )
        }
        var faults = 0
        for path in paths {
            guard let fault = LogSource.fault(path) else { continue }
            console.complain("\(path): \(fault)")
            faults += 1
        }
        guard faults < paths.count else { return .failure }
        let verifier = TrailVerifier(try options(console))
        let interrupt = console.handlesInterrupts ? Interrupt { verifier.stop() } : nil
        defer { interrupt?.cancel() }
        let report = verifier.verify(paths)
        let page = IntegrityPage(report: report)
        switch format.resolved(console) {
        case .table: try page.write(console)
        default: try console.writeJSON(page.value)
        }
        try console.output.flush()
        for problem in report.problems { console.complain("\(problem.path): \(problem.reason)") }
        if report.wasInterrupted {
            console.complain("interrupted; only what was verified so far is covered")
            return .interrupted
        }
        guard report.hasDigests || !report.problems.isEmpty || !report.findings.isEmpty else {
            console.say(
                "No digests among \(Count(report.logs, "log file")): the trail has no log file "
                    + "validation, or the copy lacks the folder CloudTrail-Digest."
            )
            return .nothingFound
        }
        console.say(page.verdict)
        return report.isProven ? .success : .failure
    }

    private func options(_ console: Console) throws -> TrailVerifier.Options {
        var options = TrailVerifier.Options()
        options.selection = try selected.selection(console.clock)
        options.span = try selected.span.span(console.clock)
        let access = s3.access(console)
        options.objects = s3.store(access)
        if let count = jobs.count { options.jobs = count }
        for path in publicKeys {
            do {
                let json = try Data(contentsOf: URL(filePath: path))
                options.keys.add(try PublicKeys(json: Array(json)))
            } catch {
                let reason = (error as? TextFault).map { "\($0)" } ?? error.localizedDescription
                throw CommandFailure(message: "\(path): \(reason)", status: .usage)
            }
        }
        guard publicKeys.isEmpty else { return options }
        options.fetchKeys = { region, span in
            do {
                return try PublicKeys(
                    json: try access.client().publicKeys(region: region, of: span)
                )
            } catch {
                throw TextFault(
                    "\(error); or save them with 'aws cloudtrail list-public-keys' and name the file "
                        + "with --public-keys"
                )
            }
        }
        return options
    }
}
