#!/usr/bin/env python3
"""Compare compilers on a directory of small benchmark programs.

    bench/timed.py -c NAME=COMMAND [-c NAME=COMMAND ...] [options] bench/timed

COMMAND builds one program. In it {src} is the source file, {out} the binary to
write, {dir} the source's directory and {stem} its name without extension:

    bench/timed.py --best go19,go26 -c 'go19=env GOROOT=/usr/lib/go-1.19 go build -o {out} {src}' \\
        -c 'go26=env GOROOT=/usr/local/go go build -o {out} {src}' \\
        -c 'seago=./seago build -o {out} {src}' bench/timed

A program prints lines `name value unit` (lower is better) and exits 0. One that
prints none is judged by its wall time. Runs are interleaved, A B A B, and the
ratio is the median of the ratios of neighbouring runs to the first compiler's,
so that it holds while the speed of the machine drifts. Values are medians. With
--best the other compilers are compared with the better of those it names,
metric by metric.

Peak memory and CPU time are taken by GNU time where it is installed; without it
peak memory is at least that of this interpreter.
"""

import argparse
import json
import math
import os
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

METRIC = re.compile(r"^(\S+) ([0-9][0-9.eE+-]*) (\S+)$")
UNRANKED = {"count"}  # units shown but kept out of the ratios


class Failed(Exception):
    pass


def tool_path(name):
    """GNU time as a file: the shell's keyword of that name does not count."""
    path = shutil.which(name)
    if path:
        probe = subprocess.run([path, "-f", "%M", "true"], capture_output=True, text=True)
        if probe.returncode == 0 and probe.stderr.strip().isdigit():
            return path
    return None


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "no message"


