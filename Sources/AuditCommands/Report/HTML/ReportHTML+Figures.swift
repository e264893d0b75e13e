import Detection

/// The charts of the page.
extension ReportHTML {
    var figures: Markup {
        let charts = report.charts
        return """
            <section aria-labelledby="figures">
            <h2 id="figures">At a glance</h2>
            <div class="figures">
            \(TimelineChart(charts).figure)
            <div class="stack">
            \(activity)
            \(levels)
            </div>
            </div>
            \(WeekChart.figure(charts.weeks))
            \(ReaderMatrix(charts).figure)
            </section>
            """
    }

    private var activity: Markup {
        let bars = report.charts.environments.enumerated().map { number, environment in
            BarChart.Bar(
                label: environment.name.nonEmpty ?? "no environment",
                style: environment.name.isEmpty ? "none" : "e\(number % 5)",
                value: environment.total,
                part: environment.denied
            )
        }
        return BarChart(
            id: "activity",
            title: "Events by environment",
            caption: "What each call was about; the hatched part was refused.",
            unit: "event",
            partName: "refused",
            bars: bars
        ).figure
    }

    private var levels: Markup {
        let bars = report.charts.levels.map {
            BarChart.Bar(
                label: $0.level.rawValue,
                style: $0.level.rawValue,
                value: $0.count,
                part: 0
            )
        }
        return BarChart(
            id: "levels",
            title: "Alerts by level",
            caption: "All alerts of these days but those that were withdrawn.",
            unit: "alert",
            partName: "",
            bars: bars
        ).figure
    }
}
