"""The ingest rows: `audit ingest` and `audit alert`, the bare inflate, and DuckDB over the same files, in turns."""

import json
import os
from typing import Callable, NamedTuple

import measure
import rules
import tools
from report import cores, say


class Contender(NamedTuple):
    name: str
    start: Callable  # -> measure.Run
    events: Callable  # Run -> how many it took in, or None if it does not count them
    database: str = ""
    statuses: tuple = (0,)


def audit_contender(audit, corpus, folder, name="audit ingest", options=()):
    database = os.path.join(folder, "audit.db")
    return Contender(
        name,
        lambda: measure.run([audit, "ingest", corpus, "--db", database, "--format", "json", "--quiet", *options]),
        lambda run: json.loads(run.stdout)["records"]["indexed"],
        database,
    )


def alert_contender(audit, corpus, folder, options):
    """The first run: everything is new. Its status is 1 where there are alerts."""
    database = os.path.join(folder, "audit.db")
    command = [audit, "alert", corpus, "--db", database, "--no-deliver", *options]
    return Contender("first audit alert, with audit.yaml", lambda: measure.run(command), lambda run: None, database, (0, 1))


def inflate_contender(binary, corpus):
    return Contender("bare inflate", lambda: measure.run([binary, str(cores()), corpus]), lambda run: None)


def duckdb_contender(duckdb, name, sql, shape, corpus, folder):
    """Keeping the files' order is quicker with few of them, and several times slower with many: each as suits it best."""
    database = os.path.join(folder, "duckdb.db")
    settings = {"preserve_insertion_order": "false" if shape == "small" else "true"}
    variables = {"files": f"{corpus}/*/CloudTrail/*/*/*/*/*.json.gz"}
    return Contender(
        name,
        lambda: duckdb.run(sql, database, settings, variables)[0],
        lambda run: json.loads(run.stdout)["events"],
        database,
    )


def contenders(shape, corpus, folder, audit, inflate, duckdb):
    if audit:
        yield audit_contender(audit, corpus, folder)
        file = os.path.join(folder, "rules.yml")
        count = rules.write(file)
        yield audit_contender(audit, corpus, folder, f"audit ingest, {count} rules", ("--rules", file, "--no-builtin-rules"))
        builtin = ("--rules", "builtin")
        yield audit_contender(audit, corpus, folder, "audit ingest, builtin rules", builtin)
        declared = ("--config", os.path.join(tools.HERE, "audit.yaml"))
        yield audit_contender(audit, corpus, folder, "the same, with audit.yaml", (*builtin, *declared))
        yield alert_contender(audit, corpus, folder, declared)
    if inflate:
        yield inflate_contender(inflate, corpus)
    if duckdb:
        yield duckdb_contender(duckdb, "DuckDB, tuned", "ingest.sql", shape, corpus, folder)
        unique = "ingest.sql unique.sql"
        yield duckdb_contender(duckdb, "DuckDB, tuned, each event once", unique, shape, corpus, folder)
        yield duckdb_contender(duckdb, "DuckDB, read_json", "ingest-read-json.sql", shape, corpus, folder)


class Result:
    def __init__(self, contender):
        self.contender, self.runs, self.failed, self.database_bytes = contender, [], False, 0

    def walls(self):
        return [run.wall for run in self.runs]

    def usable(self):
        return not self.failed and self.runs


def take_turn(result, manifest, report):
    contender = result.contender
    if contender.database:
        tools.remove_database(contender.database)
    run = contender.start()
    if run.status not in contender.statuses:
        result.failed = True
        report.warn(f"{contender.name} on {manifest['shape']} failed with status {run.status}:\n{run.stderr.strip()[-2000:]}")
        return
    say(f"  {contender.name}: {run.wall:.2f} s")
    result.runs.append(run)
    check_events(contender, run, manifest, report)
    if contender.database:
        result.database_bytes = tools.database_size(contender.database)
        tools.remove_database(contender.database)


def check_events(contender, run, manifest, report):
    try:
        events = contender.events(run)
    except (ValueError, KeyError, TypeError) as error:
        report.warn(f"{contender.name} printed something unexpected ({error!r}): {run.stdout[:500]}")
        return
    if events not in (None, manifest["events"]):
        report.warn(f"{contender.name} took in {events} events of {manifest['events']} ({manifest['shape']})")


def warm(inflate, corpus, manifest, report):
    """Reads every file once, so that the first round is like the others; and sees that they are what they should be."""
    if not inflate:
        return
    run = measure.run([inflate, str(cores()), corpus])
    facts = json.loads(run.stdout) if run.status == 0 else {}
    if (facts.get("files"), facts.get("bytes")) != (manifest["files"], manifest["inflatedBytes"]):
        report.warn(f"the {manifest['shape']} corpus is not what its manifest says: {run.stdout}{run.stderr}")


def number(value, digits=0):
    return f"{value:,.{digits}f}"


def ranged(spread, digits=2):
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f}–{spread.high:.{digits}f})"


def compared(result, other):
    if not other or not other.usable():
        return "–"
    return ranged(measure.ratio(result.walls(), other.walls()))


def table_row(result, manifest, inflate, audit, least):
    wall = measure.spread(result.walls())
    peak = max(run.peak for run in result.runs)
    return [
        result.contender.name,
        ranged(wall),
        number(measure.spread([run.cpu for run in result.runs]).median, 2),
        measure.peak_text(peak, least),
        number(manifest["events"] / wall.median),
        number(manifest["files"] / wall.median),
        number(manifest["inflatedBytes"] / 1e6 / wall.median),
        number(result.database_bytes / 1e6, 1) if result.contender.database else "–",
        compared(result, inflate),
        compared(result, audit),
    ]


HEADER = [
    "", "wall s (min–max)", "CPU s", "peak MB", "events/s", "files/s", "MB/s", "index MB",
    "time ÷ bare inflate", "time ÷ audit",
]


def machine_row(result, manifest):
    return {
        "benchmark": "ingest",
        "shape": manifest["shape"],
        "tool": result.contender.name,
        "failed": result.failed,
        "wallSeconds": result.walls(),
        "cpuSeconds": [run.cpu for run in result.runs],
        "peakBytes": [run.peak for run in result.runs],
        "databaseBytes": result.database_bytes,
        "corpus": {name: manifest[name] for name in ("files", "events", "inflatedBytes", "gzipBytes")},
    }


def run(manifest, folder, corpus, rounds, report, audit, inflate, duckdb):
    """Measures one shape, and adds its table to the report."""
    shape = manifest["shape"]
    results = [Result(contender) for contender in contenders(shape, corpus, folder, audit, inflate, duckdb)]
    warm(inflate, corpus, manifest, report)
    for turn in range(rounds):
        say(f"{shape}, round {turn + 1} of {rounds}")
        for result in results:
            if not result.failed:
                take_turn(result, manifest, report)
    by_name = {result.contender.name: result for result in results}
    least = measure.least_peak()
    rows = [
        table_row(result, manifest, by_name.get("bare inflate"), by_name.get("audit ingest"), least) if result.usable()
        else [f"{result.contender.name} (failed)"] + ["–"] * (len(HEADER) - 1)
        for result in results
    ]
    report.heading(f"Ingest, {shape} files")
    report.paragraph(
        f"{manifest['files']:,} files, {manifest['events']:,} events, {manifest['inflatedBytes'] / 1e6:,.0f} MB inflated, "
        f"{manifest['gzipBytes'] / 1e6:,.0f} MB gzip; medians of {rounds} rounds."
    )
    report.table(HEADER, rows)
    report.rows += [machine_row(result, manifest) for result in results]
