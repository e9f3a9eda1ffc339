#!/usr/bin/env python3
"""repro.py [--seago PATH] [FILE...]: the same input gives the same bytes.

Builds each program twice from nothing: with a cache, a work folder and a number of jobs of its own, at
another time and with another address space layout, optimised and with -gcflags=-N. The executables, and
every export file and object of the caches, must be equal. Ends with "N passed, N failed".
"""
import argparse, hashlib, os, subprocess, sys, tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
USES_STD = """package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type pair[K comparable, V any] struct {
	Key K
	Val V
}

func sorted[K comparable, V any](m map[K]V, less func(a, b K) bool) (out []pair[K, V]) {
	for k, v := range m {
		out = append(out, pair[K, V]{k, v})
	}
	sort.Slice(out, func(i, j int) bool { return less(out[i].Key, out[j].Key) })
	return out
}

func main() {
	m := map[string]int{}
	for _, w := range strings.Fields("the quick brown fox jumps over the lazy dog the end") {
		m[w]++
	}
	all := sorted(m, func(a, b string) bool { return a < b })
	text, err := json.Marshal(all)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(string(text))
}
"""


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(seago, source, flags, cwd, jobs):
    """The executable and what the cache got, by content: the names hold the keys."""
    cwd.mkdir(parents=True)
    env = dict(os.environ, SEAGOCACHE=str(cwd / "cache"), PWD=str(cwd), TMPDIR=str(cwd))
    subprocess.run([seago, "build", "-p", str(jobs), *flags, "-o", "out", str(source)], cwd=cwd, env=env, check=True)
    parts = sorted(f.suffix + " " + digest(f) for f in (cwd / "cache").rglob("*") if f.suffix in (".x", ".o"))
    return digest(cwd / "out"), parts


def differences(seago, source, flags):
    with tempfile.TemporaryDirectory(prefix="seago-repro-") as work:
        one = build(seago, source, flags, Path(work) / "one", 1)
        two = build(seago, source, flags, Path(work) / "another/place", 4)
    if one == two:
        return None
    files = sorted(set(one[1]) ^ set(two[1]))
    return f"executables {'equal' if one[0] == two[0] else 'differ'}; of {len(one[1])} cache files differ: {files[:10]}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=TOP / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="seago-repro-") as sources:
        std = Path(sources) / "std.go"
        std.write_text(USES_STD)
        for source in options.files or [TOP / "testdata/run/tour.go", std]:
            for flags in ([], ["-gcflags=-N"]):
                problem = differences(options.seago, source.absolute(), flags)
                passed, failed = passed + (not problem), failed + bool(problem)
                if problem:
                    print(f"FAIL {source} {' '.join(flags)}: {problem}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
