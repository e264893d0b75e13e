"""The alert row: `audit alert` over one new file, with millions of events in the index."""

import os
import shutil

import measure
import tools
from ingest_row import number, ranged
from report import say

# The large corpus has 600,000 events.
SCALE = 8.5


def logs(corpus):
    """The files of a corpus, oldest first: their names begin with account and region, and have the time in them."""
    found = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(corpus)
        for name in names
        if name.endswith(".json.gz") and "Digest" not in folder
    ]
    return sorted(found, key=lambda path: os.path.basename(path).split("_")[-2:])


def run(manifest, folder, corpus, rounds, report, audit):
    """Measures one new file after the other, and adds the table to the report."""
    if not audit:
        return
    database = os.path.join(folder, "audit-alert.db")
    aside = os.path.join(folder, "new-files")
    tools.remove_database(database)
    shutil.rmtree(aside, ignore_errors=True)
    os.makedirs(aside)
    new = logs(corpus)[-(rounds + 1):]
    moved = [(path, os.path.join(aside, os.path.basename(path))) for path in new]
    try:
        for path, away in moved:
            os.rename(path, away)
        command = [audit, "alert", corpus, "--db", database, "--no-deliver"]
        say("alert, the whole index")
        whole = measure.run(command)
        if whole.status not in (0, 1):
            return report.warn(f"audit alert failed with status {whole.status}:\n{whole.stderr.strip()[-2000:]}")
        nothing, one = [], []
        for path, away in moved:
            nothing.append(measure.run(command))
            os.rename(away, path)
            done = measure.run(command)
            if done.status not in (0, 1):
                return report.warn(f"audit alert failed with status {done.status}:\n{done.stderr.strip()[-2000:]}")
            say(f"  one new file: {done.wall:.2f} s, nothing new: {nothing[-1].wall:.2f} s")
            one.append(done)
    finally:
        for path, away in moved:
            if os.path.exists(away):
                os.rename(away, path)
    least = measure.least_peak()
    rows = []
    for name, runs in (("the whole index", [whole]), ("one new file", one), ("nothing new", nothing)):
        rows.append([
            name, ranged(measure.spread([run.wall for run in runs])),
            number(measure.spread([run.cpu for run in runs]).median, 2),
            measure.peak_text(max(run.peak for run in runs), least),
        ])
        report.rows.append({
            "benchmark": "alert", "shape": manifest["shape"], "tool": name, "wallSeconds": [run.wall for run in runs],
            "cpuSeconds": [run.cpu for run in runs], "peakBytes": [run.peak for run in runs],
        })
    report.heading("Alert")
    report.paragraph(f"{manifest['events']:,} events in the index, the rules that audit has within; {rounds} rounds.")
    report.table(["", "wall s (min–max)", "CPU s", "peak MB"], rows)
