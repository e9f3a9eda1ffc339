#!/usr/bin/env python3
"""debug.py [--bless] [--seago PATH] [DIR]: what debuggers and tracebacks see of compiled programs.

Line 1 of a test is its kind, the expectation is X.out:
  // gdb         the comments that follow are gdb's commands; the program is built with -gcflags=-N
  // traceback   the program crashes; built plainly, with -gcflags=-N, and stripped (-ldflags "-s -w") it
                 prints the same, addresses and offsets left out
Ends with "N passed, N failed".
"""
import argparse, re, subprocess, sys, tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def run(args, cwd):
    done = subprocess.run(args, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, timeout=120)
    return done.stdout.decode("utf-8", "backslashreplace")


def build(seago, path, work, *flags):
    out = run([seago, "build", *flags, "-o", "prog", str(path)], work)
    if out:
        raise RuntimeError(out)


def plain(text, path):
    text = text.replace(str(path.parent) + "/", "")
    text = re.sub(r" \+0x[0-9a-f]+", "", text)
    return re.sub(r"0x[0-9a-f]+", "0x?", text)


def gdb(seago, path, work):
    build(seago, path, work, "-gcflags=-N")
    commands = []
    for line in path.read_text().splitlines()[1:]:
        if not line.startswith("// "):
            break
        commands += ["-ex", line[3:]]
    out = run(["gdb", "-nx", "-batch", "-ex", "set style enabled off", *commands, "./prog"], work)
    wanted = re.compile(r"^(\$\d+ =|[a-z_]+ = |Breakpoint 1, |#\d|\d+\t)")
    lines = [re.sub(r"^(Breakpoint 1, |#\d+ +)(0x[0-9a-f]+ in )?", r"\1", l)
             for l in out.splitlines() if wanted.match(l)]
    return plain("".join(l + "\n" for l in lines), path)


def traceback(seago, path, work):
    texts = []
    for flags in ([], ["-gcflags=-N"], ["-ldflags=-s -w"]):
        build(seago, path, work, *flags)
        texts.append(plain(run(["./prog"], work), path))
    for name, text in (("-N", texts[1]), ("stripped", texts[2])):
        if text != texts[0]:
            raise RuntimeError(f"{name} differs:\n--- plain\n{texts[0]}--- {name}\n{text}")
    return texts[0]


def check(options, path):
    kind = path.read_text().split("\n", 1)[0].lstrip("/ ").strip()
    with tempfile.TemporaryDirectory() as work:
        text = {"gdb": gdb, "traceback": traceback}[kind](options.seago, path, work)
    out = path.with_suffix(".out")
    if options.bless:
        out.write_text(text)
    elif text != (out.read_text() if out.exists() else ""):
        raise RuntimeError(f"output differs from {out.name}:\n{text}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--seago", default=str(TOP / "build" / "seago"))
    parser.add_argument("dir", nargs="?", default=str(TOP / "testdata" / "debug"))
    options = parser.parse_args()
    options.seago = str(Path(options.seago).resolve())
    passed = failed = 0
    for path in sorted(Path(options.dir).resolve().glob("*.go")):
        try:
            check(options, path)
            passed += 1
        except (RuntimeError, subprocess.TimeoutExpired) as e:
            failed += 1
            print(f"{path.name}: {e}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
