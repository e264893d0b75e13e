"""The bucket rows: `audit ingest s3://…` beside `aws s3 sync` followed by a local ingest, and beside that ingest alone."""

import contextlib
import json
import os
import shutil

import bucket
import measure
import tools
from ingest_row import number, ranged
from report import say

# 20,000 of the small files.
SCALE = 0.2
# What S3 takes to answer, in seconds.
LATENCY = 0.03
NOTHING_NEW = "the same again, nothing new"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextlib.contextmanager
def environment():
    before = dict(os.environ)
    os.environ.update(ENVIRONMENT)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def together(first, second):
    """Two runs, one behind the other, as one."""
    if first.status:
        return first
    return second._replace(wall=first.wall + second.wall, cpu=first.cpu + second.cpu, peak=max(first.peak, second.peak))


class Contenders:
    def __init__(self, audit, aws, folder, corpus, store):
        self.audit, self.aws, self.corpus, self.store = audit, aws, corpus, store
        self.database = os.path.join(folder, "audit-s3.db")
        self.copy = os.path.join(folder, "synced")

    def ingest(self, *what):
        return measure.run([self.audit, "ingest", *what, "--db", self.database, "--format", "json", "--quiet"])

    def bucket(self, endpoint):
        return self.ingest(self.store.uri, "--endpoint-url", endpoint)

    def sync(self, endpoint):
        shutil.rmtree(self.copy, ignore_errors=True)
        command = [self.aws, "--endpoint-url", endpoint, "s3", "sync", self.store.uri, self.copy, "--only-show-errors"]
        return together(measure.run(command), self.ingest(self.copy))

    def all(self):
        store = self.store
        yield "audit ingest s3://", lambda: self.bucket(store.endpoint), True
        yield NOTHING_NEW, lambda: self.bucket(store.endpoint), False
        if self.aws:
            yield "aws s3 sync, then audit ingest", lambda: self.sync(store.endpoint), True
        yield "audit ingest of the folder", lambda: self.ingest(self.corpus), True
        if bucket.can_wait():
            yield f"audit ingest s3://, {LATENCY * 1000:.0f} ms for each answer", lambda: self.bucket(store.slow), True


def take_turns(contenders, manifest, rounds, report):
    runs, failed = {}, set()
    for turn in range(rounds):
        say(f"bucket, {manifest['shape']}, round {turn + 1} of {rounds}")
        for name, start, is_new in contenders.all():
            if name in failed:
                continue
            if is_new:
                tools.remove_database(contenders.database)
            run = start()
            if run.status:
                failed.add(name)
                report.warn(f"{name} failed with status {run.status}:\n{run.stderr.strip()[-2000:]}")
                continue
            events = json.loads(run.stdout)["records"]["indexed"]
            if events != (manifest["events"] if is_new else 0):
                report.warn(f"{name} took in {events} events of {manifest['events']} ({manifest['shape']})")
            say(f"  {name}: {run.wall:.2f} s")
            runs.setdefault(name, []).append(run)
    tools.remove_database(contenders.database)
    shutil.rmtree(contenders.copy, ignore_errors=True)
    return {name: done for name, done in runs.items() if name not in failed}


def run(manifest, folder, corpus, rounds, report, audit):
    """Measures one shape, and adds its table to the report."""
    if not audit:
        return
    lacks = bucket.missing()
    if lacks:
        return report.warn(f"buckets are not measured: {lacks}")
    aws = shutil.which("aws")
    if not aws:
        report.warn("the AWS CLI is not measured: it is not installed (pip install awscli)")
    if not bucket.can_wait():
        report.warn(f"slow answers are not measured: nginx has no echo module ({bucket.MODULE})")
    seconds = LATENCY if bucket.can_wait() else None
    with bucket.Bucket(os.path.join(folder, "bucket"), corpus, seconds) as store, environment():
        done = take_turns(Contenders(audit, aws, folder, corpus, store), manifest, rounds, report)
    least = measure.least_peak()
    base = done.get("audit ingest s3://")
    rows = []
    for name, runs in done.items():
        walls = [run.wall for run in runs]
        wall = measure.spread(walls)
        rows.append([
            name, ranged(wall), number(measure.spread([run.cpu for run in runs]).median, 2),
            measure.peak_text(max(run.peak for run in runs), least),
            *(["–", "–"] if name == NOTHING_NEW else [
                number(manifest["files"] / wall.median), number(manifest["gzipBytes"] / 1e6 / wall.median, 1),
            ]),
            ranged(measure.ratio(walls, [run.wall for run in base])) if base else "–",
        ])
        report.rows.append({
            "benchmark": "bucket", "shape": manifest["shape"], "tool": name, "wallSeconds": walls,
            "cpuSeconds": [run.cpu for run in runs], "peakBytes": [run.peak for run in runs],
        })
    report.heading(f"Bucket, {manifest['shape']} files")
    report.paragraph(
        f"{manifest['files']:,} objects, {manifest['events']:,} events, {manifest['gzipBytes'] / 1e6:,.0f} MB; nginx on "
        f"loopback; medians of {rounds} rounds."
    )
    report.table(["", "wall s (min–max)", "CPU s", "peak MB", "objects/s", "MB/s", "time ÷ audit ingest s3://"], rows)
