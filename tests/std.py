#!/usr/bin/env python3
"""std.py [--seago PATH] [--goroot TREE] [--gopath DIR] [--sample N --seed S] [--env NAME=VALUE]... [PACKAGE...]: tests of
Go's own library or, with --gopath, of other people's.

Runs `seago test -short` on the packages of std.passing, or of std-1.26.passing if that is the tree's version, each a
line of that file (with --gopath, of programs.passing, where comments name the Debian packages they are in):
    PACKAGE [TEST: REASON; FLAG: REASON...]
The tests named may fail, for the reason given; any other that fails, a crash, or a package that does not compile is a
failure. Ends with "N passed, N failed". Tests that run the go command find seago under that name.
"""
import argparse, os, random, re, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def expectations(goroot, gopath):
    version = goroot / "VERSION"
    found = re.match(r"go(1\.\d+)", version.read_text()) if version.is_file() else None
    listed = HERE / f"std-{found[1]}.passing" if found else HERE / "std.passing"
    if gopath:
        listed = HERE / "programs.passing"
    packages = {}
    for line in (listed if listed.is_file() else HERE / "std.passing").read_text().splitlines():
        if line and not line.startswith("#"):
            package, _, rest = line.partition(" ")
            packages[package] = {part.split(":")[0].strip() for part in rest.split(";") if part.strip()}
    return packages


def check(options, package, allowed):
    env = dict(os.environ, GOROOT=str(options.goroot), **dict(v.split("=", 1) for v in options.env))
    args = [options.seago, "test", "-short", "-count=1", "-timeout", "120s"]
    folder = options.gopath / "src" / package if options.gopath else options.goroot / "src"
    args += [a for a in sorted(allowed) if a.startswith("-")] + [package]
    try:
        done = subprocess.run(args, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    except subprocess.TimeoutExpired:
        return "no end within 600 s"
    text = done.stdout.decode("utf-8", "backslashreplace")
    failed = set(re.findall(r"^--- FAIL: (\S+)", text, re.M))
    if done.returncode == 0 or (failed and failed <= allowed and not re.search(r"^(panic|fatal error):", text, re.M)):
        return None
    bad = sorted(failed - allowed)
    return " ".join(bad) if bad else "\n".join(text.splitlines()[:12])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--goroot", default="/usr/share/go-1.19", type=Path)
    parser.add_argument("--gopath", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--env", action="append", default=[])
    parser.add_argument("packages", nargs="*")
    options = parser.parse_args()
    known = expectations(options.goroot, options.gopath)
    packages = options.packages or list(known)
    if options.gopath:
        options.env += ["GO111MODULE=off", f"GOPATH={options.gopath}"]
        missing = [p for p in packages if not (options.gopath / "src" / p).is_dir()]
        packages = [p for p in packages if p not in missing]
        if missing:
            print(f"not installed, and left out: {' '.join(missing)}")
    if not (options.goroot / "src").is_dir():
        packages = []
    if options.sample and options.sample < len(packages):
        packages = sorted(random.Random(options.seed).sample(packages, options.sample))
    failed = 0
    bin = tempfile.TemporaryDirectory(prefix="seago-std-")
    (Path(bin.name) / "go").symlink_to(options.seago)
    options.env.insert(0, f"PATH={bin.name}:/usr/local/bin:/usr/bin:/bin")
    for package in packages:
        problem = check(options, package, known.get(package, set()))
        if problem:
            failed += 1
            print(f"FAIL {package}\n" + "\n".join("    " + l[:200] for l in problem.splitlines()), flush=True)
    print(f"{len(packages) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