def spawn(argv, timeout):
    """Run argv in a session of its own; return (stdout, wall seconds, rusage)."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        try:
            child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                     start_new_session=True)
        except OSError as error:
            raise Failed(str(error))
        killer = threading.Timer(timeout, os.killpg, (child.pid, signal.SIGKILL))
        killer.start()
        _, status, usage = os.wait4(child.pid, 0)
        killer.cancel()
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read(), err.read()
    if wall > timeout:
        raise Failed("over %g s" % timeout)
    if child.returncode != 0:
        raise Failed("exit %d: %s" % (child.returncode, last_line(stderr or stdout)))
    return stdout, wall, usage


def run(binary, timeout, gnu_time):
    """One run: {"metrics": {name: (value, unit)}, "wall", "cpu" in s, "rss" in bytes}."""
    if not gnu_time:
        stdout, wall, usage = spawn([binary], timeout)
        cpu, rss = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    else:
        with tempfile.NamedTemporaryFile("r") as note:
            argv = [gnu_time, "-o", note.name, "-f", "%U %S %M", binary]
            stdout, wall, _ = spawn(argv, timeout)
            user, system, kilobytes = note.read().split()[-3:]
        cpu, rss = float(user) + float(system), int(kilobytes) * 1024
    metrics = {}
    for line in stdout.splitlines():
        match = METRIC.match(line)
        if match:
            metrics[match[1]] = (float(match[2]), match[3])
    return {"metrics": metrics, "wall": wall, "cpu": cpu, "rss": rss}


def build(template, source, binary, timeout):
    """Build one program; return (seconds, size in bytes)."""
    folder, name = os.path.split(os.path.abspath(source))
    fields = {"src": os.path.abspath(source), "out": binary, "dir": folder,
              "stem": os.path.splitext(name)[0]}
    argv = [re.sub(r"\{(src|out|dir|stem)\}", lambda m: fields[m[1]], word)
            for word in shlex.split(template)]
    _, wall, _ = spawn(argv, timeout)
    if not os.path.exists(binary):
        raise Failed("built nothing")
    return wall, os.path.getsize(binary)


def measure(source, compilers, options, gnu_time, scratch):
    """Build and run one program with every compiler; return its record."""
    stem = os.path.splitext(os.path.basename(source))[0]
    record = {"program": stem, "compilers": {}, "metrics": {}}
    runs = {}
    for name, template in compilers.items():
        binary = os.path.join(scratch, "%s.%d" % (stem, len(record["compilers"])))
        entry = record["compilers"][name] = {}
        try:
            entry["compile_s"], entry["size"] = build(template, source, binary, options.timeout)
            runs[name] = (binary, [])
        except Failed as reason:
            entry["skipped"] = "build: %s" % reason
    for _ in range(options.runs):
        for name in list(runs):
            binary, done = runs[name]
            try:
                done.append(run(binary, options.timeout, gnu_time))
            except Failed as reason:
                record["compilers"][name]["skipped"] = "run: %s" % reason
                del runs[name]
    for name, (binary, done) in runs.items():
        entry = record["compilers"][name]
        for key in ("wall", "cpu", "rss"):
            entry[key] = statistics.median(r[key] for r in done)
        for r in done:
            metrics = r["metrics"] or {stem + ".wall": (r["wall"] * 1000, "ms")}
            for metric, (value, unit) in metrics.items():
                row = record["metrics"].setdefault(metric, {"unit": unit, "values": {}})
                row["values"].setdefault(name, []).append(value)
        os.remove(binary)
    for row in record["metrics"].values():
        row["median"] = {name: statistics.median(v) for name, v in row["values"].items()}
        peers = [name for name in options.best if name in row["median"]]
        first = min(peers, key=row["median"].get, default=next(iter(compilers)))
        base = row["values"].get(first, [])
        row["ratio"] = {}
        for name, values in row["values"].items():
            pairs = [v / b for v, b in zip(values, base) if v > 0 and b > 0]
            if pairs and row["unit"] not in UNRANKED:
                row["ratio"][name] = statistics.median(pairs)
    return record


def figure(value, scale=1.0):
    if value is None:
        return "-"
    value /= scale
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 1000 else 0
    return "%.*f" % (digits, value)


def table(header, rows):
    widths = [max(len(row[i]) for row in [header] + rows) for i in range(len(header))]
    rule = ["-" * widths[0]] + ["-" * (w - 1) + ":" for w in widths[1:]]
    for row in [header, rule] + rows:
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        print("| " + " | ".join(cells) + " |")
    print()


def geomean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def report(records, names, best):
    first, others = names[0], names[1:]
    if best:
        first, others = "best", [name for name in names if name not in best]
    rows, ratios = [], {name: [] for name in others}
    for record in records:
        for metric, row in record["metrics"].items():
            cells = [metric, row["unit"]] + [figure(row["median"].get(n)) for n in names]
            for name in others:
                ratio = row["ratio"].get(name)
                cells.append(figure(ratio))
                if ratio:
                    ratios[name].append(ratio)
            rows.append(cells)
    cells = ["geometric mean", ""] + ["" for _ in names]
    rows.append(cells + [figure(geomean(ratios[n])) for n in others])
    table(["metric", "unit"] + names + ["%s/%s" % (n, first) for n in others], rows)

    rows = []
    columns = [("rss", "MB", 1e6), ("cpu", "cpu s", 1.0), ("size", "size MB", 1e6),
               ("compile_s", "build s", 1.0)]
    for record in records:
        done = record["compilers"]
        rows.append([record["program"]] + [figure(done[n].get(key), scale)
                                           for key, _, scale in columns for n in names])
    table(["program"] + ["%s %s" % (n, unit) for _, unit, _ in columns for n in names], rows)

    for record in records:
        for name, entry in record["compilers"].items():
            if "skipped" in entry:
                print("skipped: %s with %s: %s" % (record["program"], name, entry["skipped"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", help="directory of programs, one file each")
    parser.add_argument("-c", "--compiler", action="append", required=True, metavar="NAME=COMMAND")
    parser.add_argument("-n", "--runs", type=int, default=5, help="runs of each binary (5)")
    parser.add_argument("--best", default="", metavar="NAMES", help="compare with the best of these")
    parser.add_argument("-k", "--only", default="", metavar="REGEX", help="programs to take")
    parser.add_argument("--ext", default=".go", help="extension of the sources (.go)")
    parser.add_argument("--timeout", type=float, default=120, help="seconds a step may take (120)")
    parser.add_argument("--json", metavar="FILE", help="also write every figure to FILE")
    options = parser.parse_args()
    compilers = {}
    for text in options.compiler:
        name, equals, template = text.partition("=")
        if not equals or not name or name in compilers:
            parser.error("not a new NAME=COMMAND: %s" % text)
        compilers[name] = template
    options.best = [name for name in options.best.split(",") if name]
    if not set(options.best) <= set(compilers):
        parser.error("--best names compilers of -c")
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    sources = [os.path.join(options.dir, f) for f in sorted(os.listdir(options.dir))
               if f.endswith(options.ext) and re.search(options.only, f)]
    if not sources:
        parser.error("no *%s in %s matches" % (options.ext, options.dir))
    gnu_time = tool_path("time")
    if not gnu_time:
        print("no GNU time here: peak memory includes this interpreter's", file=sys.stderr)
    records = []
    with tempfile.TemporaryDirectory(prefix="bench.") as scratch:
        for source in sources:
            if sys.stderr.isatty():
                print(os.path.basename(source), file=sys.stderr)
            records.append(measure(source, compilers, options, gnu_time, scratch))
    report(records, list(compilers), options.best)
    if options.json:
        with open(options.json, "w") as out:
            json.dump({"compilers": compilers, "runs": options.runs, "programs": records}, out,
                      indent=1)


if __name__ == "__main__":
    main()
