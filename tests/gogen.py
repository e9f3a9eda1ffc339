"""gogen: random Go programs that are well typed, end, and behave the same wherever they run.

program(seed, functions) gives the text of a package main: types, a prelude that hashes values of them,
generic functions, and functions f0, f1, ... that main calls one by one; each call prints a line with the
hash of all that happened in it and the text of the panic that ended it, if one did. So the first line that
differs between two compilers names the function to look at.

What the language leaves open must not show in the output:
- an expression that may panic calls nothing that leaves a trace, and the other way round;
- functions that change variables are called in statements of their own, with arguments that change nothing;
- maps are summed up in a way that does not depend on order, and of a select one case is ready;
- NaNs hash alike; capacities show only where the language defines them.
Loops and calls burn fuel, so every function ends. Constant expressions are computed here as well, because
a constant that overflows is an error.
"""
import random
import re

INTS = ["int8", "int16", "int32", "int64", "int", "uint8", "uint16", "uint32", "uint64", "uint", "uintptr"]
BITS = {"int8": 8, "int16": 16, "int32": 32, "int64": 64, "int": 64, "uint8": 8, "uint16": 16, "uint32": 32,
        "uint64": 64, "uint": 64, "uintptr": 64}
UNSIGNED = [t for t in INTS if t[0] == "u"]
FLOATS = ["float32", "float64"]
COMPLEX = ["complex64", "complex128"]
NAMED_INTS = {"MyInt": "int", "Small": "int8", "Word": "uint16"}


class Type:
    """kind: the name of a basic type, or array, slice, map, ptr, struct, func, iface, chan."""
    def __init__(self, kind, text, elem=None, key=None, length=0, fields=(), params=(), results=()):
        self.kind, self.text, self.elem, self.key, self.length = kind, text, elem, key, length
        self.fields, self.params, self.results = list(fields), list(params), list(results)
        self.methods = []      # of structs and interfaces: (name, [params], result, pointer receiver)

    def is_int(self): return self.kind in BITS
    def is_float(self): return self.kind in FLOATS
    def is_complex(self): return self.kind in COMPLEX
    def is_number(self): return self.is_int() or self.is_float() or self.is_complex()

    def comparable(self):
        if self.kind in ("slice", "map", "func"):
            return False
        if self.kind == "array":
            return self.elem.comparable()
        return all(f.comparable() for _, f in self.fields) if self.kind == "struct" else True

    def hashable(self):        # as map keys whose equality is simple: no floats, no pointers
        return self.is_int() or self.kind in ("string", "bool") or \
            self.kind == "array" and self.elem.hashable() or \
            self.kind == "struct" and all(f.hashable() for _, f in self.fields)


BASIC = {t: Type(t, t) for t in INTS + FLOATS + COMPLEX + ["string", "bool"]}
ANY = Type("iface", "any")
INT = BASIC["int"]


def limits(kind):
    bits = BITS[kind]
    return (0, 2 ** bits - 1) if kind[0] == "u" else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)


