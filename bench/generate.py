#!/usr/bin/env python3
"""generate.py KIND LINES: prints a Go program of about LINES lines that has much of one thing.

The kinds are the functions named gen_* below: each yields lines of a package main without imports.
"""
import sys


def gen_funcs(n):
    """Functions of ten lines that call each other."""
    yield "func f0(a, b int, s []int) int { return a + b + len(s) }"
    for i in range(1, n // 10 + 1):
        yield f"func f{i}(a, b int, s []int) int {{"
        yield f"\tx := a*{i} + b"
        yield "\tfor j, v := range s {"
        yield "\t\tif v > x && j%2 == 0 {"
        yield "\t\t\tx += v"
        yield "\t\t}"
        yield "\t}"
        yield f"\treturn f{i - 1}(x, b, s) + x"
        yield "}"
        yield ""
    yield f"func main() {{ println(f{min(n // 10, 9)}(1, 2, []int{{3, 4}})) }}"


def gen_types(n):
    """Struct types with two methods and an interface that they implement."""
    yield "type I interface { sum() int; name() string }"
    for i in range(n // 10):
        yield f"type T{i} struct {{"
        yield "\ta, b int"
        yield "\tc    string"
        yield f"\tnext *T{max(i - 1, 0)}"
        yield "}"
        yield ""
        yield f"func (t *T{i}) sum() int {{ return t.a + t.b + {i} }}"
        yield f"func (t *T{i}) name() string {{ return t.c }}"
        yield f"var v{i} I = &T{i}{{a: {i}, c: \"x\"}}"
        yield ""
    yield "func main() { println(v0.sum(), v0.name()) }"


def gen_instances(n):
    """A generic function and a generic type, each with as many type arguments as there are types."""
    yield "type pair[K comparable, V any] struct { k K; v V }"
    yield "func (p *pair[K, V]) set(k K, v V) { p.k, p.v = k, v }"
    yield "func find[T comparable](s []T, x T) int { for i, v := range s { if v == x { return i } }; return -1 }"
    for i in range(n // 5):
        yield f"type T{i} struct {{ a int{8 << i % 4}; b [{i % 7 + 1}]int }}"
        yield f"func f{i}(s []T{i}) int {{"
        yield f"\tvar p pair[T{i}, int]"
        yield f"\tp.set(T{i}{{a: 1}}, {i})"
        yield f"\treturn find(s, p.k) + p.v }}"
    yield "func main() { println(f0(nil)) }"


def gen_map(n):
    """One map literal."""
    yield "var m = map[string]int{"
    for i in range(n):
        yield f'\t"key{i}": {i},'
    yield "}"
    yield 'func main() { println(len(m), m["key3"]) }'


def gen_slice(n):
    """One slice literal of structs."""
    yield "var s = []struct { name string; n int }{"
    for i in range(n):
        yield f'\t{{"name{i}", {i}}},'
    yield "}"
    yield "func main() { println(len(s), s[3].name) }"


def gen_slice_calls(n):
    """A slice literal whose elements are composite values that calls make."""
    yield "type pair struct{ s string; k int }"
    yield "func make2(s string, k int) [2]pair { return [2]pair{{s, k}, {s, k + 1}} }"
    yield "var v = [][2]pair{"
    yield from (f'\tmake2("a{i}", {i}),' for i in range(n))
    yield "}"
    yield "func main() { println(len(v)) }"


def gen_function(n):
    """One function: many variables, many branches, many places where values meet."""
    yield "func f(a, b, c int) int {"
    for i in range(n // 6):
        yield f"\tif a > {i} {{"
        yield f"\t\tb += a*{i}"
        yield "\t} else {"
        yield f"\t\tc ^= b + {i}"
        yield "\t}"
        yield f"\ta += c & {i | 1}"
    yield "\treturn a + b + c"
    yield "}"
    yield "func main() { println(f(1, 2, 3)) }"


def gen_locals(n):
    """One function with as many local variables as lines, all of them alive through a loop."""
    k = n // 3
    yield "func f(n int) int {"
    for i in range(k):
        yield f"\tx{i} := n + {i}"
    yield "\tfor i := 0; i < n; i++ {"
    for i in range(k):
        yield f"\t\tx{i} += x{(i + 1) % k}"
    yield "\t}"
    yield "\ts := 0"
    for i in range(k):
        yield f"\ts += x{i}"
    yield "\treturn s"
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_loops(n):
    """One function with many loops one after the other."""
    yield "func f(s []int) int {"
    yield "\tt := 0"
    for i in range(n // 5):
        yield "\tfor i, v := range s {"
        yield f"\t\tif v == {i} {{ continue }}"
        yield "\t\tt += v + i"
        yield f"\t\tif t > {i * 1000} {{ break }}"
        yield "\t}"
    yield "\treturn t"
    yield "}"
    yield "func main() { println(f([]int{1, 2, 3})) }"


def gen_calls(n):
    """One function with many calls and many strings."""
    yield "//go:noinline"
    yield "func g(s string, p *int) string { *p++; return s }"
    yield "func main() {"
    yield "\tn := 0"
    for i in range(n):
        yield f'\tg("s{i}", &n)'
    yield "\tprintln(n)"
    yield "}"


def gen_switch(n):
    """One switch."""
    yield "func f(x int) int {"
    yield "\tswitch x {"
    for i in range(n // 2):
        yield f"\tcase {i * 3}:"
        yield f"\t\treturn {i * i % 1000}"
    yield "\t}"
    yield "\treturn -1"
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_closures(n):
    """Functions literals, each of which captures."""
    yield "func main() {"
    yield "\tx := 0"
    yield "\tvar fs []func(int) int"
    for i in range(n // 2):
        yield f"\ty{i} := x + {i}"
        yield f"\tfs = append(fs, func(a int) int {{ x += a; return y{i} + x }})"
    yield "\tprintln(len(fs), fs[0](1))"
    yield "}"


def gen_consts(n):
    """A constant declaration with iota."""
    yield "const ("
    yield "\tc0 = iota"
    for i in range(1, n):
        yield f"\tc{i}"
    yield ")"
    yield "func main() { println(c0, c3) }"


def gen_vars(n):
    """Package variables, each of which needs the one declared behind it: the order of initialisation."""
    yield "func f(x int) int { return x + 1 }"
    for i in range(n):
        yield f"var v{i} = f(v{i + 1})"
    yield f"var v{n} = f(0)"
    yield "func main() { println(v0) }"


def gen_blocks(n):
    """Nested if statements."""
    yield "func f(x int) int {"
    for i in range(n // 2):
        yield f"if x > {i} {{"
    yield "x++"
    yield "}\n" * (n // 2 - 1) + "}"
    yield "return x"
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_nested_loops(n):
    """Nested for statements."""
    yield "func f(x int) int {"
    for i in range(n // 2):
        yield f"for x < {i} {{"
    yield "x++"
    yield "}\n" * (n // 2 - 1) + "}"
    yield "return x"
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_parens(n):
    """Nested parentheses."""
    yield "func f(x int) int {"
    yield "return " + "(\n" * n + "x" + ")" * n
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_unary(n):
    """Nested unary operators and parentheses."""
    yield "func f(x int) int {"
    yield "return " + "-(\n" * n + "x" + ")" * n
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_sum(n):
    """A long sum: a deep tree on the left."""
    yield "func f(x, y int) int {"
    yield "return x" + " +\ny*x" * n
    yield "}"
    yield "func main() { println(f(3, 4)) }"


def gen_and(n):
    """A long condition."""
    yield "func f(x int) bool {"
    yield "return x > 0" + "".join(f" &&\nx != {i}" for i in range(n))
    yield "}"
    yield "func main() { println(f(3)) }"


def gen_concat(n):
    """A long concatenation of strings."""
    yield "func f(s string) string {"
    yield "return s" + ' +\n"abc" + s' * n
    yield "}"
    yield 'func main() { println(len(f("x"))) }'


def gen_constant_sum(n):
    """A long constant expression."""
    yield "const c = 1" + " +\n2" * n
    yield "func main() { println(c) }"


def gen_literals(n):
    """Nested composite literals."""
    yield "type T struct { a int; next *T }"
    yield "var t = " + "".join(f"&T{{{i},\n" for i in range(n)) + "nil" + "}" * n
    yield "func main() { println(t.next.a) }"


def gen_nested_calls(n):
    """Nested calls."""
    yield "//go:noinline"
    yield "func g(x int) int { return x + 1 }"
    yield "func main() {"
    yield "println(" + "g(\n" * n + "1" + ")" * n + ")"
    yield "}"


def gen_chain(n):
    """A chain of method calls."""
    yield "type T struct { n int }"
    yield "//go:noinline"
    yield "func (t *T) add() *T { t.n++; return t }"
    yield "func main() {"
    yield "t := &T{}"
    yield "println(t" + ".\nadd()" * n + ".n)"
    yield "}"


def gen_else_if(n):
    """A chain of else if."""
    yield "func f(x int) int {"
    yield "if x < 0 { return 1"
    for i in range(n):
        yield f"}} else if x == {i} {{ return {i % 100}"
    yield "}"
    yield "return 0 }"
    yield "func main() { println(f(3)) }"


def gen_nested_types(n):
    """A type nested in itself: pointers to pointers."""
    yield "type T = " + "*" * n + "int"
    yield "func main() { var x T; println(x == nil) }"


def gen_nested_funcs(n):
    """Nested function literals."""
    yield "func main() {"
    yield "x := 0"
    yield "func() {\n" * (n // 2) + "x++\n" + "}()\n" * (n // 2)
    yield "println(x)"
    yield "}"


KINDS = {name[4:]: f for name, f in list(globals().items()) if name.startswith("gen_")}


def text(kind, lines):
    return "package main\n\n" + "\n".join(KINDS[kind](lines)) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
        sys.exit(__doc__ + "\nKinds:\n" + "\n".join(f"    {k:14} {f.__doc__}" for k, f in KINDS.items()))
    sys.stdout.write(text(sys.argv[1], int(sys.argv[2])))
