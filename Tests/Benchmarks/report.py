"""Collects what a benchmark run says: Markdown for people, rows for machines, and warnings that nobody overlooks."""

import os
import platform
import subprocess
import sys
import time
import zlib


def say(text):
    print(text, file=sys.stderr, flush=True)


class Report:
    def __init__(self):
        self.lines, self.rows, self.warnings = [], [], []
        self.facts = {}

    def heading(self, text):
        self.lines += [f"### {text}", ""]

    def paragraph(self, text):
        self.lines += [text, ""]

    def table(self, header, rows):
        """Markdown, in columns that line up in a terminal too. The first column is text, the others are numbers."""
        widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
        rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
        for row in [header, rule, *rows]:
            cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
            self.lines.append("| " + " | ".join(cells) + " |")
        self.lines.append("")

    def warn(self, text):
        self.warnings.append(text)
        say(f"\n!!! WARNING: {text}\n")

    def markdown(self):
        facts = "\n".join(f"- {name}: {value}" for name, value in self.facts.items())
        warnings = "".join("> **WARNING** " + text.replace("\n", "\n> ") + "\n>\n" for text in self.warnings)
        return f"{facts}\n\n" + (warnings + "\n" if warnings else "") + "\n".join(self.lines)

    def json(self):
        return {"facts": self.facts, "warnings": self.warnings, "rows": self.rows}


def first_line(command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return output.strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "none"


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine_facts(duckdb_version):
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "Date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "CPU": f"{processor()}, {cores()} cores",
        "Memory": f"{memory / 1e9:.1f} GB",
        "System": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Swift": first_line(["swift", "--version"]),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "DuckDB": duckdb_version or "not measured",
        "Python": platform.python_version(),
    }
