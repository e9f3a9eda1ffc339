#!/usr/bin/env python3
"""golden.py [--bless] [--seago PATH] [--verb VERB] [PATH...]: runs the one-file tests of testdata/.

Line 1 of a test says what it is; the expectation stands in the file or beside it:

  // run [-gcflag...] [exit=N] [env=A=B] [needs=loopback|avx2] [tree=1.N] [allocates=much] [args...]
                              builds and runs, at the default, at -gcflags=-N, and as a large package, in many
                              modules; standard output and error together are X.out (nothing if there is none). tree=1.N: with a Go tree of at least that version,
                              of the folders in SEAGO_TREES (/usr/local/go unless it is set). allocates=much: under
                              GC stress, a collection at each 1000th allocation only
  // errorcheck [flags...]    compiling fails (with -0: succeeds) with just the messages of the // ERROR "rx" comments
  // build                    compiles and links
  // tokens, // ast           the command's output is X.out
  // show CMD [args...]       likewise for ir, ssa, llvm, asm; args stand before the file
  // syntax                   `tokens` and `ast` refuse it: X.out holds the messages

--bless rewrites the .out files. Ends with "N passed, N failed".
"""
import argparse, concurrent.futures, difflib, os, re, shlex, shutil, signal, socket, subprocess, sys, tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ANNOTATION = re.compile(r'// (?:GC_)?ERROR (.*)')


class Failed(Exception):
    pass


