#!/usr/bin/env python3
"""front.py [--runs N] [--seago PATH] [--go PATH] [PACKAGE...]: the compiler's own speed.

Two tables: lines in a CPU second of the stages up to checking, for packages of the standard library (with gofmt's
parsing and printing of the same files beside it, where gofmt is installed); and the wall-clock seconds
of building a hello with fmt after an edit, and with nothing to do, beside gc's. Medians; seago and gc
run by turns, and the ratio is the median of those of neighbouring runs.
"""
import argparse, os, re, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGES = ("fe:scan", "fe:parse", "fe:check")
HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello", %d) }\n'


def cpu(command):
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def stage_speeds(seago, package, runs, work):
    speeds, lines = {s: [] for s in STAGES}, 0
    for _ in range(runs):
        report = work / "report"
        report.unlink(missing_ok=True)
        subprocess.run([seago, "check", f"-gcflags=-bench={report}", package], check=True)
        for row in report.read_text().splitlines():
            found = re.match(r"\S+?:((?:fe:)?\w+) 1 (\d+) ns/op \S+ % (\d+) lines", row)
            lines = int(found[3])
            if found[1] in speeds:
                speeds[found[1]].append(lines * 1e9 / int(found[2]))
    return lines, {s: statistics.median(v) for s, v in speeds.items()}


def seconds(command, cwd):
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True)
    return time.perf_counter() - start


def rebuilds(builders, runs, work):
    """{case: {name: seconds of each run}}"""
    source = work / "hello.go"
    taken = {case: {n: [] for n in builders} for case in ("edited", "unchanged")}
    for i in range(runs + 1):
        source.write_text(HELLO % time.time_ns())
        for case in ("edited", "unchanged"):
            for name, command in builders.items():
                s = seconds([*command, "build", "-o", work / f"hello.{name}", source], work)
                if i:
                    taken[case][name].append(s)
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--go", default="go", help="gc's go command")
    parser.add_argument("--goroot", default=os.environ.get("GOROOT", "/usr/share/go-1.19"), type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("packages", nargs="*", default=["net/http", "go/types", "reflect", "fmt"])
    options = parser.parse_args()
    gofmt = shutil.which("gofmt")
    with tempfile.TemporaryDirectory(prefix="seago-front-") as work:
        print("| package | lines | " + " | ".join(STAGES) + " | gofmt |")
        print("|---|---:|" + "---:|" * (len(STAGES) + 1))
        for package in options.packages:
            lines, speeds = stage_speeds(options.seago, package, options.runs, Path(work))
            beside = ""
            if gofmt:
                files = [f for f in (options.goroot / "src" / package).glob("*.go") if not f.name.endswith("_test.go")]
                total = sum(f.read_bytes().count(b"\n") for f in files)
                beside = f"{total / statistics.median(cpu([gofmt, '-l', *files]) for _ in range(options.runs)):,.0f}"
            print(f"| {package} | {lines} | " + " | ".join(f"{speeds[s]:,.0f}" for s in STAGES) + f" | {beside} |", flush=True)
        builders = {"seago": [options.seago]}
        if shutil.which(options.go):
            builders["gc"] = [options.go]
        taken = rebuilds(builders, options.runs, Path(work))
        print("\n| hello with fmt | seago s | gc s | seago/gc |\n|---|---:|---:|---:|")
        for case, by_name in taken.items():
            ours, theirs = by_name["seago"], by_name.get("gc")
            row = f"| {case} | {statistics.median(ours):.3f} |"
            if theirs:
                row += f" {statistics.median(theirs):.3f} | {statistics.median(a / b for a, b in zip(ours, theirs)):.2f} |"
            print(row)


if __name__ == "__main__":
    main()
