#!/usr/bin/env python3
"""Compares what audit reads of each record with what Python's json reads of it, field by field.

    Tests/Differential/compare_json.py --audit .build/release/audit [--mutations 20] [FOLDER …]

All records of the logs in the folders (by default those of Tests/Logs and SampleLogs) are taken out
of their logs, spelled as they are, and each is written to a file of its own, with so many damaged
copies beside it. Then audit ingests the files, and prints the fields of every event. Exits with 1
where something differs. Blanked values are compared around what was blanked.
"""

import argparse
import datetime
import gzip
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
MARK = "HIDDEN_DUE_TO_SECURITY_REASONS"
# What the index answers; all other fields are read back from the record.
INDEXED = {"eventTime", "eventID", "eventSource", "eventName", "awsRegion", "recipientAccountId",
           "sourceIPAddress", "userAgent", "errorCode", "readOnly"}
# Texts of the index end here; the record has the rest.
INDEXED_LENGTH = 256
READ_BACK = ["eventVersion", "eventType", "eventCategory", "userIdentity", "requestParameters",
             "responseElements", "additionalEventData", "serviceEventDetails", "resources",
             "errorMessage", "requestID", "sharedEventID", "vpcEndpointId", "tlsDetails",
             "managementEvent", "apiVersion", "sessionCredentialFromConsole", "addendum",
             "insightDetails", "edgeDeviceDetails"]
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?")
PATHS_AT_ONCE = 150


class Pairs(dict):
    """An object; it knows whether a key was in it twice."""
    twice = False


def pairs(items):
    found = Pairs(items)
    found.twice = len(found) < len(items) or any(
        isinstance(value, Pairs) and value.twice or isinstance(value, list) and has_twice(value)
        for _, value in items)
    return found


def has_twice(values):
    return any(isinstance(v, Pairs) and v.twice or isinstance(v, list) and has_twice(v)
               for v in values)


def no_constant(text):
    raise ValueError(text)


DECODER = json.JSONDecoder(object_pairs_hook=pairs, parse_constant=no_constant)
SPACE = re.compile(r"[ \t\r\n]*")


def value_at(text, place):
    place = SPACE.match(text, place).end()
    try:
        value, end = DECODER.raw_decode(text, place)
    except RecursionError:
        raise ValueError("too deep")
    return value, place, end


def records(text):
    """The spelling of each record of a log."""
    place = SPACE.match(text, 0).end()
    try:
        while place < len(text):
            value, start, end = value_at(text, place)
            yield from spellings(value, text, start, end)
            place = SPACE.match(text, end).end()
    except ValueError:
        return


def spellings(value, text, start, end):
    if isinstance(value, dict) and isinstance(value.get("Records"), list):
        place = re.compile(r'"Records"\s*:').search(text, start, end)
        yield from elements(text, place.end())
    elif isinstance(value, list):
        yield from elements(text, start)
    elif isinstance(value, dict) and "eventTime" in value:
        yield text[start:end]


def elements(text, place):
    place = text.index("[", place) + 1
    while True:
        place = SPACE.match(text, place).end()
        if text[place] == "]":
            return
        if text[place] == ",":
            place += 1
            continue
        value, start, end = value_at(text, place)
        if isinstance(value, dict):
            yield text[start:end]
        place = end