def command(args, cwd, env=None, timeout=300):
    try:
        done = subprocess.run(args, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failed(f"no end within {timeout} s: {shlex.join(map(str, args))}")
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace")


def has_loopback():
    try:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
        return True
    except OSError:
        return False


def has_avx2():
    return " avx2 " in Path("/proc/cpuinfo").read_text()


def tree_of(version):
    minor = int(version.removeprefix("1."))
    for tree in os.environ.get("SEAGO_TREES", "/usr/local/go").split(":"):
        text = Path(tree, "VERSION").read_text() if Path(tree, "VERSION").is_file() else ""
        found = re.match(r"go1\.(\d+)", text)
        if found and int(found[1]) >= minor and Path(tree, "src/fmt").is_dir():
            return tree
    return None


AVAILABLE = {"loopback": has_loopback, "avx2": has_avx2}


class Test:
    def __init__(self, options, path):
        self.seago, self.bless, self.path = options.seago, options.bless, path
        self.timeout = options.timeout
        self.out = path.with_suffix(".out")
        self.words = shlex.split(path.open(encoding="utf-8", errors="replace").readline().lstrip("/ "))

    def expect(self, text):
        if self.bless:
            if text:
                self.out.write_text(text)
            elif self.out.exists():
                self.out.unlink()
            return
        want = self.out.read_text() if self.out.exists() else ""
        if text != want:
            lines = difflib.unified_diff(want.splitlines(), text.splitlines(), self.out.name, "output", lineterm="")
            raise Failed("\n".join(lines))

    def execute(self, work):
        verb, *args = self.words
        action = getattr(self, "do_" + verb, None)
        if not action:
            raise Failed(f"no such test verb: {verb}")
        action(work, args)

    def do_run(self, work, args):
        env, status, gcflags = dict(os.environ), 0, []
        while args and args[0].startswith("-"):
            gcflags.append(args.pop(0))
        while args and re.match(r"(exit|env|needs|tree|allocates)=", args[0]):
            key, _, value = args.pop(0).partition("=")
            if key == "exit":
                status = int(value)
            elif key == "needs":
                if not AVAILABLE[value]():
                    print(f"{self.path}: left out, this machine has no {value}")
                    return
            elif key == "allocates":  # a collection at each allocation would take hours
                env["SEAGO_DEBUG"] = re.sub(r"gcstress=\d+", "gcstress=1000", env.get("SEAGO_DEBUG", ""))
            elif key == "tree":
                env["GOROOT"] = tree_of(value)
                if not env["GOROOT"]:
                    print(f"{self.path}: left out, this machine has no source of Go {value}")
                    return
            else:
                env.update([value.split("=", 1)])
        for level in ([], ["-N"], ["-d=modulesize=100"]):
            flags = [f"-gcflags={' '.join(gcflags + level)}"] if gcflags + level else []
            exe = work / "test.exe"
            code, text = command([self.seago, "build", *flags, "-o", exe, self.path.name], self.path.parent, env,
                                 timeout=600)  # the first one may have to compile much of the library
            if code:
                raise Failed(f"build {' '.join(level)} ends with status {code}:\n{text}")
            code, text = command([exe, *args], work, env, self.timeout)
            text = re.sub(r"0x[0-9a-f]+", "0x?", text.replace(str(self.path.parent) + "/", ""))
            if code != status:
                raise Failed(f"{' '.join(level)} exit status {code}, want {status}:\n{text}")
            self.expect(text)

    def do_errorcheck(self, work, args):
        fails = "-0" not in args
        flags = " ".join(["-e", "-complete=false", *(a for a in args if a != "-0")])
        code, text = command([self.seago, "build", "-o", work / "x", f"-gcflags={flags}", self.path.name], self.path.parent)
        lines = [l for l in text.splitlines() if not re.match(r"#|.*function main is undeclared|.*relocation target", l)]
        if fails and code != 2:
            raise Failed(f"status {code}, want 2:\n{text}")
        messages = []
        for line in lines:
            if line.startswith("\t") and messages:
                messages[-1] += "\n" + line
            else:
                messages.append(line)
        problems = []
        for number, line in enumerate(self.path.read_text(errors="replace").splitlines(), 1):
            found = ANNOTATION.search(line)
            here = [m for m in messages if re.match(rf"(\./)?{re.escape(self.path.name)}:{number}[:\s]", m)]
            messages = [m for m in messages if m not in here]
            for rx in re.findall(r'"([^"]*)"', found[1]) if found else []:
                match = [m for m in here if re.search(rx, m)]
                if not match:
                    problems.append(f"line {number}: no message matches {rx!r}")
                here = [m for m in here if m not in match]
            messages += here
        problems += [f"unexpected: {m}" for m in messages]
        if problems:
            raise Failed("\n".join(problems))

    def do_build(self, work, args):
        code, text = command([self.seago, "build", *args, "-o", work / "x", self.path.name], self.path.parent)
        if code:
            raise Failed(f"status {code}:\n{text}")
        self.expect(text)

    def show(self, args, status):
        code, text = command([self.seago, *args, self.path.name], self.path.parent)
        if code != status:
            raise Failed(f"status {code}, want {status}:\n{text}")
        self.expect(text)

    def do_tokens(self, work, args):
        self.show(["tokens"], 0)

    def do_ast(self, work, args):
        self.show(["ast"], 0)

    def do_show(self, work, args):
        self.show(args, 0)

    def do_syntax(self, work, args):
        self.show(["ast"], 2)


def run(test):
    work = Path(tempfile.mkdtemp(prefix="seago-golden-"))
    try:
        test.execute(work)
        return None
    except Failed as failure:
        return str(failure)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=TOP / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--verb", help="run only the tests with this verb")
    parser.add_argument("--timeout", type=int, default=300, help="seconds that a command may take")
    parser.add_argument("paths", nargs="*", type=Path, default=[TOP / "testdata"])
    options = parser.parse_args()
    for ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):  # by nohup, or in a background job
        signal.signal(ignored, signal.SIG_DFL)
    files = []
    for path in options.paths:
        path = path.resolve()
        files += [path] if path.is_file() else sorted(path.rglob("*.go"))
    tests = [Test(options, f) for f in files]
    tests = [t for t in tests if t.words and hasattr(t, "do_" + t.words[0])]
    tests = [t for t in tests if options.verb in (None, t.words[0])]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for test, problem in zip(tests, pool.map(run, tests)):
            passed, failed = passed + (not problem), failed + bool(problem)
            if problem:
                print(f"FAIL {test.path.relative_to(TOP) if TOP in test.path.parents else test.path}\n" +
                      "\n".join("    " + l for l in problem.splitlines()[:40]))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
