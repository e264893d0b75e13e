#!/usr/bin/env python3
"""Writes a seeded corpus of CloudTrail files: the same bytes for the same seed, on any number of processes.

    corpus.py --shape large|small|everyday [--scale F] [--seed N] [--processes N] FOLDER

FOLDER receives an AWSLogs/ tree and, last of all, manifest.json: a folder with one that matches is left as it is.
"""

import argparse
import base64
import gzip
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import sys
import time
import zlib
from bisect import bisect
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from actions import repertoires
from cast import (
    ACCOUNT_WEIGHTS, ALPHANUMERIC, BASE32, COMMON_PRINCIPAL, DAY, DAYS, PROD, RARE_PRINCIPAL, REGIONS, SPAN, START,
    cast, rare_identity, text, timestamp,
)

GENERATION = 1  # raise it when the bytes change, so that cached corpora are written anew
RARE_EVENTS = 36
HOUR = 3_600

OFFICE_MIX = {"workload": 40, "function": 12, "service": 15, "user": 11, "person": 13, "pipeline": 9}
NIGHT_MIX = {"workload": 55, "function": 14, "service": 17, "user": 12, "person": 0.5, "pipeline": 1.5}
DENIED, THROTTLED = 0.03, 0.04  # 3 % and 1 % of the calls

# What a company sees on most days, and rules hardly ever hit: no programs with keys of their own, few calls denied,
# and secrets read at the start of a program only.
EVERYDAY_OFFICE = {**OFFICE_MIX, "user": 0.05}
EVERYDAY_NIGHT = {**NIGHT_MIX, "user": 0.05}
EVERYDAY_DENIED, EVERYDAY_THROTTLED = 0.001, 0.006


class Shape(NamedTuple):
    files: int
    events: int  # of each file
    everyday: bool = False


SHAPES = {"large": Shape(300, 2_000), "small": Shape(100_000, 5), "everyday": Shape(300, 2_000, True)}


class Delivery(NamedTuple):
    """One file to write."""

    index: int
    site: tuple  # (account, region)
    delivered: int
    rare: int  # how many of its events are the rare principal's


class Site(NamedTuple):
    account: str
    region: str
    crowds: dict
    calls: dict


def scaled(shape, scale):
    size = SHAPES[shape]
    return size._replace(files=max(1, round(size.files * scale)))


