#!/usr/bin/env python3
"""bootstrap.py [--seago PATH] [--goroot TREE] [--work DIR] [--oracle GO]: from a Go source tree to a Go toolchain.

Stage 1 is Go's own go, compile, asm and link commands, compiled by seago. Stage 2 is the same commands compiled by
stage 1, stage 3 those compiled by stage 2. Stages 2 and 3 must be the same bytes: then stage 1, 50 thousand functions
compiled by seago, did what the sources say. With --oracle, a toolchain of the same version, what it compiles must be the
same too. Ends with "N passed, N failed"; the folder stage3 is a Go toolchain in use as any other.
"""
import argparse, filecmp, os, shutil, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMANDS = ("go", "compile", "asm", "link", "preprofile")  # the last since 1.22
PROGRAM = """package main

import (
	"encoding/json"
	"fmt"
)

func main() {
	text, err := json.Marshal(map[string][]int{"stages": {1, 2, 3}})
	fmt.Println(string(text), err)
}
"""


def copy_tree(goroot, to):
    """The sources without the tests' data, and with what Go's own build writes into them."""
    shutil.copytree(goroot / "src", to / "src", ignore=shutil.ignore_patterns("testdata"))
    generated = HERE.parent / "runtime/go/generated"
    for file in generated.rglob("*.go"):
        place = to / "src" / file.relative_to(generated)
        if place.parent.is_dir() and not place.exists():
            shutil.copy(file, place)
    include = to / "pkg/include"
    include.mkdir(parents=True)
    for header in ("textflag.h", "funcdata.h", "asm_amd64.h", "asm_ppc64x.h", "asm_riscv64.h"):
        if (goroot / "src/runtime" / header).is_file():
            shutil.copy(goroot / "src/runtime" / header, include)
    if (goroot / "VERSION").is_file():
        shutil.copy(goroot / "VERSION", to)


def stage_paths(root, commands):
    return [(f"cmd/{c}", root / ("bin" if c == "go" else "pkg/tool/linux_amd64") / c) for c in commands]


def seago_stage(options, root):
    for package, file in stage_paths(root, options.commands):
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([options.seago, "build", "-o", file, package], check=True,
                       env=dict(os.environ, GOROOT=str(options.goroot)))


def build(go, root, cache, *args):
    env = dict(os.environ, GOROOT=str(root), GOCACHE=str(cache), GOTOOLCHAIN="local", GOFLAGS="", CGO_ENABLED="0",
               GOPROXY="off")
    subprocess.run([go, "build", "-trimpath", "-ldflags=-buildid=", *args], check=True, env=env, cwd=root)


def next_stage(go, root, to, commands, cache):
    for package, file in stage_paths(to, commands):
        file.parent.mkdir(parents=True, exist_ok=True)
        build(go, root, cache, "-o", file, package)


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def step(self, what, function, *args):
        start, before = time.time(), os.times()
        try:
            function(*args)
        except subprocess.CalledProcessError as e:
            self.failed += 1
            print(f"FAIL {what}: {' '.join(map(str, e.cmd))}: status {e.returncode}", flush=True)
            return False
        now = os.times()
        cpu = now.children_user + now.children_system - before.children_user - before.children_system
        self.passed += 1
        print(f"{what}: {time.time() - start:.0f} s, {cpu:.0f} s of CPU", flush=True)
        return True

    def same(self, a, b):
        equal = filecmp.cmp(a, b, shallow=False)
        self.passed += equal
        self.failed += not equal
        if not equal:
            print(f"FAIL {a} and {b} differ", flush=True)


def bootstrap(options, work, report):
    root = work / "stage1"
    copy_tree(options.goroot, root)
    if not report.step("stage 1 by seago", seago_stage, options, root):
        return
    for n in (2, 3):  # each stage compiles with its own commands from one tree of the same name
        stage = work / f"stage{n}"
        if not report.step(f"stage {n} by stage {n - 1}", next_stage, root / "bin/go", root, stage, options.commands,
                           work / f"cache{n}"):
            return
        if n == 2:
            shutil.rmtree(root / "bin"), shutil.rmtree(root / "pkg/tool")
            shutil.copytree(stage / "bin", root / "bin"), shutil.copytree(stage / "pkg/tool", root / "pkg/tool")
    for (_, a), (_, b) in zip(stage_paths(work / "stage2", options.commands),
                                stage_paths(work / "stage3", options.commands)):
        report.same(a, b)
    program = work / "program.go"
    program.write_text(PROGRAM)
    report.step("a program by stage 3", build, root / "bin/go", root, work / "cache3", "-o", work / "program", program)
    ok = subprocess.run([work / "program"], capture_output=True).stdout == b'{"stages":[1,2,3]} <nil>\n'
    report.passed += ok
    report.failed += not ok
    if options.oracle:
        compare_with(options.oracle, options.commands, work, root, report)


def compare_with(oracle, commands, work, root, report):
    tools = subprocess.run([oracle, "env", "GOTOOLDIR"], capture_output=True, text=True, check=True).stdout.strip()
    for tool in Path(tools).iterdir():
        shutil.copy(tool, root / "pkg/tool/linux_amd64")
    stage = work / "oracle"
    if report.step("stage 2 by the oracle", next_stage, oracle, root, stage, commands, work / "cache-oracle"):
        for (_, a), (_, b) in zip(stage_paths(work / "stage2", commands), stage_paths(stage, commands)):
            report.same(a, b)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seago", default=HERE.parent / "seago", type=lambda p: Path(p).absolute())
    parser.add_argument("--goroot", default="/usr/share/go-1.19", type=Path)
    parser.add_argument("--work", type=lambda p: Path(p).absolute())
    parser.add_argument("--oracle", type=Path)
    options = parser.parse_args()
    options.commands = [c for c in COMMANDS if (options.goroot / "src/cmd" / c).is_dir()]
    report = Report()
    with tempfile.TemporaryDirectory(prefix="seago-bootstrap-") as made:
        work = options.work or Path(made)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        bootstrap(options, work, report)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


sys.exit(main())
