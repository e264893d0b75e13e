"""The search rows: questions to an index of millions of events, asked of `audit search` and of DuckDB in turns."""

import json
import math
import os
import re
import subprocess
import sys
import time
from typing import Callable, NamedTuple

import measure
import tools
from ingest_row import number, ranged
from report import say

EVENTS = 20_000_000


class Question(NamedTuple):
    name: str
    audit: list  # arguments of `audit search`
    sql: str
    variables: dict
    answer: Callable  # what the output amounts to; the same for both, or something is wrong


def lines(output):
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def instants(output):
    """Ids are made anew in every copy, so events are compared by their times."""
    return [re.sub(r"[TZ]", " ", line["eventTime"]).strip() for line in lines(output)]


def counted(output):
    """The last number, whatever is printed around it."""
    return int(re.findall(r"\d+", output)[-1])


def tally(output):
    return {line["eventName"]: line["count"] for line in lines(output)}


def questions(manifest):
    rare, common = manifest["rarePrincipal"]["arn"], manifest["commonPrincipal"]["arn"]
    week = manifest["week"]
    since_until = ["--since", week["since"], "--until", week["until"]]
    bounds = {name: value.replace("T", " ").rstrip("Z") for name, value in week.items()}
    return [
        Question("a rare principal, all time", ["--principal", rare, "--limit", "0", "--format", "jsonl"],
                 "search-rare.sql", {"principal": rare}, instants),
        Question("a common principal, newest 100", ["--principal", common, "--limit", "100", "--format", "jsonl"],
                 "search-common.sql", {"principal": common}, instants),
        Question("count over a week", [*since_until, "--count"], "search-count.sql", bounds, counted),
        Question("top eventName over a week", [*since_until, "--top", "eventName", "--limit", "0", "--format", "jsonl"],
                 "search-top.sql", bounds, tally),
    ]


def copies(manifest, scale):
    return max(1, math.ceil(EVENTS * scale / manifest["events"]))


def audit_index(audit, corpus, folder, times, report):
    """Ingests and replicates; returns the index, or None."""
    database = os.path.join(folder, "audit-search.db")
    tools.remove_database(database)
    began = time.monotonic()
    ingest = measure.run([audit, "ingest", corpus, "--db", database, "--format", "json", "--quiet"])
    if ingest.status != 0:
        report.warn(f"audit ingest failed with status {ingest.status}:\n{ingest.stderr.strip()[-2000:]}")
        return None
    script = os.path.join(tools.HERE, "replicate.py")
    done = subprocess.run([sys.executable, script, database, str(times)], capture_output=True, text=True)
    if done.returncode != 0:
        report.warn(f"replicate.sql does not fit audit's schema:\n{done.stderr.strip()[-2000:]}")
        return None
    say(f"  audit's index: {int(done.stdout):,} events, {time.monotonic() - began:.0f} s")
    return database


def duckdb_database(duckdb, corpus, folder, manifest, times, report):
    """DuckDB's events, replicated alike; kept from one run to the next. Returns the file, or None."""
    of_corpus = f"duckdb-{manifest['digest'][:12]}-"
    database = os.path.join(folder, f"{of_corpus}{times}-{duckdb.version}-{duckdb.sql_digest()}.db")
    if os.path.exists(database):
        return database
    began = time.monotonic()
    source, unfinished = (os.path.join(folder, f"{of_corpus}{state}.db") for state in ("source", "unfinished"))
    for old in os.listdir(folder):
        if old.startswith(of_corpus):
            os.remove(os.path.join(folder, old))
    steps = [
        lambda: duckdb.run("ingest.sql", source, variables={"files": f"{corpus}/*/CloudTrail/*/*/*/*/*.json.gz"}),
        # A limit on memory: it sorts, and the machine may have others to serve.
        lambda: duckdb.run("replicate.sql", unfinished, {"memory_limit": "8GB"}, {"copies": times}, attach=source),
    ]
    for step in steps:
        done, _ = step()
        if done.status != 0:
            report.warn(f"DuckDB's copy of the events failed:\n{done.stderr.strip()[-2000:]}")
            return None
    tools.remove_database(source)
    os.rename(unfinished, database)
    say(f"  DuckDB's copy: {json.loads(done.stdout)['events']:,} events, {time.monotonic() - began:.0f} s")
    return database


class Answers:
    """What one tool answered to one question, round by round."""

    def __init__(self):
        self.walls, self.own, self.answer, self.peak = [], [], None, 0


def ask_audit(audit, database, question, answers, report):
    run = measure.run([audit, "search", "--db", database, *question.audit])
    if run.status not in (0, 1):  # 1: nothing found
        report.warn(f"audit search, {question.name}: status {run.status}:\n{run.stderr.strip()[-2000:]}")
        return
    note(answers, run, question, report, "audit search")