PRELUDE = '''package main

import "unsafe"

var sum uint64
var fuel int

func tick() {
	fuel--
	if fuel < 0 {
		panic("fuel")
	}
}

func h(x uint64) { sum = (sum^x)*1099511628211 + 12345 }

//go:noinline
func se[T any](tag uint64, x T) T {
	h(tag)
	return x
}

//go:noinline
func opaque[T any](x T) T { return x }

func hBool(x bool) {
	if x {
		h(1)
	} else {
		h(2)
	}
}

func hInt[T Ints](x T) { h(uint64(x)) }

func hFloat64(x float64) {
	if x != x {
		h(77)
	} else {
		h(*(*uint64)(unsafe.Pointer(&x)))
	}
}

func hFloat32(x float32) {
	if x != x {
		h(78)
	} else {
		h(uint64(*(*uint32)(unsafe.Pointer(&x))))
	}
}

func hComplex128(x complex128) { hFloat64(real(x)); hFloat64(imag(x)) }
func hComplex64(x complex64)   { hFloat32(real(x)); hFloat32(imag(x)) }

func hString(s string) {
	h(uint64(len(s)))
	fuel -= len(s) >> 5
	for i := 0; i < len(s); i++ {
		h(uint64(s[i]))
	}
}

type Ints interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint | ~uintptr
}

type Ordered interface {
	Ints | ~float32 | ~float64 | ~string
}

type MyInt int
type Small int8
type Word uint16

func (m MyInt) Error() string { return "my error " + itoa(int(m)) }
func (s Small) String() string { return "small " + itoa(int(s)) }

type Stringer interface{ String() string }

func itoa(n int) string {
	if n < 0 {
		return "-" + utoa(-uint64(n))
	}
	return utoa(uint64(n))
}

func utoa(n uint64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return utoa(n/10) + string(rune('0'+n%10))
}

func clip(s string) string {
	if len(s) > 100 {
		return s[:100]
	}
	return s
}

func describe(e any) string {
	switch x := e.(type) {
	case nil:
		return "ok"
	case error:
		return "error " + x.Error()
	case Stringer:
		return "stringer " + x.String()
	case string:
		return "string " + x
	case int:
		return "int " + itoa(x)
	case bool, float64:
		return "other"
	}
	return "value"
}

func run(name string, f func()) {
	sum, fuel = 14695981039346656037, 2000
	start()
	defer func() {
		s := describe(recover())
		println(name, sum, s)
	}()
	f()
}

func mod(i, n int) int {
	if n == 0 {
		return 0
	}
	i %= n
	if i < 0 {
		i += n
	}
	return i
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Same(k K) bool        { return p.Key == k }
func (p *Pair[K, V]) Set(k K, v V) (old V) { old, p.Key, p.Val = p.Val, k, v; return }

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) *Stack[T] { s.items = append(s.items, x); return s }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if n := len(s.items); n > 0 {
		x, ok = s.items[n-1], true
		s.items = s.items[:n-1]
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func Fold[T, U any](xs []T, u U, f func(U, T) U) U {
	for _, x := range xs {
		u = f(u, x)
	}
	return u
}

func Max[T Ordered](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func Keys[M ~map[K]V, K comparable, V any](m M) (n int) {
	for range m {
		n++
	}
	return
}

func As[T any](x any) (t T, ok bool) { t, ok = x.(T); return }
func Must[T any](x any) T            { return x.(T) }

func wrap[T any](f func() T) (t T, what string) {
	defer func() {
		if e := recover(); e != nil {
			what = describe(e)
		}
	}()
	return f(), ""
}
'''


HASHERS = re.compile(r"(?m)^func (hash\d+|h(Bool|Int|Float64|Float32|Complex128|Complex64|String)?)\b")


