#!/usr/bin/env python3
"""fuzzdiff.py [--seago PATH] [--oracle GOROOT] [--seed N] [--programs N] [--functions N] [--small] [--work DIR]
fuzzdiff.py [--seago PATH] [--oracle GOROOT] --reduce FILE.go

Makes random programs (gogen.py), builds each with seago, with seago -gcflags=-N and, if there is an
oracle, with the go command of GOROOT, and compares what they print and their exit status. What disagrees
stays in DIR, cut down to the function that shows it and the statements that it takes. Program number I of
a run has the seed N+I: --seed, --functions and --small make it again. With --reduce FILE is such a program, or any other
whose lines "fN ..." show where to look. Ends with "N functions, N disagreements"; status 1 if there are any.
"""
import argparse, os, re, subprocess, sys, tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
import gogen  # noqa: E402


TOO_SLOW = (None, "no end in time")      # of the machine, most often: reported, but no disagreement


class Compilers:
    def __init__(self, options):
        seago = [str(Path(options.seago).resolve()), "build"]
        self.builds = {"seago": seago, "seago -N": seago + ["-gcflags=-N"]}
        self.env = dict(os.environ)
        if options.oracle:
            self.builds["oracle"] = [options.oracle + "/bin/go", "build"]

    def result(self, name, source, exe):
        """(exit status, output) of the program built by one of the compilers; (None, messages) if it builds none."""
        env = dict(self.env, GO111MODULE="off")
        if name == "oracle":
            env["GOROOT"] = str(Path(self.builds[name][0]).parent.parent)
        try:
            built = subprocess.run([*self.builds[name], "-o", exe, source], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   timeout=300)
            if built.returncode:
                return None, built.stdout.decode(errors="replace")
            ran = subprocess.run([exe], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        except subprocess.TimeoutExpired:
            return TOO_SLOW
        text = ran.stdout.decode(errors="replace")
        return ran.returncode, re.split(r"^goroutine ", text, flags=re.M)[0]

    def results(self, source, work, names=None):
        return {n: self.result(n, source, work / "fuzzdiff.exe") for n in names or self.builds}


def first_difference(results):
    """The function named by the first line that is not the same everywhere, or None."""
    for lines in zip(*[text.splitlines() for _, text in results.values()]):
        if len(set(lines)) > 1:
            names = {m[0] for m in (re.match(r"f\d+", l) for l in lines) if m}
            return min(names, default=None)
    return None


def agree(results): return len(set(results.values())) == 1


# ---- making a disagreement small ----

def chunks(text):
    """Top-level declarations, with the comments and blank lines before them."""
    return re.split(r"\n(?=(?:func|type|var|const)\b)", text)


def declared(chunk):
    m = re.match(r"(?:func (?:\([^)]*\) )?|type |var |const )(\w+)", chunk)
    return m[1] if m else ""


def statement_end(lines, i):
    """Behind the statement that starts at line i: its closing brace included."""
    depth = 0
    for j in range(i, len(lines)):
        line = re.sub(r'"(\\.|[^"\\])*"', "", lines[j])
        depth += line.count("{") - line.count("}")
        if depth <= 0:
            return j + 1
    return len(lines)


class Reducer:
    def __init__(self, compilers, work, names):
        self.compilers, self.work, self.names = compilers, work, names
        self.tries = 0

    def shows(self, text):
        """Does it still build everywhere, or fail as at first, and disagree?"""
        self.tries += 1
        source = self.work / "reduced.go"
        source.write_text(text)
        results = self.compilers.results(source, self.work, self.names)
        self.last = results
        return not agree(results) and results[self.names[-1]][0] is not None

    def only(self, text, function):
        """Only main's call of one function, and what it needs."""
        return re.sub(r"(?m)^\trun\(\"(?!%s\").*\n" % function, "", text)

    def declarations(self, text):
        changed = True
        while changed:
            changed = False
            parts = chunks(text)
            for part in reversed(parts):
                name = declared(part)
                if not name or name == "main":
                    continue
                rest = "\n".join(p for p in parts if p is not part)
                used = len(re.findall(r"\b%s\b" % re.escape(name), rest))
                if used == 0 and self.shows(rest):
                    text, parts, changed = rest, chunks(rest), True
        return text

    def unused(self, text):
        """Drops many declarations at once: those that main does not reach by name."""
        parts = chunks(text)
        names = {}
        for p in parts:
            names.setdefault(declared(p), []).append(p)
        reached, todo = {"", "main"}, ["main", ""]
        while todo:
            for p in names.get(todo.pop(), []):
                for word in set(re.findall(r"\w+", p)) - reached:
                    if word in names:
                        reached.add(word)
                        todo.append(word)
        return "\n".join(p for p in parts if declared(p) in reached)

    def statements(self, text, function):
        start = re.search(r"(?m)^func %s\(" % function, text).start()
        end = text.index("\n}", start) + 1
        head, lines, tail = text[:start], text[start:end].split("\n"), text[end:]
        join = lambda ls: head + "\n".join(ls) + tail
        changed = True
        while changed:
            changed, i = False, 1
            while i < len(lines) - 1:
                for shorter in self.shorter(lines, i):
                    if self.shows(join(shorter)):
                        lines, changed = shorter, True
                        break
                else:
                    i += 1
        return join(lines)

    def shorter(self, lines, i):
        end = statement_end(lines, i)
        name = re.match(r"\s*(?:var )?(\w+)(?:, \w+)? (?::=|\w)", lines[i])
        if name:           # a variable and every line that mentions it
            kept = [l for l in lines[i:] if not re.search(r"\b%s\b" % name[1], l)]
            if len(kept) < len(lines) - i:
                yield lines[:i] + kept
        yield lines[:i] + lines[end:]
        if end > i + 1:    # what is inside a block without the block
            yield lines[:i] + lines[i + 1:end - 1] + lines[end:]

    def reduce(self, text, function):
        for cut in (self.only(text, function), text):
            if self.shows(self.unused(cut)):
                text = self.unused(cut)
                break
            if self.shows(cut):
                text = cut
                break
        if re.search(r"(?m)^func %s\(" % function, text):
            text = self.statements(text, function)
        if self.shows(self.unused(text)):
            text = self.unused(text)
        return self.declarations(text)


def reduce_file(compilers, work, path, results):
    function = first_difference(results) or "main"
    pairs = [n for n in results if results[n] != results[list(results)[-1]]]
    names = [pairs[0], list(results)[-1]] if pairs else list(results)
    reducer = Reducer(compilers, work, names)
    text = reducer.reduce(path.read_text(), function)
    out = path.with_name(path.stem + ".small.go")
    out.write_text(text)
    print(f"{out}: {len(text.splitlines())} lines after {reducer.tries} tries")


def report(path, results):
    print(f"{path}: {' and '.join(results)} disagree in {first_difference(results)}")
    for name, (status, text) in results.items():
        lines = text.splitlines()
        at = next((i for i in range(len(lines)) if any(lines[i:i + 1] != t.splitlines()[i:i + 1]
                                                       for _, t in results.values())), len(lines))
        shown = lines[at] if at < len(lines) else "(end)"
        print(f"    {name}: {'does not build' if status is None else f'status {status}'}: {shown[:300]}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seago", default=str(TOP / "seago"))
    parser.add_argument("--oracle")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--programs", type=int, default=10)
    parser.add_argument("--functions", type=int, default=200)
    parser.add_argument("--small", action="store_true", help="functions of fewer statements, which compile faster")
    parser.add_argument("--work")
    parser.add_argument("--no-reduce", action="store_true")
    parser.add_argument("--reduce", type=Path)
    options = parser.parse_args()
    compilers = Compilers(options)
    work = Path(options.work or tempfile.mkdtemp(prefix="seago-fuzz-"))
    work.mkdir(exist_ok=True, parents=True)
    if options.reduce:
        results = compilers.results(options.reduce, work)
        report(options.reduce, results)
        return reduce_file(compilers, work, options.reduce, results)
    bad = slow = 0
    for seed in range(options.seed, options.seed + options.programs):
        source = work / f"p{seed}.go"
        source.write_text(gogen.program(seed, options.functions, options.small))
        results = compilers.results(source, work)
        if agree(results) and results["seago"][0] is not None:
            source.unlink()
            continue
        if TOO_SLOW in results.values():
            print(f"{source}: no end in time by {', '.join(n for n in results if results[n] == TOO_SLOW)}", flush=True)
            slow += 1
            continue
        bad += 1
        report(source, results)
        if not options.no_reduce:
            reduce_file(compilers, work, source, results)
    print(f"{(options.programs - slow) * options.functions} functions, {bad} disagreements")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
