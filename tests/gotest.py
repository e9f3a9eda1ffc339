#!/usr/bin/env python3
"""gotest.py [--seago PATH] [--sample N --seed S] [--all] [NAME...]: Go's own test directory as a test of seago.

Runs files of GOROOT/test by the directive on their first line: run, build, compile and errorcheck; the others
(several packages, generated programs) belong to larger runners. Without --all or names only the tests listed in
gotest.passing are run, so that a regression shows; --all prints what passes, --update rewrites the list.
Ends with "N passed, N failed".
"""
import argparse, concurrent.futures, os, random, re, shlex, shutil, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIST = HERE / "gotest.passing"
FOLDERS = (".", "ken", "chan", "interface", "syntax", "fixedbugs", "typeparam")
CONSTRAINT = re.compile(r"//go:build\b|//\s*\+build\b")
ANNOTATION = re.compile(r"// (?:GC_)?ERROR (.*)")
ACTIONS = ("run", "build", "compile", "errorcheck")
# Programs that run the go command, or look into its GOROOT.
GO_COMMAND = re.compile(r'exec\.Command(?:Context)?\((?:ctx, )?"go"|"go", "|\{"(?:go", ")?(?:build|tool)"|"go tool |'
                        r'runtime\.GOROOT\(\)|build\.Default|"go"')
PLAIN = re.compile(r"-(e|lang=.*|d=panic)$")


def directive(source):
    line = next((l for l in source.splitlines() if l and not CONSTRAINT.match(l)), "")
    try:
        words = shlex.split(line[2:]) if line.startswith("//") else []
    except ValueError:
        words = []
    return (words[0], words[1:]) if words and words[0] in ACTIONS else (None, [])


def run(args, cwd, timeout=300):
    try:
        done = subprocess.run([str(a) for a in args], cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, start_new_session=True)
        return done.returncode, done.stdout.decode("utf-8", "backslashreplace")
    except subprocess.TimeoutExpired:
        return -99, f"no end within {timeout} s"


def messages_match(path, text):
    messages, problems = [], []
    for line in text.splitlines():
        if line.startswith("\t") and messages:
            messages[-1] += "\n" + line
        elif line and not line.startswith("#") and "relocation target" not in line and "function main is" not in line:
            messages.append(line)
    for number, line in enumerate(path.read_text("utf-8", "surrogateescape").split("\n"), 1):
        found = ANNOTATION.search(line)
        here = [m for m in messages if re.search(rf"(^|/){re.escape(path.name)}:{number}[:\s\[]", m.split(" ")[0] + " ")]
        messages = [m for m in messages if m not in here]
        for rx in re.findall(r'"([^"]*)"', found[1]) if found and "////" not in line else []:
            rx = re.sub(r"LINE([+-]\d+)?", lambda m: f"{path.name}:{number + int(m[1] or 0)}", rx)
            match = [m for m in here if re.search(rx, m.partition(" ")[2])]
            here = [m for m in here if m not in match]
            if not match:
                problems.append(f"line {number}: no message matches {rx!r}")
        messages += here
    return problems + [f"unexpected: {m}" for m in messages if f"{path.name}:" in m]


def execute(seago, root, name):
    path = root / name
    source = path.read_text("utf-8", "surrogateescape")
    action, args = directive(source)
    flags = [args.pop(0) for _ in range(len(args)) if args and args[0].startswith("-")]
    work = Path(tempfile.mkdtemp(prefix="seago-gotest-"))
    try:
        if action in ("run", "build"):
            files = [path]
            while args and args[0].endswith(".go"):
                files.append(root / args.pop(0))
            code, text = run([seago, "build", *flags, "-o", work / "a", *files], path.parent)
            if code or action == "build":
                return f"build: status {code}\n{text}" if code else None
            code, text = run([work / "a", *args], path.parent)
            out = path.with_suffix(".out")
            want = out.read_text("utf-8", "surrogateescape") if out.exists() else ""
            if code:
                return f"run: status {code}\n{text}"
            return None if text == want else f"output differs:\n{text}"
        fails = action == "errorcheck" and "-0" not in flags
        flags = [f for f in flags if f not in ("-0", "-1")]
        code, text = run([seago, "build", "-o", work / "a", f"-gcflags={' '.join(['-e', '-complete=false', *flags])}", path], path.parent)
        unlinked = "relocation target" in text or "function main is undeclared" in text
        if (code not in (0, 1, 2) and not unlinked) or (code != 0 and not unlinked) != fails:
            return f"status {code}\n{text}"
        return "\n".join(messages_match(path, text)) or None if action == "errorcheck" else None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def eligible(path):
    source = path.read_text("utf-8", "surrogateescape")
    action, args = directive(source)
    if not action or "+build ignore" in source or "go:build ignore" in source or GO_COMMAND.search(source):
        return False
    return action != "errorcheck" or all(PLAIN.match(a) for a in args if a not in ("-0", "-1"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--goroot", default="/usr/share/go-1.19", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    root = options.goroot / "test"
    if not root.is_dir():
        print("no Go test directory\n0 passed, 0 failed")
        return 0
    if options.names:
        names = options.names
    elif options.all or options.update:
        names = [str((Path(f) / p.name)) for f in FOLDERS for p in sorted((root / f).glob("*.go")) if eligible(p)]
    else:
        names = LIST.read_text().split() if LIST.exists() else []
    if options.sample and options.sample < len(names):
        names = sorted(random.Random(options.seed).sample(names, options.sample))
    passed, failed = [], 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, problem in zip(names, pool.map(lambda n: execute(options.seago, root, n), names)):
            if problem:
                failed += 1
                print(f"FAIL {name}\n" + "\n".join("    " + l for l in problem.splitlines()[:12]))
            else:
                passed.append(name)
    if options.update:
        LIST.write_text("".join(n + "\n" for n in passed))
    print(f"{len(passed)} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
