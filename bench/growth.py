#!/usr/bin/env python3
"""growth.py [--seago PATH] [--from N] [--to N] [--limit SECONDS] [KIND...]: what twice the input costs.

For each kind of generate.py: programs of N, 2N, 4N, ... lines, compiled at -gcflags=-N; a table of the
CPU seconds of each stage and the peak of memory. A kind ends at --to, or with the size that needs more
than --limit seconds. The last two columns are the greatest ratio of neighbours, of time and of memory,
for sizes that take longer than 0.2 s: a compiler whose cost is linear has ratios of about 2.
"""
import argparse, os, re, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import generate

STAGES = ("fe:scan", "fe:parse", "fe:check", "ir", "ssa", "llvm", "export")


def measure(seago, kind, lines, stop_at, limit, work):
    source, report = work / "x.go", work / "report"
    source.write_text(generate.text(kind, lines))
    report.unlink(missing_ok=True)
    args = {"check": ["check"], "ir": ["ir", "-func", "main"], "ssa": ["ssa", "-func", "main"]}.get(stop_at, ["build", "-o", work / "x"])
    try:
        done = subprocess.run([seago, *args[:1], f"-gcflags=-N -bench={report}", *args[1:], source], cwd=work,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, f"no end within {limit} s"
    if not report.exists():
        return None, done.stdout.decode(errors="replace").strip()[-200:]
    rows = {}
    for line in report.read_text().splitlines():
        found = re.match(r"BenchmarkCompile:main:(\S+) 1 (\d+) ns/op .* (\d+) peak-KB", line)
        rows[found[1]] = (int(found[2]) / 1e9, int(found[3]) / 1024)
    return rows, done.stdout.decode(errors="replace").strip()[-200:] if done.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--from", dest="first", type=int, default=125000)
    parser.add_argument("--to", type=int, default=1000000)
    parser.add_argument("--limit", type=float, default=300)
    parser.add_argument("--stop-at", choices=("check", "ir", "ssa", "llvm"), default="llvm")
    parser.add_argument("kinds", nargs="*", default=list(generate.KINDS))
    options = parser.parse_args()
    print("| kind | lines | " + " | ".join(STAGES) + " | total s | MB | time x | memory x |")
    print("|---|---:|" + "---:|" * (len(STAGES) + 4))
    with tempfile.TemporaryDirectory(prefix="seago-growth-") as work:
        for kind in options.kinds:
            lines, before = options.first, None
            while lines <= options.to:
                rows, problem = measure(options.seago, kind, lines, options.stop_at, options.limit, Path(work))
                if not rows:
                    print(f"| {kind} | {lines} | {problem} |")
                    break
                total = sum(t for s, (t, m) in rows.items() if s != "fe:scan")
                memory = max(m for t, m in rows.values())
                ratio = f"{total / before[0]:.2f} | {memory / before[1]:.2f}" if before and total > 0.2 else " | "
                cells = " | ".join(f"{rows[s][0]:.2f}" if s in rows else "" for s in STAGES)
                print(f"| {kind} | {lines} | {cells} | {total:.2f} | {memory:.0f} | {ratio} | {problem}", flush=True)
                before = total, memory
                if total > options.limit:
                    break
                lines *= 2


if __name__ == "__main__":
    main()
