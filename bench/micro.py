#!/usr/bin/env python3
"""micro.py [--runs N] [--seago PATH] [--go PATH] [PROGRAM...]: speed of compiled programs, beside other compilers'.

Builds each bench/micro/PROGRAM.go with seago and, where they are installed, with gc and (its twin in C)
with clang -O2; runs them by turns, A B C A B C, and compares each run with that of seago beside it. The
table has the median of seconds (wall clock, from outside), the median of the ratios, and the peak of
memory. Programs must print the same. Ratios below 1 mean that seago's program is faster.
"""
import argparse, os, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def builders(options):
    found = {"seago": lambda src, out: [options.seago, "build", "-o", out, src]}
    if options.go and shutil.which(options.go):
        found["gc"] = lambda src, out: [options.go, "build", "-o", out, src]
    clang = shutil.which("clang-19") or shutil.which("clang")
    if clang:
        found["clang"] = lambda src, out: [clang, "-O2", "-ffp-contract=off", "-o", out, src.with_suffix(".c")]
    return found


def run(exe):
    """Seconds, peak MB, output of one run."""
    start = time.perf_counter()
    child = subprocess.Popen([exe], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    text = child.stderr.read().decode(errors="replace")
    _, status, use = os.wait4(child.pid, 0)
    child.returncode = status
    seconds = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{exe} ended with status {status}: {text[-200:]}")
    return seconds, use.ru_maxrss / 1024, text


def measure(source, compilers, runs, work):
    exes = {}
    for name, command in compilers.items():
        if name == "clang" and not source.with_suffix(".c").exists():
            continue
        exes[name] = work / f"{source.stem}.{name}"
        done = subprocess.run([str(a) for a in command(source, exes[name])], cwd=source.parent, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stdout}{done.stderr}")
    seconds, memory, texts = ({n: [] for n in exes} for _ in range(3))
    for _ in range(runs):
        for name, exe in exes.items():
            s, m, text = run(exe)
            seconds[name].append(s)
            memory[name].append(m)
            texts[name].append(text)
    if len({t for ts in texts.values() for t in ts}) > 1:
        raise RuntimeError(f"outputs differ: { {n: ts[0] for n, ts in texts.items()} }")
    return seconds, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--go", default="go", help="gc's go command")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("programs", nargs="*", help="names in bench/micro, without .go")
    options = parser.parse_args()
    compilers = builders(options)
    others = [n for n in compilers if n != "seago"]
    print("| program | seago s | MB | " + " | ".join(f"{n} s | MB | seago/{n}" for n in others) + " |")
    print("|---|---:|---:|" + "---:|---:|---:|" * len(others))
    ratios, failed = {n: [] for n in others}, 0
    with tempfile.TemporaryDirectory(prefix="seago-bench-") as work:
        for source in sorted((HERE / "micro").glob("*.go")):
            if options.programs and source.stem not in options.programs:
                continue
            try:
                seconds, memory = measure(source, compilers, options.runs, Path(work))
            except RuntimeError as problem:
                failed += 1
                print(f"| {source.stem} | {problem} |", flush=True)
                continue
            row = f"| {source.stem} | {statistics.median(seconds['seago']):.3f} | {max(memory['seago']):.1f} |"
            for n in others:
                if n not in seconds:
                    row += "  |  |  |"
                    continue
                ratio = statistics.median(a / b for a, b in zip(seconds["seago"], seconds[n]))
                ratios[n].append(ratio)
                row += f" {statistics.median(seconds[n]):.3f} | {max(memory[n]):.1f} | {ratio:.2f} |"
            print(row, flush=True)
    for n in others:
        if ratios[n]:
            print(f"\nGeometric mean of seago/{n}: {statistics.geometric_mean(ratios[n]):.2f} ({len(ratios[n])} programs)")
    return 1 if failed else 0


sys.exit(main())