class Program:
    def __init__(self, seed, functions, small):
        self.small = small
        self.r = random.Random(seed)
        self.count = functions
        self.structs, self.ifaces, self.globals, self.funcs, self.generics = [], [], [], [], []
        self.types = dict(BASIC)
        for name, under in NAMED_INTS.items():
            self.types[name] = Type(under, name)
        self.hashers = {}
        self.initial = []      # assignments that give the globals their values, before each function
        self.names = 0

    # ---- types ----

    def scalar(self):
        r = self.r
        kind = r.choices(["int", "ints", "float", "complex", "string", "bool", "named"], [4, 6, 3, 1, 3, 1, 1])[0]
        if kind == "ints":
            return BASIC[r.choice(INTS)]
        if kind == "float":
            return BASIC[r.choice(FLOATS)]
        if kind == "complex":
            return BASIC[r.choice(COMPLEX)]
        if kind == "named":
            return self.types[r.choice(list(NAMED_INTS))]
        return BASIC[kind]

    def intern(self, t):
        return self.types.setdefault(t.text, t)

    def array(self, elem, n): return self.intern(Type("array", f"[{n}]{elem.text}", elem=elem, length=n))
    def slice(self, elem): return self.intern(Type("slice", f"[]{elem.text}", elem=elem))
    def pointer(self, elem): return self.intern(Type("ptr", f"*{elem.text}", elem=elem))
    def chan(self, elem): return self.intern(Type("chan", f"chan {elem.text}", elem=elem))
    def map(self, key, elem): return self.intern(Type("map", f"map[{key.text}]{elem.text}", elem=elem, key=key))

    def func(self, params, result):
        text = f"func({', '.join(p.text for p in params)}) {result.text}"
        return self.intern(Type("func", text, params=params, results=[result]))

    def key_type(self):
        t = self.scalar()
        return t if t.hashable() else INT

    def any_type(self, depth=2):
        r = self.r
        if depth == 0 or r.random() < 0.55:
            return self.scalar()
        kind = r.choice(["array", "slice", "slice", "map", "ptr", "struct", "struct", "iface", "any", "func"])
        if kind == "array":
            return self.array(self.any_type(depth - 1), r.randint(1, 5))
        if kind == "slice":
            return self.slice(self.any_type(depth - 1))
        if kind == "map":
            return self.map(self.key_type(), self.any_type(depth - 1))
        if kind == "ptr":
            return self.pointer(self.any_type(depth - 1))
        if kind == "struct" and self.structs:
            return r.choice(self.structs)
        if kind == "iface" and self.ifaces:
            return r.choice(self.ifaces)
        if kind == "func":
            return self.func([self.scalar() for _ in range(r.randint(0, 2))], self.scalar())
        return ANY

    # ---- hashing: a function for each type that is hashed ----

    def hash(self, t, x):
        """A statement that hashes x of type t."""
        if t.kind in BITS:
            return f"hInt({x})"
        if t.kind in BASIC:
            return f"h{t.kind[0].upper()}{t.kind[1:]}({x})"
        if t.text not in self.hashers:
            name = f"hash{len(self.hashers)}"
            self.hashers[t.text] = (name, None)
            self.hashers[t.text] = (name, f"func {name}(x {t.text}) {{\n{self.hash_body(t)}}}\n")
        return f"{self.hashers[t.text][0]}({x})"

    def hash_body(self, t):
        if t.kind == "array":
            return f"\tfor _, e := range x {{\n\t\t{self.hash(t.elem, 'e')}\n\t}}\n"
        if t.kind == "slice":
            return f"\th(uint64(len(x)))\n\tfor _, e := range x {{\n\t\t{self.hash(t.elem, 'e')}\n\t}}\n"
        if t.kind == "struct":
            return "".join(f"\t{self.hash(f, 'x.' + n)}\n" for n, f in t.fields)
        if t.kind == "ptr":
            return f"\tif x == nil {{\n\t\th(3)\n\t}} else if fuel > 0 {{\n\t\tfuel--\n\t\t{self.hash(t.elem, '*x')}\n\t}}\n"
        if t.kind == "map":
            return (f"\tsaved, total := sum, uint64(len(x))\n\tfor k, v := range x {{\n\t\tsum = 1\n\t\t"
                    f"{self.hash(t.key, 'k')}\n\t\t{self.hash(t.elem, 'v')}\n\t\ttotal += sum\n\t}}\n"
                    f"\tsum = saved\n\th(total)\n")
        if t.kind == "chan":
            return "\th(uint64(len(x)))\n\th(uint64(cap(x)))\n"
        if t.kind == "func":
            return "\thBool(x == nil)\n"
        cases = "".join(f"\tcase {c.text}:\n\t\th({i + 10})\n\t\t{self.hash(c, 'v')}\n"
                        for i, c in enumerate(self.dynamic_types(t)))
        return f"\tif x == nil {{\n\t\th(4)\n\t\treturn\n\t}}\n\tswitch v := any(x).(type) {{\n{cases}\tdefault:\n\t\t_ = v\n\t\th(5)\n\t}}\n"

    def dynamic_types(self, iface):
        """Types whose values stand in variables of an interface type."""
        if not iface.methods:
            return [BASIC[t] for t in ("int", "int8", "uint64", "float64", "string", "bool", "complex128")] + \
                self.structs[:2] + [self.types["Small"], self.array(INT, 2)]
        return [s for s in self.structs if implements(s, iface, False)] + \
            [self.pointer(s) for s in self.structs if implements(s, iface, True)]

    # ---- declarations ----

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def declare_types(self):
        out, r = [], self.r
        pool = [(f"M{i}", [self.scalar() for _ in range(r.randint(0, 2))], self.scalar()) for i in range(6)]
        for i in range(8):
            s = Type("struct", f"S{i}")
            fields = [(f"F{i}_{j}", self.any_type(1)) for j in range(r.randint(1, 4))]
            fields = [(n, t) for n, t in fields if t is not s]
            s.fields = [(n, t) for n, t in fields]
            text = "".join(f"\t{n} {t.text}\n" for n, t in fields)
            if self.structs and r.random() < 0.6:      # embedded, by value or by pointer
                e = r.choice(self.structs)
                pointer = r.random() < 0.3
                s.fields.append((e.text, self.pointer(e) if pointer else e))
                s.embedded = (e, pointer)
                text = f"\t{'*' if pointer else ''}{e.text}\n" + text
            out.append(f"type {s.text} struct {{\n{text}}}\n")
            for name, params, result in r.sample(pool, r.randint(1, 4)):
                s.methods.append((name, params, result, r.random() < 0.4))
            self.structs.append(s)
            self.types[s.text] = s
        for i in range(5):
            t = Type("iface", f"I{i}")
            t.methods = [(n, p, res, False) for n, p, res in r.sample(pool, r.randint(1, 2))]
            body = "".join(f"\t{n}({', '.join(p.text for p in ps)}) {res.text}\n" for n, ps, res, _ in t.methods)
            if self.ifaces and r.random() < 0.5:
                e = r.choice(self.ifaces)
                body += f"\t{e.text}\n"
                t.methods += [m for m in e.methods if m[0] not in [x[0] for x in t.methods]]
            out.append(f"type {t.text} interface {{\n{body}}}\n")
            self.ifaces.append(t)
            self.types[t.text] = t
        return out

    def declare_globals(self):
        out = []
        for t in [BASIC[k] for k in BASIC] * 2 + [self.any_type() for _ in range(10)]:
            n = self.name("g")
            self.globals.append((n, t))
            out.append(f"var {n} {t.text}\n")
            self.initial.append(f"\t{n} = {Body(self, [], None).literal(t, 2)}\n")
        return out

    def declare_constants(self):
        """Exact arithmetic: each constant is used at a type that holds it."""
        out = []
        for _ in range(20):
            text, value = self.constant(4)
            small = ((value >> 3) ^ value) & 0xFFFF
            n = self.name("c")
            out.append(f"const {n} = {text}\n")
            t = self.r.choice([k for k in INTS if limits(k)[0] <= small <= limits(k)[1]])
            g = self.name("g")
            out.append(f"var {g} {t} // {small}\n")
            self.initial.append(f"\t{g} = (({n} >> 3) ^ {n}) & 0xFFFF\n")
            self.globals.append((g, BASIC[t]))
        return out

    def constant(self, depth):
        r = self.r
        if depth == 0 or r.random() < 0.15:
            v = r.choice([0, 1, 2, 3, 7, 255, 2 ** 31, 2 ** 63, 2 ** 64 - 1, r.randint(0, 10 ** 6)])
            return str(v), v
        a, x = self.constant(depth - 1)
        op = r.choice(["+", "-", "*", "/", "%", "&", "|", "^", "&^", "<<", ">>", "u-", "u^"])
        if op in ("<<", ">>"):
            n = r.randint(0, 40)
            v = x << n if op == "<<" else x >> n
            return (f"({a} {op} {n})", v) if abs(v).bit_length() < 300 else (a, x)
        if op[0] == "u":
            return f"({op[1]}({a}))", -x if op == "u-" else ~x
        b, y = self.constant(depth - 1)
        if op in "/%" and y == 0:
            return a, x
        q = abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1) if op in "/%" else 0
        v = {"+": x + y, "-": x - y, "*": x * y, "/": q, "%": x - q * y if q or op == "%" else 0, "&": x & y,
             "|": x | y, "^": x ^ y, "&^": x & ~y}[op]
        return (f"({a} {op} {b})", v) if abs(v).bit_length() < 300 else (a, x)

    def declare_methods(self):
        out = []
        for s in self.structs:
            for name, params, result, pointer in s.methods:
                ps = [(f"p{i}", t) for i, t in enumerate(params)]
                body = Body(self, [("x", self.pointer(s) if pointer else s)] + ps, result, pure=True)
                head = ", ".join(f"{n} {t.text}" for n, t in ps)
                value = body.expr(result, 2)
                guard = f"\tif x == nil {{\n\t\treturn {body.literal(result, 1)}\n\t}}\n" if pointer else ""
                if pointer and self.r.random() < 0.5:
                    fields = [(n, t) for n, t in s.fields if t.is_number()]
                    if fields:
                        n, t = self.r.choice(fields)
                        guard += f"\tx.{n} += {body.literal(t, 0)}\n"
                out.append(f"func (x {'*' if pointer else ''}{s.text}) {name}({head}) {result.text} {{\n"
                           f"{guard}\treturn {value}\n}}\n")
        return out

    def declare_generics(self):
        """Functions over a type parameter, called with every integer type."""
        out = []
        for _ in range(max(4, self.count // 20)):
            n = self.name("gen")
            t = Type("int8", "T")
            t.param = True
            body = Body(self, [("a", t), ("b", t), ("n", BASIC["uint8"])], t)
            body.only = [("a", t), ("b", t), ("n", BASIC["uint8"])]
            lines = "".join(body.indent(f"a {self.r.choice(['=', '+=', '^=', '-='])} {body.expr(t, 3)}", 1) for _ in range(2))
            out.append(f"func {n}[T Ints](a, b T, n uint8) T {{\n{lines}\tfor i := T(0); i < 3; i++ {{\n"
                       f"\t\tif a > b {{\n\t\t\ta, b = b, a\n\t\t}}\n\t\tb -= {body.expr(t, 2)}\n\t}}\n\treturn {body.expr(t, 2)}\n}}\n")
            self.generics.append(n)
        return out

    def text(self):
        parts = [PRELUDE + gomore.PRELUDE] + self.declare_types() + self.declare_constants() + self.declare_globals() + \
            self.declare_methods() + self.declare_generics()
        calls = []
        for i in range(self.count):
            text, call = self.function(f"f{i}")
            parts.append(text)
            calls.append(call)
        end = self.r.choice(["", "", "", f"\tpanic(MyInt({self.r.randint(0, 99)}))\n", '\tpanic("the end")\n',
                             "\tvar m map[string]int\n\tm[\"x\"] = 1\n", "\tpanic(any(1.5))\n"])
        main = "func main() {\n" + "".join(calls) + end + "}\n"
        parts.append(f"func start() {{\n{''.join(self.initial)}}}\n")
        parts += [body for _, body in self.hashers.values()]
        text = "\n".join(parts + [main])
        return HASHERS.sub("//go:noinline\n\\g<0>", text) if self.small else text

    def extent(self):
        """How many statements a function has, and how deep they nest."""
        r = self.r
        return (r.randint(2, 5), r.choice([1, 1, 2])) if self.small else (r.randint(3, 7), r.choice([2, 2, 3]))

    def function(self, name):
        r = self.r
        params = [(f"p{i}", self.any_type()) for i in range(r.randint(0, 4))]
        results = [(f"r{i}", self.any_type(1)) for i in range(r.randint(0, 2))]
        body = Body(self, params + results, results)
        lines = body.defers() + body.block(*self.extent())
        lines += body.hash_vars(0)
        head = ", ".join(f"{n} {t.text}" for n, t in params)
        tail = ", ".join(f"{n} {t.text}" for n, t in results)
        text = f"func {name}({head}) ({tail}) {{\n\ttick()\n" + "".join("\t" + l + "\n" for l in lines) + "\treturn\n}\n"
        call = f"{name}({', '.join(body.literal(t, 2) for _, t in params)})"
        self.funcs.append((name, params, results))
        if not results:
            return text, f"\trun(\"{name}\", func() {{ {call} }})\n"
        names = ", ".join(n for n, _ in results)
        hashes = "; ".join(self.hash(t, n) for n, t in results)
        return text, f"\trun(\"{name}\", func() {{ {names} := {call}; {hashes} }})\n"


def implements(s, iface, pointer):
    """By its own methods: those promoted from embedded structs are a bonus that dumps of types never need."""
    for n, ps, res, _ in iface.methods:
        if not any(m[0] == n and (pointer or not m[3]) for m in s.methods):
            return False
    return True


import gomore  # noqa: E402
from gobody import Body  # noqa: E402  (statements and expressions; it needs the types above)


def program(seed, functions, small=False):
    """small: functions of fewer statements that call what hashes instead of having it inlined: they compile faster."""
    return Program(seed, functions, small).text()
