#!/usr/bin/env python3
"""fuzzmangle.py [--seago PATH] [--seed N] [--count N] [--keep DIR] DIRECTORY-OR-FILE...

Damages Go files and puts them through `seago build -gcflags=-e`: the compiler may take them or refuse
them with status 2 and a message with a position, and must not crash, hang or report an internal error. What does
stays in DIR; the file's name says the seed. Ends with "N files, N failures"; status 1 if there are any.
"""
import argparse, random, re, subprocess, sys, tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|\'(?:\\.|[^\'\\\n])+\'|\w+|<<=|>>=|&\^=|\.\.\.|'
                   r'[-+*/%&|^<>=!:]=|&&|\|\||<-|\+\+|--|<<|>>|&\^|\n|[ \t\r]+|.', re.S)
WORDS = "int string error any nil x T 0 1 -1 1<<70 \"s\" 'c' 1.5 1i func struct interface map chan [] () {} * & <- ... := = == ; , . : " \
    "break continue goto defer go return range select switch type var const if for case default fallthrough ~ len append make new " \
    "panic recover print iota _ init main comparable complex real unsafe".split()


def words(tokens): return [i for i, t in enumerate(tokens) if not t.isspace() and not t.startswith("/")]


def token_change(r, tokens):
    at = words(tokens)
    if not at:
        return
    i, j = r.choice(at), r.choice(at)
    what = r.randrange(6)
    if what == 0:
        tokens[i] = ""
    elif what == 1:
        tokens[i] += " " + tokens[i]
    elif what == 2:
        tokens[i], tokens[j] = tokens[j], tokens[i]
    elif what == 3:
        tokens[i] = tokens[j]
    elif what == 4:
        tokens[i] = r.choice(WORDS)
    else:      # a name for a name: what parses most often
        names = [k for k in at if tokens[k][0].isalpha()]
        if names:
            tokens[r.choice(names)] = tokens[r.choice(names)]


def line_change(r, lines):
    i, j = r.randrange(len(lines)), r.randrange(len(lines))
    what = r.randrange(4)
    if what == 0:
        del lines[i]
    elif what == 1:
        lines.insert(j, lines[i])
    elif what == 2:
        lines[i], lines[j] = lines[j], lines[i]
    else:
        lines[i:i] = lines[j:j + r.randint(1, 8)]


def mangle(r, text):
    if r.random() < 0.1:
        return text[:r.randrange(len(text))]
    for _ in range(r.choice([1, 1, 2, 3, 6])):
        if r.random() < 0.7:
            tokens = TOKEN.findall(text)
            token_change(r, tokens)
            text = "".join(tokens)
        else:
            lines = text.split("\n")
            line_change(r, lines)
            text = "\n".join(lines)
    return text


def complaint(seago, path, exe, timeout):
    """What is wrong with how the compiler dealt with the file, or None."""
    try:
        done = subprocess.run([seago, "build", "-gcflags=-e", "-o", exe, path.name], cwd=path.parent, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout)
    except subprocess.TimeoutExpired:
        return f"no end within {timeout} s"
    text = done.stdout.decode(errors="replace")
    if re.search(r"internal (compiler )?error|killed by signal|LLVM ERROR|Sanitizer", text):
        return text
    if done.returncode == 0:
        return None
    # what belongs to no place: imports that are not there, names that the linker misses
    placed = re.search(r":\d+:\d+: |:\d+: |cannot find package|is not in GOROOT|undefined|undeclared|build constraints|not a main package|"
                       r"no non-test Go files|relocation target", text)
    if done.returncode not in (1, 2) or not placed:
        return f"status {done.returncode}: {text or 'no message'}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seago", default=str(TOP / "seago"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--keep", type=Path, default=Path("mangled"))
    parser.add_argument("--timeout", type=float, default=30)
    parser.add_argument("sources", nargs="+", type=Path)
    options = parser.parse_args()
    files = sorted(f for s in options.sources for f in ([s] if s.is_file() else s.rglob("*.go")) if 0 < f.stat().st_size < 20000)
    seago, bad = str(Path(options.seago).resolve()), 0
    with tempfile.TemporaryDirectory(prefix="seago-mangle-") as work:
        for seed in range(options.seed, options.seed + options.count):
            r = random.Random(seed)
            source = r.choice(files)
            path = Path(work) / f"{source.stem.removesuffix('_test')}_s{seed}.go"
            path.write_text(mangle(r, source.read_text(errors="replace")))
            problem = complaint(seago, path, Path(work) / "exe", options.timeout)
            if problem:
                bad += 1
                options.keep.mkdir(parents=True, exist_ok=True)
                path.rename(options.keep / path.name)
                print(f"{options.keep / path.name} (from {source}): {problem[:400]}", flush=True)
            else:
                path.unlink()
    print(f"{options.count} files, {bad} failures")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