def window(size):
    """How far back a file reaches: its share of the 90 days, and at least CloudTrail's five minutes."""
    return max(300, SPAN // size.files)


def deliveries(seed, shape, scale):
    """All files of a corpus, in order of time. The rare principal's events lie evenly over production's files."""
    rng = random.Random(f"{seed}/deliveries/{shape}")
    size = scaled(shape, scale)
    sites = [(account, region) for account in ACCOUNT_WEIGHTS for region in REGIONS]
    weights = list(accumulate(ACCOUNT_WEIGHTS[account] * REGIONS[region] for account, region in sites))
    chosen = rng.choices(sites, cum_weights=weights, k=size.files)
    chosen[0] = (PROD, "eu-central-1")  # however small the scale, somewhere for the rare one to be
    production = [index for index, site in enumerate(chosen) if site[0] == PROD]
    rare = Counter(production[number * len(production) // RARE_EVENTS] for number in range(RARE_EVENTS))
    return [Delivery(index, site, START + SPAN * (index + 1) // size.files, rare[index]) for index, site in enumerate(chosen)]


def running(mix):
    return list(mix), list(accumulate(mix.values()))


class Writer:
    """Writes deliveries. Each has a PRNG of its own, so that it does not matter which process writes it."""

    def __init__(self, seed, shape, scale, folder):
        self.seed, self.shape, self.folder = seed, shape, folder
        self.size = scaled(shape, scale)
        self.window = window(self.size)
        self.plan = deliveries(seed, shape, scale)
        everyday = self.size.everyday
        self.office = running(EVERYDAY_OFFICE if everyday else OFFICE_MIX)
        self.night = running(EVERYDAY_NIGHT if everyday else NIGHT_MIX)
        self.luck = (EVERYDAY_DENIED, EVERYDAY_THROTTLED) if everyday else (DENIED, THROTTLED)
        self.rare = rare_identity(seed)
        self.days = [timestamp(START + day * DAY)[:11] for day in range(-1, DAYS + 1)]
        casts = {account: cast(seed, account) for account in ACCOUNT_WEIGHTS}
        self.sites = {
            (account, region): Site(account, region, casts[account], repertoires(seed, account, region, everyday))
            for account in ACCOUNT_WEIGHTS
            for region in REGIONS
        }

    def write(self, index):
        """Writes one file; returns (inflated bytes, gzip bytes, common principal's events, CRC of the inflated bytes)."""
        delivery = self.plan[index]
        rng = random.Random(f"{self.seed}/{self.shape}/{index}")
        site = self.sites[delivery.site]
        records = self.records(rng, site, delivery)
        body = ('{"Records":[' + ",".join(records) + "]}").encode()
        packed = gzip.compress(body, 6, mtime=0)
        path = self.path(rng, delivery)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(packed)
        return len(body), len(packed), body.count(f'"arn":"{COMMON_PRINCIPAL}"'.encode()), zlib.crc32(body)

    def path(self, rng, delivery):
        account, region = delivery.site
        at = time.gmtime(delivery.delivered - 1)
        name = f"{account}_CloudTrail_{region}_{time.strftime('%Y%m%dT%H%MZ', at)}_{text(rng, ALPHANUMERIC, 16)}.json.gz"
        return os.path.join(self.folder, "AWSLogs", account, "CloudTrail", region, time.strftime("%Y/%m/%d", at), name)

    def records(self, rng, site, delivery):
        """A file's records: roughly in order of time, as delivered ones are."""
        count, first = self.size.events, delivery.delivered - self.window
        records = []
        for number in range(count):
            second = first + int(self.window * (number + rng.random()) / count) - int(rng.random() * 120)
            records.append(self.record(rng, site, max(START + 1, second), number < delivery.rare))
        return records

    def record(self, rng, site, second, is_rare):
        # Never on the hour itself: then a week means the same whether a tool counts its last second in or out.
        second += second % HOUR == 0
        day, rest = divmod(second - START, DAY)
        hour, rest = divmod(rest, HOUR)
        kind = "user" if is_rare else self.kind(rng, hour, day)
        identity = self.rare if is_rare else pick(rng, *site.crowds[kind])
        variants = pick(rng, *site.calls[kind])
        call = variants[int(rng.random() * len(variants))]

        who = identity.periods[int((second - START) / SPAN * len(identity.periods))]
        address = identity.addresses[int(rng.random() * len(identity.addresses))]
        agent = identity.agents[int(rng.random() * len(identity.agents))]
        if call.forwarded:
            who, address, agent = f'{who[:-1]},"invokedBy":"{call.forwarded}"}}', call.forwarded, call.forwarded

        digits = f"{rng.getrandbits(256):064x}"
        return (
            f'{{"eventVersion":"1.09","userIdentity":{who},"eventTime":"{self.days[day + 1]}{hour:02}:{rest // 60:02}:{rest % 60:02}Z",'
            f'{call.where},"sourceIPAddress":"{address}","userAgent":"{agent}",{outcome(rng, self.luck, call, identity, digits)},'
            f'"requestID":"{identifier(digits[:32])}","eventID":"{identifier(digits[32:])}",{call.tail}'
        )

    def kind(self, rng, hour, day):
        # 2025-06-01 is a Sunday.
        kinds, weights = self.office if 7 <= hour < 18 and day % 7 in (1, 2, 3, 4, 5) else self.night
        return pick(rng, kinds, weights)


def pick(rng, things, weights):
    return things[bisect(weights, rng.random() * weights[-1])]


def identifier(digits):
    """A version 4 UUID."""
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def outcome(rng, bounds, call, identity, digits):
    (denied, throttled), luck = bounds, rng.random()
    if luck < denied:
        return call.denied % {"arn": identity.arn, **fresh(rng, digits)}
    if luck < throttled:
        return call.throttled
    return call.succeeded % fresh(rng, digits) if call.fresh else call.succeeded


def fresh(rng, digits):
    """The values that are new in each event."""
    return {
        "uuid": identifier(digits[16:48]),
        "short": digits[40:56],
        "number": digits[-2:].translate(HEX_TO_DECIMAL),
        "key": "ASIA" + "".join(BASE32[int(digits[at : at + 2], 16) & 31] for at in range(0, 32, 2)),
        "token": base64.b64encode(rng.randbytes(57)).decode(),
        "session": base64.b64encode(rng.randbytes(300)).decode(),
        "in": 0,
        "out": int(rng.random() * 65_536),
    }


HEX_TO_DECIMAL = str.maketrans("abcdef", "123456")

writer = None  # of this process


def start_process(*settings):
    global writer
    writer = Writer(*settings)


def write(index):
    return writer.write(index)


def write_all(settings, files, processes):
    chunk = max(1, min(500, files // (processes * 8)))
    with multiprocessing.Pool(processes, start_process, settings) as pool:
        return pool.map(write, range(files), chunk)


def generate(shape, scale, seed, folder, processes):
    """Writes the corpus unless it is there; returns its manifest."""
    wanted = {"generation": GENERATION, "shape": shape, "scale": scale, "seed": seed}
    manifest_path = os.path.join(folder, "manifest.json")
    try:
        with open(manifest_path) as file:
            manifest = json.load(file)
        if all(manifest.get(name) == value for name, value in wanted.items()):
            return manifest
    except (OSError, ValueError):
        pass
    shutil.rmtree(folder, ignore_errors=True)  # half a corpus, or another one
    os.makedirs(folder)
    began = time.monotonic()
    size = scaled(shape, scale)
    written = write_all((seed, shape, scale, folder), size.files, processes)
    manifest = {**wanted, **summary(size, written), "generatorSeconds": round(time.monotonic() - began, 1)}
    with open(manifest_path, "w") as file:
        json.dump(manifest, file, indent=2)
    return manifest


def summary(size, written):
    digest = hashlib.sha256(b"".join(crc.to_bytes(4, "big") for *_, crc in written))
    since = START + 38 * DAY
    return {
        "files": size.files,
        "events": size.files * size.events,
        "inflatedBytes": sum(row[0] for row in written),
        "gzipBytes": sum(row[1] for row in written),
        "digest": digest.hexdigest(),
        "rarePrincipal": {"arn": RARE_PRINCIPAL, "events": RARE_EVENTS},
        "commonPrincipal": {"arn": COMMON_PRINCIPAL, "events": sum(row[2] for row in written)},
        "week": {"since": timestamp(since), "until": timestamp(since + 7 * DAY)},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    json.dump(generate(options.shape, options.scale, options.seed, options.folder, options.processes), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
