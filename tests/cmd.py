#!/usr/bin/env python3
"""cmd.py [--bless] [--seago PATH] [FILE...]: sessions of the command line, one per file of testdata/cmd/.

A file begins with a line of comment, then holds commands and what they print, then files:

  # what is shown
  ? unshare -rm true            the session needs a machine on which this succeeds (where there is such a line)
  $ seago test ./a              run by sh in a fresh folder that holds the files; seago is the one under test
  ok  	example.com/a	0.000s   standard output and error together
  [exit 1]                      the exit status, if it is not 0
  -- a/a.go --                  the files
  package a

In the output the folder is $WORK, the Go tree $GOROOT, times are 0.000s or (0.00s), addresses 0x?. --bless rewrites
the output. Ends with "N passed, N failed".
"""
import argparse, concurrent.futures, os, re, shutil, subprocess, sys, tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
QUIET = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
SKIPPED = object()


def split(text):
    """-> (the session's lines, {file name: text})"""
    head, *parts = re.split(r"^-- (.*) --\n", text, flags=re.M)
    return head.splitlines(), dict(zip(parts[::2], parts[1::2]))


def lay_out(work, seago, files):
    """The folders of a session: bin with the command under test, w with its files, home."""
    for folder in ("bin", "w", "home"):
        (work / folder).mkdir()
    (work / "bin/seago").symlink_to(seago)
    for name, content in files.items():
        (work / "w" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "w" / name).write_text(content)


def normalise(text, work, goroot):
    text = text.replace(str(work), "$WORK").replace(goroot, "$GOROOT")
    text = re.sub(r"(?<![\d.])\d+\.\d{3}s\b", "0.000s", text)
    text = re.sub(r"\(\d+\.\d\ds\)", "(0.00s)", text)
    return re.sub(r"0x[0-9a-f]+", "0x?", text)


def run_command(line, work, env, goroot):
    done = subprocess.run(["sh", "-c", line], cwd=work / "w", env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300)
    text = normalise(done.stdout.decode("utf-8", "backslashreplace"), work / "w", goroot)
    if text and not text.endswith("\n"):
        text += "\n[no newline]\n"
    return text + (f"[exit {done.returncode}]\n" if done.returncode else "")


def run(options, path, goroot):
    """-> the problem, SKIPPED, or None"""
    text = path.read_text()
    session, files = split(text)
    work = Path(tempfile.mkdtemp(prefix="seago-cmd-"))
    env = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k == "GOROOT"}
    env.update(PATH=f"{work / 'bin'}:{env['PATH']}", WORK=str(work / "w"), HOME=str(work / "home"))
    env.setdefault("SEAGOCACHE", str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "seago"))
    try:
        lay_out(work, options.seago, files)
        commands = next((i for i, line in enumerate(session) if line.startswith("$ ")), len(session))
        needs = [line[2:] for line in session[:commands] if line.startswith("? ")]
        if any(subprocess.run(["sh", "-c", need], env=env, **QUIET).returncode for need in needs):
            return SKIPPED
        have = [line + "\n" for line in session[:commands]]
        for line in session[commands:]:
            if line.startswith("$ "):
                have += [line + "\n", run_command(line[2:], work, env, goroot)]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    have = "".join(have)
    want = "".join(l + "\n" for l in session)
    if options.bless:
        path.write_text(have + text[len("\n".join(session)) + 1 if session else 0:])
    elif have != want:
        return f"--- want\n{want}--- have\n{have}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=TOP / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("paths", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    paths = options.paths or sorted((TOP / "testdata/cmd").glob("*.txt"))
    goroot = subprocess.run([options.seago, "env", "GOROOT"], stdout=subprocess.PIPE).stdout.decode().strip()
    failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, problem in zip(paths, pool.map(lambda p: run(options, p, goroot), paths)):
            if problem is SKIPPED:
                skipped += 1
                print(f"skipped {path}: this machine cannot do it")
            elif problem:
                failed += 1
                print(f"FAIL {path}\n" + "\n".join("    " + l for l in problem.splitlines()))
    print(f"{len(paths) - failed - skipped} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
