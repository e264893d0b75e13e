"""The things that are measured: `audit`, the bare inflate, and DuckDB. Builds what is not there, and runs each of them."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import measure
from report import cores, say

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def database_size(path):
    return sum(os.path.getsize(file) for file in (path, path + "-wal", path + ".wal") if os.path.exists(file))


def remove_database(path):
    for suffix in ("", "-wal", "-shm", "-journal", ".wal"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)


def built_audit():
    """Builds the release binary; None when that fails."""
    say("swift build -c release")
    try:
        build = subprocess.run(["swift", "build", "-c", "release", "--product", "audit"], cwd=ROOT, stdout=sys.stderr)
    except OSError as error:
        say(f"cannot run swift: {error}")
        return None
    return os.path.join(ROOT, ".build", "release", "audit") if build.returncode == 0 else None


def compiled_inflate(workdir):
    """Compiles inflate.c; None when there is no compiler or no zlib.h."""
    binary = os.path.join(workdir, "bin", "inflate")
    os.makedirs(os.path.dirname(binary), exist_ok=True)
    command = ["cc", "-O2", "-Wall", "-pthread", os.path.join(HERE, "inflate.c"), "-o", binary, "-lz"]
    try:
        return binary if subprocess.run(command, stdout=sys.stderr).returncode == 0 else None
    except OSError as error:
        say(f"cannot compile inflate.c: {error}")
        return None


class DuckDB:
    """The duckdb package and DuckDB's own command line, in a virtual environment of their own."""

    def __init__(self, workdir):
        self.python = os.path.join(workdir, "venv", "bin", "python")
        self.shell = os.path.join(workdir, "venv", "bin", "duckdb")
        self.stats = os.path.join(workdir, "duckdb-stats.json")
        self.version = self.installed_version() or self.install(workdir)

    def installed_version(self):
        try:
            check = subprocess.run([self.python, "-c", "import duckdb; print(duckdb.__version__)"], capture_output=True, text=True)
        except OSError:
            return None
        return check.stdout.strip() if check.returncode == 0 and os.access(self.shell, os.X_OK) else None

    def install(self, workdir):
        say("installing duckdb from PyPI")
        environment = os.path.join(workdir, "venv")
        shutil.rmtree(environment, ignore_errors=True)
        for command in ([sys.executable, "-m", "venv", environment], [self.python, "-m", "pip", "install", "--quiet", "duckdb", "duckdb-cli"]):
            try:
                step = subprocess.run(command, capture_output=True, text=True)
            except OSError as error:
                say(f"DuckDB is not measured: {error}")
                return None
            if step.returncode != 0:
                say(f"DuckDB is not measured: {' '.join(command)} failed:\n{step.stdout}{step.stderr}")
                return None
        return self.installed_version()

    def shell_storage(self):
        """The storage version that the command line can read: on PyPI it may be older than the package."""
        line = subprocess.run([self.shell, "--version"], capture_output=True, text=True).stdout
        major, minor = line.split()[0].lstrip("v").split(".")[:2]
        return f"v{major}.{minor}.0"

    def run(self, sql, database, settings=None, variables=None, attach=None, read_only=False):
        """Runs files of duckdb/*.sql; returns the run and, when it succeeded, DuckDB's own seconds."""
        files = [os.path.join(HERE, "duckdb", name) for name in sql.split()]
        command = [
            self.python, os.path.join(HERE, "duckdb", "driver.py"), "--sql", *files,
            "--database", database, "--threads", str(cores()), "--stats", self.stats,
        ]
        command += [] if read_only else ["--storage", self.shell_storage()]
        command += ["--attach", attach] if attach else []
        command += ["--read-only"] if read_only else []
        for option, values in (("--setting", settings), ("--variable", variables)):
            for name, value in (values or {}).items():
                command += [option, f"{name}={value}"]
        done = measure.run(command)
        if done.status != 0:
            return done, None
        with open(self.stats) as file:
            return done, json.load(file)["seconds"]

    def ask(self, sql, database, variables):
        """Runs a file of duckdb/*.sql by DuckDB's command line, rows as JSON Lines; the file is only read."""
        command = [self.shell, "-init", os.devnull, "-readonly", "-jsonlines", "-cmd", f"SET threads = {cores()}"]
        for name, value in variables.items():
            quoted = str(value).replace("'", "''")
            command += ["-cmd", f"SET VARIABLE {name} = '{quoted}'"]
        return measure.run([*command, "-f", os.path.join(HERE, "duckdb", sql), database])

    def sql_digest(self):
        """Of what decides the contents of a database."""
        digest = hashlib.sha256()
        for name in ("ingest.sql", "replicate.sql"):
            with open(os.path.join(HERE, "duckdb", name), "rb") as file:
                digest.update(file.read())
        return digest.hexdigest()[:12]
