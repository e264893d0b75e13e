"""Multiplies the events of an index in place, by replicate.sql, and prints how many there are then.

    replicate.py INDEX COPIES

A process of its own, so that its memory is not the orchestrator's.
"""

import os
import sqlite3
import sys

from cast import DAY, DAYS, START

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "replicate.sql")


def statements(path):
    """The statements of an SQL file, each with the comments before it."""
    pending = ""
    with open(path) as file:
        for line in file:
            pending += line
            if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
                yield pending
                pending = ""


def is_daily(statement):
    code = "\n".join(line for line in statement.splitlines() if not line.startswith("--"))
    return ":from" in code


def replicate(index, copies):
    connection = sqlite3.connect(index, isolation_level=None)
    # Nobody else has the file open, and a crash only means to start again.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("BEGIN")
    for statement in statements(SCRIPT):
        for day in range(DAYS) if is_daily(statement) else [0]:
            start = START + day * DAY
            connection.execute(statement, {"copies": copies, "from": start, "until": start + DAY})
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
    connection.close()
    return events


if __name__ == "__main__":
    print(replicate(sys.argv[1], int(sys.argv[2])))