def ask_duckdb(duckdb, database, question, answers, report):
    """By its command line, a whole process as `audit search` is one; and once more for the time of the query alone."""
    run = duckdb.ask(question.sql, database, question.variables)
    driven, seconds = duckdb.run(question.sql, database, variables=question.variables, read_only=True)
    for done in (run, driven):
        if done.status != 0:
            report.warn(f"DuckDB, {question.name}: status {done.status}:\n{done.stderr.strip()[-2000:]}")
            return
    answers.own.append(seconds)
    note(answers, run, question, report, "DuckDB")


def note(answers, run, question, report, tool):
    answers.walls.append(run.wall)
    answers.peak = max(answers.peak, run.peak)
    try:
        answers.answer = question.answer(run.stdout)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        report.warn(f"{tool}, {question.name}: unexpected output ({error!r}): {run.stdout[:500]}")


def compare(question, ours, theirs, report):
    """Says loudly when the two answers differ. Returns a word for the table."""
    if ours.answer is None or theirs.answer is None:
        return "not compared"
    same = sorted(ours.answer) == sorted(theirs.answer) if isinstance(ours.answer, list) else ours.answer == theirs.answer
    if not same:
        report.warn(f"ANSWERS DIFFER on {question.name}: audit {brief(ours.answer)}, DuckDB {brief(theirs.answer)}")
    return "yes" if same else "NO"


def brief(answer):
    if isinstance(answer, list):
        return f"{len(answer)} events, {answer[:3]}…"
    return f"{len(answer)} names, {list(answer.items())[:5]}…" if isinstance(answer, dict) else str(answer)


def amount(answers):
    """How much was answered: events, names, or the count itself."""
    if answers.answer is None:
        return "–"
    return number(answers.answer if isinstance(answers.answer, int) else len(answers.answer))


def milliseconds(values):
    return ranged(measure.spread([value * 1000 for value in values]), 0) if values else "–"


def table_row(question, ours, theirs, least, report):
    both = len(ours.walls) == len(theirs.walls) > 0
    return [
        question.name,
        amount(ours if ours.answer is not None else theirs),
        milliseconds(ours.walls),
        milliseconds(theirs.walls),
        milliseconds(theirs.own),
        ranged(measure.ratio(ours.walls, theirs.walls)) if both else "–",
        ranged(measure.ratio(ours.walls, theirs.own)) if both else "–",
        measure.peak_text(ours.peak, least) if ours.walls else "–",
        measure.peak_text(theirs.peak, least) if theirs.walls else "–",
        compare(question, ours, theirs, report),
    ]


HEADER = [
    "", "answer", "audit ms", "DuckDB ms", "its query alone ms", "audit ÷ DuckDB", "audit ÷ its query",
    "audit peak MB", "DuckDB peak MB", "same answer",
]


def ask_all(asked, rounds, audit, audit_database, duckdb, duckdb_file, report):
    """All questions in turns; a first round is not counted."""
    results = {}
    for turn in range(rounds + 1):
        say(f"search, round {turn} of {rounds}" if turn else "search, warming")
        if turn <= 1:
            results = {question.name: (Answers(), Answers()) for question in asked}
        for question in asked:
            ours, theirs = results[question.name]
            if audit_database:
                ask_audit(audit, audit_database, question, ours, report)
            if duckdb_file:
                ask_duckdb(duckdb, duckdb_file, question, theirs, report)
    return results


def machine_row(question, ours, theirs):
    return {
        "benchmark": "search",
        "question": question.name,
        "auditSeconds": ours.walls,
        "auditPeakBytes": ours.peak,
        "duckdbSeconds": theirs.walls,
        "duckdbQuerySeconds": theirs.own,
        "duckdbPeakBytes": theirs.peak,
    }


def run(manifest, folder, corpus, rounds, scale, report, audit, duckdb):
    """Builds both databases, asks, and adds the table to the report."""
    times = copies(manifest, scale)
    audit_database = audit_index(audit, corpus, folder, times, report) if audit else None
    duckdb_file = duckdb_database(duckdb, corpus, folder, manifest, times, report) if duckdb else None
    asked = questions(manifest)
    results = ask_all(asked, rounds, audit, audit_database, duckdb, duckdb_file, report)
    report.heading(f"Search, {manifest['events'] * times:,} events")
    report.paragraph(
        f"The large corpus {times} times over, 90 days, {-(-times // 4)} times the principals and addresses; whole processes, medians of {rounds} rounds. "
        + ", ".join(
            f"{name}: {tools.database_size(file) / 1e6:,.0f} MB"
            for name, file in (("audit's index", audit_database), ("DuckDB's file", duckdb_file))
            if file
        )
    )
    least = measure.least_peak()
    report.table(HEADER, [table_row(question, *results[question.name], least, report) for question in asked])
    report.rows += [machine_row(question, *results[question.name]) for question in asked]
    if audit_database:
        tools.remove_database(audit_database)  # of this build of audit, and gigabytes
