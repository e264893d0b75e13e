"""The scan rows: `audit scan` with hundreds of rules, with one that matches nothing, and with the builtin ones, whose
hits are printed; and the bare inflate, in turns."""

import json
import os

import measure
import rules
import tools
from ingest_row import number, ranged
from report import cores, say

NOTHING = (
    "title: Nothing\nlogsource: {product: aws}\n"
    "detection: {selection: {eventSource: none.amazonaws.com, eventName: Nothing}, condition: selection}\n"
)


def contenders(audit, inflate, corpus, folder):
    """Names, commands, and the statuses that are right."""
    many, one = os.path.join(folder, "rules.yml"), os.path.join(folder, "nothing.yml")
    count = rules.write(many)
    with open(one, "w") as file:
        file.write(NOTHING)
    scan = [audit, "scan", corpus, "--stats", "--format", "jsonl", "--no-builtin-rules", "--rules"]
    found = [(f"audit scan, {count} rules", [*scan, many], 0), ("audit scan, one that matches nothing", [*scan, one], 1)]
    declared = ["--config", os.path.join(tools.HERE, "audit.yaml")]
    found.append(("audit scan, builtin rules, each hit printed", [audit, "scan", corpus, "--format", "jsonl", *declared], 0))
    if inflate:
        found.append(("bare inflate", [inflate, str(cores()), corpus], 0))
    return found


def hits(run):
    return sum(json.loads(line).get("hits", 1) for line in run.stdout.splitlines() if line.startswith("{"))


def run(manifest, folder, corpus, rounds, report, audit, inflate):
    """Measures one shape, and adds its table to the report."""
    if not audit:
        return
    chosen = contenders(audit, inflate, corpus, folder)
    runs = {name: [] for name, _, _ in chosen}
    for turn in range(rounds):
        say(f"scan, round {turn + 1} of {rounds}")
        for name, command, status in chosen:
            done = measure.run(command)
            if done.status != status:
                report.warn(f"{name} failed with status {done.status}:\n{done.stderr.strip()[-2000:]}")
                return
            say(f"  {name}: {done.wall:.2f} s")
            runs[name].append(done)
    base = [run.wall for run in runs[chosen[1][0]]]
    least = measure.least_peak()
    rows = []
    for name, done in runs.items():
        walls = [run.wall for run in done]
        wall = measure.spread(walls)
        rows.append([
            name, ranged(wall), number(measure.spread([run.cpu for run in done]).median, 2),
            measure.peak_text(max(run.peak for run in done), least), number(manifest["events"] / wall.median),
            number(hits(done[0])) if name.startswith("audit") else "–", ranged(measure.ratio(walls, base)),
        ])
        report.rows.append({
            "benchmark": "scan", "shape": manifest["shape"], "tool": name, "wallSeconds": walls,
            "cpuSeconds": [run.cpu for run in done], "peakBytes": [run.peak for run in done],
        })
    report.heading(f"Scan, {manifest['shape']} files")
    report.paragraph(f"{manifest['files']:,} files, {manifest['events']:,} events; medians of {rounds} rounds.")
    report.table(["", "wall s (min–max)", "CPU s", "peak MB", "events/s", "hits", "time ÷ no rules"], rows)
