#!/usr/bin/env python3
"""repeat.py [--seago PATH] [--count N] [--procs LIST] [--mode M]... [NAME...]: races need many tries.

Builds each program once and runs it N times in a row at each GOMAXPROCS of LIST, and in each mode (a value of
SEAGO_DEBUG; "" is none). Without names: the `run` tests of Go's test directory about channels, goroutines and the
collector. A program fails by its status, its output or its time; its first failure is shown, and the rest of its
runs goes on, so that the report says how often. Ends with "N passed, N failed", counted in programs.
"""
import argparse, concurrent.futures, os, re, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ABOUT = ("chan/*.go", "ken/*.go", "gc*.go", "escape*.go", "stackobj*.go", "deferfin.go", "mallocfin.go",
         "finprofiled.go", "heapsampling.go")
# What cannot pass where stacks are scanned conservatively: a dead slot may keep an object.
KEPT = {"stackobj.go", "stackobj3.go"}
# Thousands of stacks or a million objects: a collection at each allocation would take hours, so it is each 1000th.
LARGE = {"goroutines.go", "gcstring.go", "finprofiled.go", "heapsampling.go"}


def once(exe, path, env, timeout):
    try:
        done = subprocess.run([exe], cwd=path.parent, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout)
    except subprocess.TimeoutExpired:
        return f"no end within {timeout} s"
    out = path.with_suffix(".out")
    text = done.stdout.decode("utf-8", "backslashreplace")
    if done.returncode:
        return f"status {done.returncode}\n{text}"
    want = out.read_text("utf-8", "surrogateescape") if out.exists() else ""
    return None if text == want else f"output differs:\n{text}"


def repeat(options, path, work):
    """What to say of one program: nothing when all of its runs pass."""
    exe = work / path.relative_to(path.anchor).as_posix().replace("/", "_")
    done = subprocess.run([options.seago, "build", "-o", exe, path], cwd=path.parent, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        return f"build: status {done.returncode}\n" + done.stdout.decode("utf-8", "backslashreplace")
    report, start = "", time.monotonic()
    for mode in options.mode or [""]:
        if path.name in LARGE:
            mode = re.sub(r"gcstress=\d+", "gcstress=1000", mode)
        for procs in options.procs.split(","):
            env = dict(os.environ, GOMAXPROCS=procs, SEAGO_DEBUG=mode)
            problems = [p for p in (once(exe, path, env, options.timeout) for _ in range(options.count)) if p]
            if problems:
                report += f"GOMAXPROCS={procs} SEAGO_DEBUG={mode}: {len(problems)} of {options.count}: {problems[0]}\n"
    if options.verbose:
        print(f"{time.monotonic() - start:7.1f} s {path.name}", flush=True)
    exe.unlink()
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--goroot", default="/usr/share/go-1.19", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--procs", default="1,2,4,16")
    parser.add_argument("--mode", action="append")
    parser.add_argument("--timeout", type=int, default=120)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("names", nargs="*", type=Path)
    options = parser.parse_args()
    root = options.goroot / "test"
    paths = [p.absolute() for p in options.names]
    if not paths:
        paths = [p for pattern in ABOUT for p in sorted(root.glob(pattern))
                 if p.name not in KEPT and p.read_text("utf-8", "surrogateescape").startswith("// run\n")]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="seago-repeat-") as work, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, report in zip(paths, pool.map(lambda p: repeat(options, p, Path(work)), paths)):
            passed, failed = passed + (not report), failed + bool(report)
            if report:
                print(f"FAIL {path}\n" + "\n".join("    " + l for l in report.splitlines()[:40]), flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