def logs(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if not path.is_file() or not re.search(r"\.(json|jsonl|gz)$", path.name):
            continue
        try:
            data = path.read_bytes()
            yield (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
        except (OSError, EOFError, ValueError):
            continue


TOKENS = [b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\\u0000", b"\\ud83d", b"\\ude00", b"\\u00e9",
          b"null", b"true", b"-0", b"1e5", b"01", b"1.", b"NaN", b"\x00", b"\x1f", b"\x7f", b"\xc3\xa9",
          b"\xff", b"\xed\xa0\x80", b"\xf0\x9f\x94\x90", b" ", b"\t", b"\n", b"\xc2\xa0", b"\xef\xbb\xbf",
          b"/", b"\\/", b"'", b'"":"",', b"[]", b"{}", b"\\b\\f\\n\\r\\t"]


def mutate(data, dice):
    data = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(data))
        end = min(place + dice.randint(1, 30), len(data))
        kind = dice.randrange(6)
        if kind == 0:
            data[place] ^= 1 << dice.randrange(8)
        elif kind == 1:
            data[place:place] = dice.choice(TOKENS)
        elif kind == 2:
            del data[place:end]
        elif kind == 3:
            data[place:place] = data[place:end]
        elif kind == 4:
            data[place:place + 1] = dice.choice(TOKENS)
        else:
            target = dice.randrange(len(data))
            data[target:target] = data[place:end]
        if not data:
            data = bytearray(b"{")
    return bytes(data)


def nodes(value, keys):
    """The values at a path, whose elements are those of lists."""
    if isinstance(value, list):
        return [node for element in value for node in nodes(element, keys)]
    if not keys:
        return [] if value is None else [value]
    if not isinstance(value, dict) or keys[0] not in value:
        return []
    return nodes(value[keys[0]], keys[1:])


def paths(value, prefix=()):
    """The paths of all leaves, but for keys that a path cannot name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key and not re.search(r"[.,\s]|^\d+$", key) and key.isprintable():
                yield from paths(inner, prefix + (key,))
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, prefix)
    elif prefix:
        yield prefix


def agrees(ours, theirs):
    if ours == MARK:
        return True
    if isinstance(ours, str) and isinstance(theirs, str):
        if ours == theirs or clean(ours) == clean(theirs):
            return True
        parts = [re.escape(clean(part)) for part in ours.split(MARK)]
        return len(parts) > 1 and re.fullmatch(".*".join(parts), clean(theirs), re.S) is not None
    if isinstance(ours, dict) and isinstance(theirs, dict):
        ours = {clean(key): value for key, value in ours.items()}
        theirs = {clean(key): value for key, value in theirs.items()}
        return ours.keys() == theirs.keys() and all(agrees(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agrees, ours, theirs))
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    return ours == theirs


def clean(text):
    """Halves of a pair stand for no character and are replaced; so are zeros, in the index."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def seconds(text):
    """A time up to its second, in UTC; None where it is none, or says no zone."""
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return None
    try:
        parts = [int(group) for group in match.groups()[:6]]
        time = datetime.datetime(*parts[:5], min(parts[5], 59))
        zone = (match.group(8) or "Z").replace(":", "")
        if zone not in "Zz":
            sign = -1 if zone[0] == "-" else 1
            time -= sign * datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    except (ValueError, OverflowError):
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if parts[5] < 60 else "leap"


class Comparison:
    def __init__(self, audit, folder):
        self.audit, self.folder = audit, folder
        self.index = f"{folder}/index.db"
        self.different, self.fields, self.shown = 0, 0, {}

    def run(self, *words):
        return subprocess.run([self.audit, *words, "--db", self.index], capture_output=True)

    def report(self, kind, name, what):
        self.different += 1
        self.shown[kind] = self.shown.get(kind, 0) + 1
        if self.shown[kind] <= 5:
            print(f"{kind}: {name}: {what}")

    def events(self, fields):
        result = self.run("search", "--limit", "0", "--format", "jsonl",
                          "--fields", ",".join(["audit.file"] + fields))
        if result.returncode > 1 or result.stderr:
            print(result.stderr.decode(errors="replace")[:2000])
        for line in result.stdout.splitlines():
            event = json.loads(line)
            yield pathlib.Path(event.pop("audit.file")).name, event

    def compare(self, originals):
        """- originals: what Python read, by the name of the file."""
        fields = sorted(INDEXED) + READ_BACK
        found = {}
        for name, event in self.events(fields):
            found.setdefault(name, []).append(event)
        for name, record in originals.items():
            for event in found.get(name, [])[:1]:
                if record is None or record.twice:
                    continue
                for field in fields:
                    self.compare_field(name, field, event.get(field), record.get(field))
        return found

    def compare_field(self, name, field, ours, theirs):
        self.fields += 1
        if field == "eventTime":
            time = seconds(theirs)
            if time not in (ours, "leap"):
                self.report("time", name, f"{ours!r} for {theirs!r}")
        elif field == "readOnly":
            flag = {"true": True, "false": False}.get(str(theirs).lower())
            if flag is not None and isinstance(theirs, (bool, str)) and bool(ours) != flag:
                self.report("flag", name, f"{ours!r} for {theirs!r}")
        elif field in INDEXED:
            if isinstance(theirs, str) and theirs and not self.indexed_agrees(ours, theirs):
                self.report("indexed", name, f"{field}: {ours!r} for {theirs!r}")
        else:
            theirs = [] if theirs is None else nodes(theirs, []) if isinstance(theirs, list) else theirs
            ours = [] if ours is None else ours
            if isinstance(theirs, list) and not isinstance(ours, list):
                ours = [ours]
            if not agrees(ours, theirs):
                self.report("field", name, f"{field}: {ours!r} for {theirs!r}")

    @staticmethod
    def indexed_agrees(ours, theirs):
        if agrees(ours, theirs):
            return True
        if not isinstance(ours, str) or len(theirs.encode(errors="replace")) <= INDEXED_LENGTH:
            return False
        return clean(theirs).startswith(re.split("…", ours)[0][:100])

    def compare_paths(self, originals):
        names = sorted({path for record in originals.values() if record is not None
                        for path in paths(record) if path[0] in READ_BACK})
        for start in range(0, len(names), PATHS_AT_ONCE):
            some = [".".join(path) for path in names[start:start + PATHS_AT_ONCE]]
            for name, event in self.events(some):
                record = originals.get(name)
                if record is None or record.twice:
                    continue
                for text in some:
                    theirs, ours = nodes(record, text.split(".")), event.get(text, [])
                    self.fields += 1
                    # One value stands for itself.
                    ours = ours if isinstance(ours, list) else [] if ours is None else [ours]
                    if not agrees(ours, theirs):
                        self.report("path", name, f"{text}: {ours!r} for {theirs!r}")
        return len(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audit", default=str(PROJECT / ".build/release/audit"))
    parser.add_argument("--mutations", type=int, default=20)
    parser.add_argument("--most", type=int, default=10**9, help="records of each folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folders", nargs="*",
                        default=[str(PROJECT / "Tests/Logs"), str(PROJECT / "SampleLogs")])
    options = parser.parse_args()
    dice = random.Random(options.seed)
    spelled = []
    for folder in options.folders:
        own = list(dict.fromkeys(record for log in logs(folder) for record in records(log)))
        spelled += own if len(own) <= options.most else dice.sample(own, options.most)
    status = compare(options.audit, spelled, "as they are", [r.encode() for r in spelled], True)
    short = [record.encode() for record in spelled if len(record) < 20_000]
    for turn in range(options.mutations):
        damaged = [mutate(record, dice) for record in short]
        status |= compare(options.audit, None, f"damaged, round {turn + 1}", damaged, False)
    return status


def compare(audit, spelled, title, texts, with_paths):
    folder = tempfile.mkdtemp(prefix="audit-json-")
    try:
        comparison = Comparison(audit, folder)
        originals, reasons = {}, {}
        for number, text in enumerate(texts):
            name = f"{number:06}.json"
            directory = pathlib.Path(folder, "logs", str(number // 1000))
            directory.mkdir(parents=True, exist_ok=True)
            (directory / name).write_bytes(text)
            originals[name] = None
            try:
                # A byte-order mark is no part of the text.
                decoded = text.removeprefix(b"\xef\xbb\xbf").decode(errors="surrogateescape")
                value, start, end = value_at(decoded, 0)
                # Only behind the record may be what is no UTF-8.
                decoded[start:end].encode()
                if isinstance(value, Pairs) and seconds(value.get("eventTime")):
                    originals[name] = value
            except ValueError as error:
                reasons[name] = str(error)
        result = comparison.run("ingest", "--quiet", f"{folder}/logs")
        if result.returncode not in (0, 2):
            print(result.stderr.decode(errors="replace")[:2000])
            return 1
        found = comparison.compare(originals)
        listed = comparison.run("status", "--problems", "--format", "jsonl").stdout.decode()
        problems = {}
        for line in listed.splitlines():
            match = re.search(r"(\d{6}\.json)", line)
            if match:
                problems.setdefault(match.group(1), line)
        duplicates = 0
        for name, record in originals.items():
            text = texts[int(name[:6])]
            if record is not None and name not in found and not record.twice:
                if name in problems:
                    comparison.report("only Python reads", name, f"{problems[name][:300]} {text[:60]!r}")
                else:
                    duplicates += 1
            if record is None and name in found and name in reasons:
                comparison.report("only audit reads", name, f"{reasons[name]} {text[:60]!r}")
        number = comparison.compare_paths(originals) if with_paths else 0
        print(f"{title}: {len(texts)} records, {sum(r is not None for r in originals.values())} read "
              f"by Python, {len(found)} files with events, {duplicates} duplicates, {number} paths, "
              f"{comparison.fields} values compared, {comparison.different} different")
        return 1 if comparison.different else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
