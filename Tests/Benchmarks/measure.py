"""Runs one process and says what it cost: wall time, CPU time and peak memory of that process alone."""

import os
import sys
import tempfile
import time
from statistics import median
from typing import NamedTuple

# ru_maxrss is in KiB on Linux and in bytes on macOS.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
HIDDEN = ("AUDIT_DB", "AUDIT_CONFIG")  # of the user's, which would change what `audit` does


class Run(NamedTuple):
    status: int
    wall: float
    cpu: float
    peak: int
    stdout: str
    stderr: str


def contents(file):
    file.seek(0)
    return file.read().decode(errors="replace")


def run(command):
    """Runs a command to its end, its output going to files, as it would in a shell script."""
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        redirections = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)]
        os.sync()  # the last one's dirty pages are not this one's to write
        began = time.monotonic()
        try:
            child = os.posix_spawnp(command[0], command, environment, file_actions=redirections)
        except OSError as error:
            return Run(127, 0, 0, 0, "", str(error))
        _, status, usage = os.wait4(child, 0)
        wall = time.monotonic() - began
        return Run(
            os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT,
            contents(out), contents(err),
        )


def least_peak():
    """Linux counts in what a child held of its parent before exec, so nothing measures below the orchestrator's own
    size. It imports little, and leaves big work to other processes."""
    return run(["true"]).peak


def peak_text(peak, least):
    """In megabytes; what cannot be told from the orchestrator's own size is only said to be less."""
    return f"< {least / 1e6:.0f}" if peak < least * 1.1 else f"{peak / 1e6:,.0f}"


class Spread(NamedTuple):
    median: float
    low: float
    high: float


def spread(values):
    return Spread(median(values), min(values), max(values))


def ratio(these, those):
    """The ratio of two medians; the least and the greatest ratio within one round."""
    rounds = [this / that for this, that in zip(these, those)]
    return Spread(median(these) / median(those), min(rounds), max(rounds))
