"""Runs SQL files in DuckDB: rows of the last statement as JSON Lines on stdout, DuckDB's own seconds in a file.

    driver.py --sql FILE… --database FILE --threads N --stats FILE [--attach FILE] [--read-only] [--storage VERSION]
              [--setting NAME=VALUE]… [--variable NAME=VALUE]…

Started as a process of its own, as `audit` is, with the Python that has the duckdb package.
"""

import argparse
import json
import sys
import time

import duckdb


def pair(text):
    name, _, value = text.partition("=")
    return name, value


def quoted(value):
    return "'" + value.replace("'", "''") + "'"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sql", nargs="+", required=True)
    for name in ("--database", "--threads", "--stats"):
        parser.add_argument(name, required=True)
    parser.add_argument("--attach")
    parser.add_argument("--storage", help="the oldest DuckDB that has to read the file")
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--setting", type=pair, action="append", default=[])
    parser.add_argument("--variable", type=pair, action="append", default=[])
    return parser.parse_args()


def opened(options):
    config = {"threads": int(options.threads)}
    if options.storage:
        config["storage_compatibility_version"] = options.storage
    connection = duckdb.connect(options.database, read_only=options.read_only, config=config)
    if options.attach:
        connection.execute(f"ATTACH {quoted(options.attach)} AS source (READ_ONLY)")
    for name, value in options.setting:
        connection.execute(f"SET {name} = {quoted(value)}")
    for name, value in options.variable:
        connection.execute(f"SET VARIABLE {name} = {quoted(value)}")
    return connection


def main():
    options = arguments()
    sql = ""
    for path in options.sql:
        with open(path) as file:
            sql += file.read()
    connection = opened(options)
    began = time.monotonic()
    result = connection.execute(sql)
    rows = result.fetchall()
    seconds = time.monotonic() - began
    names = [column[0] for column in result.description]
    sys.stdout.writelines(json.dumps(dict(zip(names, row)), default=str) + "\n" for row in rows)
    connection.close()
    with open(options.stats, "w") as file:
        json.dump({"seconds": seconds, "rows": len(rows)}, file)


if __name__ == "__main__":
    main()
