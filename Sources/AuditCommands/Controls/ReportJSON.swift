import Assessment
import Basics

/// A report as one JSON object, whose keys are stable and ordered.
struct ReportJSON {
    private let report: Report

    init(_ report: Report) { self.report = report }

    /// The object and the end of its line.
    var text: String {
        let heading = report.heading
        let value: OutputValue = .object([
            ("since", .time(heading.span.lowerBound)), ("until", .time(heading.span.upperBound)),
            ("days", .integer(Int64(heading.days))), ("choice", .text(heading.choice)),
            ("asOf", .time(heading.asOf)), ("events", .integer(Int64(heading.events))),
            ("lastEvent", heading.lastEvent.map { .time($0) } ?? .null),
            ("declared", .boolean(heading.isDeclared)),
            ("rules", rules(heading.rules)),
            (
                "accounts",
                .array(
                    heading.accounts.map {
                        .object([
                            ("recipientAccountId", .text($0.id)),
                            ("days", .integer(Int64($0.days))), ("lastDay", .time($0.lastDay)),
                        ])
                    }
                )
            ),
            ("summary", .array(report.summary.map { .text($0) })),
            ("controls", .array(report.controls.map(object))),
            ("otherAlerts", .array(report.others.map(object))),
            ("series", series),
        ])
        return value.json + "\n"
    }

    private func rules(_ rules: (known: Int, evaluated: Int)) -> OutputValue {
        .object([
            ("known", .integer(Int64(rules.known))),
            ("evaluated", .integer(Int64(rules.evaluated))),
        ])
    }

    private func object(_ section: ControlSection) -> OutputValue {
        .object([
            ("control", .text(section.control.rawValue)), ("title", .text(section.control.title)),
            ("requirement", .text(section.control.demand)),
            ("verdict", .text(section.verdict.rawValue)),
            ("declared", .array(section.declared.map { .text($0) })),
            (
                "evidence",
                .array(
                    section.figures.map { figure in
                        .object([
                            ("what", .text(figure.label)), ("count", .integer(Int64(figure.count))),
                            ("of", figure.total.map { .integer(Int64($0)) } ?? .null),
                            ("last", figure.last.flatMap { $0 > 0 ? .time($0) : nil } ?? .null),
                            ("isEvidence", .boolean(figure.isEvidence)),
                        ])
                    }
                )
            ),
            ("contradictions", .array(section.contradictions.map(object))),
            ("remarks", .array(section.remarks.map(object))), ("rules", rules(section.rules)),
            ("notInCloudTrail", .text(section.control.unseen)),
        ])
    }

    private func object(_ finding: ReportFinding) -> OutputValue {
        .object([
            ("level", .text(finding.level.rawValue)), ("title", .text(finding.title)),
            ("alert", finding.alert.map { .integer($0) } ?? .null),
            ("state", .optional(finding.state?.rawValue)),
            ("count", .integer(Int64(finding.count))),
            ("first", finding.first.map { .time($0) } ?? .null),
            ("last", finding.last.map { .time($0) } ?? .null),
            ("techniques", .array(finding.techniques.map { .text($0.id) })),
            ("guessed", .boolean(finding.isGuessed)), ("command", .text(finding.look)),
        ])
    }

    private var series: OutputValue {
        let charts = report.charts
        return .object([
            ("intervals", .array(charts.intervals.map { .time($0) })),
            (
                "events",
                .array(
                    charts.environments.map { environment in
                        .object([
                            ("audit.environment", .optional(environment.name.nonEmpty)),
                            ("counts", .array(environment.counts.map { .integer(Int64($0)) })),
                            ("denied", .integer(Int64(environment.denied))),
                        ])
                    }
                )
            ),
            (
                "alerts",
                .array(
                    charts.alerts.map { levels in
                        .object(
                            Severity.allCases.reversed().compactMap { level in
                                levels[level].map { (level.rawValue, .integer(Int64($0))) }
                            }
                        )
                    }
                )
            ),
        ])
    }
}

extension String {
    /// The text; nil where there is none.
    var nonEmpty: String? { isEmpty ? nil : self }
}
