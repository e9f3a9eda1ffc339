#!/usr/bin/env python3
"""wrong.py [--bless] [--seago PATH] [--tree TREE] [FILE...]: what is said of wrong programs, with two Go trees.

A file of testdata/wrong/ begins with a comment, may hold commands, then holds files:

  # what is shown
  $ seago build ./a             run by sh in a fresh folder that holds the files; without any command, each of the
  -- a/a.go --                  Go files at the top is built by itself
  package a

Commands and their output with the default tree are in X.out, those with a tree of Go 1.26 or newer (of the folders in
SEAGO_TREES, /usr/local/go unless it is set) in X.1.26.out. A file without the one or the other is not run with that tree.

The output is meant to be that of gc: --seago may be a go command, whose tree is then named with --tree.
Ends with "N passed, N failed".
"""
import argparse, concurrent.futures, difflib, os, shutil, sys, tempfile
from pathlib import Path

from cmd import TOP, lay_out, run_command, split
from golden import tree_of


def session(options, path, tree):
    head, files = split(path.read_text())
    commands = [line[2:] for line in head if line.startswith("$ ")]
    commands = commands or [f"seago build {name}" for name in files if name.endswith(".go") and "/" not in name]
    work = Path(tempfile.mkdtemp(prefix="seago-wrong-"))
    env = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k in ("GOROOT", "GOCACHE")}
    env.update(PATH=f"{work / 'bin'}:{env['PATH']}", HOME=str(work / "home"), GOTOOLCHAIN="local", GOPROXY="off", CGO_ENABLED="0")
    env.setdefault("SEAGOCACHE", str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "seago"))
    if tree:
        env["GOROOT"] = str(tree)
    out = ""
    try:
        lay_out(work, options.seago, files)
        for line in commands:
            out += f"$ {line}\n" + run_command(line, work, env, str(tree or "/usr/share/go-1.19"))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return out


def check(options, path, suffix, tree):
    out = path.with_suffix(suffix)
    if not options.bless and not out.exists():
        return None
    have = session(options, path, tree)
    if options.bless:
        out.write_text(have)
        return None
    lines = difflib.unified_diff(out.read_text().splitlines(), have.splitlines(), out.name, "output", lineterm="")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=TOP / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--tree", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("files", nargs="*", type=Path, default=sorted((TOP / "testdata/wrong").glob("*.txt")))
    options = parser.parse_args()
    runs = [(".out", None), (".1.26.out", tree_of("1.26"))]
    if options.tree:
        newer = runs[1][1] == str(options.tree)
        runs = [(runs[newer][0], options.tree)]
    elif not runs[1][1]:
        print("left out: this machine has no source of Go 1.26")
        runs.pop()
    todo = [(options, path.absolute(), *r) for path in options.files for r in runs]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (_, path, suffix, _), problem in zip(todo, pool.map(lambda job: check(*job), todo)):
            if problem:
                failed += 1
                print(f"FAIL {path.with_suffix(suffix).name}\n{problem}")
    print(f"{len(todo) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
