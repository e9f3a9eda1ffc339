"""gomore: statements of the programs that gogen makes about the order of evaluation, constraints with methods,
interfaces' method values, Goexit's kin of control flow and maps changed while they are walked. A part of gobody.Body."""
from gogen import BASIC, BITS, INT, Type

PRELUDE = '''
type Setter[T any] interface {
	*T
	Set(int)
	Get() int
}

type Cell struct{ n int }

func (c *Cell) Set(n int) { c.n = n*3 + 1 }
func (c *Cell) Get() int  { return c.n }

type Gauge int16

func (g *Gauge) Set(n int) { *g = Gauge(n) }
func (g *Gauge) Get() int  { return int(*g) }

func Fill[T any, P Setter[T]](n int) (out []T, total int) {
	out = make([]T, mod(n, 4))
	for i := range out {
		p := P(&out[i])
		p.Set(n + i)
		total += p.Get()
	}
	return
}

type Named interface {
	~int | ~int8 | ~uint16
	String() string
}

func (w Word) String() string { return "word " + itoa(int(w)) }

type Tally[T Named] struct {
	last T
	text string
}

func (t *Tally[T]) Add(x T) *Tally[T] {
	if x > t.last {
		t.last = x + 1
	}
	t.text += x.String() + ";"
	return t
}

type Node[K Ordered, V any] struct {
	left, right *Node[K, V]
	key         K
	val         V
}

func (n *Node[K, V]) Put(k K, v V) *Node[K, V] {
	switch {
	case n == nil:
		return &Node[K, V]{key: k, val: v}
	case k < n.key:
		n.left = n.left.Put(k, v)
	case k > n.key:
		n.right = n.right.Put(k, v)
	default:
		n.val = v
	}
	return n
}

func (n *Node[K, V]) Walk(f func(K, V) bool) bool {
	return n == nil || n.left.Walk(f) && f(n.key, n.val) && n.right.Walk(f)
}

type Both[A, B any] struct {
	Pair[string, A]
	*Stack[B]
}

func Kind[T any](x T) string {
	switch any(x).(type) {
	case int, int8:
		return "signed"
	case uint16, uint64:
		return "unsigned"
	case []T:
		return "slice of itself"
	case string:
		return "string"
	case error:
		return "error"
	}
	return Kind2[[]T]()
}

func Kind2[T any]() string {
	var x T
	if _, ok := any(x).([]float64); ok {
		return "floats"
	}
	return "other"
}

func Convert[To, From Ints](x From) To { return To(x) }

func Sum[S ~[]E, E Ints](s S) (total E) {
	for _, x := range s {
		total += x
	}
	return
}

func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

//go:noinline
func rescue() bool { return recover() != nil }

func rescueIndirectly() bool { return rescue() }

func trace(n int) int { h(uint64(n)); return n }

func two(a, b int) (int, int) { h(99); return b, a }
'''


class MoreStatements:
    """Each method yields lines, or None where the scope has nothing that it takes."""

    def fresh(self, prefix="v"): return self.p.name(prefix)

    def order_statement(self, depth):
        """Calls are made from left to right, then the assignments; index operands are evaluated before."""
        r = self.r
        a, i = self.fresh("a"), self.fresh("i")
        n = r.randint(2, 5)
        self.read_only.add(i)
        lines = [f"{a}, {i} := {self.p.slice(INT).text}{{{', '.join(str(r.randint(0, n - 1)) for _ in range(n))}}}, {r.randrange(n)}"]
        index = lambda: r.choice([f"{a}[{i}]", f"{a}[trace({r.randrange(n)})]", f"{a}[mod({a}[{i}], {n})]"])
        value = lambda: r.choice([f"trace({r.randrange(n)})", f"{i}", f"{a}[{r.randrange(n)}]", str(r.randrange(n))])
        for _ in range(r.randint(1, 3)):
            lines.append(r.choice([
                f"{i}, {index()} = mod({value()}, {n}), {value()}",
                f"{index()}, {i} = {value()}, mod({value()}, {n})",
                f"{a}[{i}], {a}[{r.randrange(n)}] = two({a}[{i}], trace({r.randrange(n)}))",
                f"{index()} = trace({r.randrange(n)}) - trace({r.randrange(n)})*trace({r.randrange(n)})",
                f"{index()} += trace({r.randrange(n)})",
                f"{i} = mod(trace(func() int {{ {i}++; return {i} }}()), {n})",
                f"hBool(trace({r.randrange(n)}) < trace({r.randrange(n)}) && trace(1) > {i} || trace({i}) == 2)",
                f"{index()}, _ = two(two(trace(1), trace({r.randrange(n)})))",
                f"hInt([...]int{{1: trace(4), 0: trace({i}), 3: trace(6)}}[{r.randrange(4)}])",
                f"hInt(map[int]int{{trace(1): trace(2), trace(3): trace({i})}}[{i}])",
            ]))
        return ["{"] + ["\t" + l for l in lines + [self.p.hash(self.p.slice(INT), a), f"hInt({i})"]] + ["}"]

    def constraint_statement(self, depth):
        """Generic functions whose constraints have methods or core types, and what is inferred."""
        r, v, w = self.r, self.fresh(), self.fresh()
        choice = r.choice(["fill", "tally", "tree", "both", "kind", "convert", "compose", "sum", "value"])
        if choice == "fill":
            self.declare(w, INT)
            return [f"{v}, {w} := Fill[{r.choice(['Cell', 'Gauge'])}]({self.expr(INT, 2)})", f"_ = {v}"]
        if choice == "tally":
            t = self.p.types[r.choice(["Small", "Word"])]
            self.declare(w, BASIC["string"])
            adds = "".join(f".Add({self.expr(t, 2)})" for _ in range(r.randint(1, 3)))
            return [f"var {v} Tally[{t.text}]", f"{w} := clip({v}{adds}.text)", self.p.hash(t, f"{v}.last")]
        if choice == "tree":
            k, t = BASIC[r.choice(["int", "uint8", "string", "int64", "float32"])], self.p.any_type(1)
            lines = [f"var {v} *Node[{k.text}, {t.text}]"]
            lines += [f"{v} = {v}.Put({self.expr(k, 1)}, {self.expr(t, 1)})" for _ in range(r.randint(1, 4))]
            stop = "true" if r.random() < 0.6 else f"k > {self.literal(k, 0)}"
            return lines + [f"hBool({v}.Walk(func(k {k.text}, v {t.text}) bool {{", "\t" + self.p.hash(k, "k"),
                            "\t" + self.p.hash(t, "v"), f"\treturn {stop}", "}))"]
        if choice == "both":
            a, b = self.p.any_type(1), self.p.scalar()
            ok = self.fresh("ok")
            self.declare(w, b)
            self.declare(ok, BASIC["bool"])
            return [f"{v} := Both[{a.text}, {b.text}]{{Pair[string, {a.text}]{{Val: {self.expr(a, 1)}}}, new(Stack[{b.text}])}}",
                    f"{v}.Push({self.expr(b, 1)}).Push({self.expr(b, 2)})", f"hBool({v}.Same({self.expr(BASIC['string'], 1)}))",
                    self.p.hash(a, f"{v}.Set(\"k\", {self.expr(a, 1)})"), f"{w}, {ok} := {v}.Pop()"]
        if choice == "kind":
            self.declare(v, BASIC["string"])
            return [f"{v} := Kind({self.expr(self.p.any_type(1), 1)})"]
        if choice == "convert":
            to, t = BASIC[r.choice(list(BITS))], BASIC[r.choice(list(BITS))]
            self.declare(v, to)
            return [f"{v} := Convert[{to.text}]({self.varying(t)})"]
        if choice == "sum":
            found = self.variables(lambda t: t.kind == "slice" and t.elem.is_int())
            if not found:
                return None
            n, t = r.choice(found)
            self.declare(v, t.elem)
            return [f"{v} := Sum({n})"]
        a, b, c = self.p.scalar(), self.p.scalar(), self.p.scalar()
        if choice == "value":      # a generic function as a value, and a method value of an instance
            if not c.is_int():
                return None
            self.declare(v, c)
            f = self.fresh("f")
            return [f"{f} := hInt[{c.text}]", f"{f}({self.expr(c, 1)})", f"{v} := opaque({f} != nil && {self.varying(BASIC['bool'])})",
                    f"hBool({v})"][:2] + [f"{v} := opaque[{c.text}]({self.expr(c, 2)})"]
        self.declare(v, c)
        f, g = (self.function_literal(Type("func", "", params=[x], results=[y]), 2) for x, y in ((a, b), (b, c)))
        return [f"{v} := Compose({f}, {g})({self.expr(a, 1)})"]

    def interface_method(self, depth):
        """Method values and expressions of interfaces; a nil one panics where the value is made."""
        found = self.variables(lambda t: t.kind == "iface" and t.methods)
        if not found:
            return None
        n, t = self.r.choice(found)
        m, params, result, _ = self.r.choice(t.methods)
        args = [self.expr(p, 1) for p in params]
        v, f = self.fresh(), self.fresh("f")
        self.declare(v, result)
        if self.r.random() < 0.5:
            lines = [f"{f} := {n}.{m}", f"{v} = {f}({', '.join(args)})"]
        else:
            lines = [f"{v} = {t.text}.{m}({', '.join([n] + args)})"]
        guard = f"if {n} != nil {{" if self.r.random() < 0.8 else "{"
        return [f"var {v} {result.text}", guard] + ["\t" + l for l in lines] + ["}"]

    def walk_and_change(self, depth):
        """Entries deleted or overwritten while a map is walked; all that remain are seen once."""
        t = self.p.map(BASIC[self.r.choice(["int", "uint8", "string", "float64"])], INT)
        m, n = self.fresh("m"), self.fresh("n")
        keys = [self.literal(t.key, 0) for _ in range(self.r.randint(1, 6))]
        change = self.r.choice([f"delete({m}, k)", f"{m}[k] = e + 1", f"{m}[k]++", f"if {n} > 1 {{ for k := range {m} {{ delete({m}, k) }} }}"])
        return [f"{m}, {n} := make({t.text}, {self.r.randint(0, 9)}), 0"] + [f"{m}[{k}] += {i}" for i, k in enumerate(keys)] + \
            [f"for k, e := range {m} {{", "\t_, _ = k, e", f"\t{n}++", f"\t{change}", "}", f"hInt({n})",
             "hInt(len(" + m + "))", self.p.hash(t, m)]

    def range_assign(self, depth):
        """The variables of range are places that exist; what is walked is copied (arrays) or not (slices)."""
        found = self.assignable(lambda t: t.kind == "array" and t.length > 0 or t.kind == "slice")
        found = [(n, t) for n, t in found if "." not in n and "[" not in n]
        if not found:
            return None
        n, t = self.r.choice(found)
        e = self.fresh()
        self.declare(e, t.elem)
        i = self.fresh("i")
        self.declare(i, INT)
        body = [f"\t{n}[mod({i}+1, len({n}))] = {self.expr(t.elem, 1)}"]
        if t.kind == "slice" and self.r.random() < 0.3:
            body = [f"\t{n} = append({n}, {e})"]
        return [f"var {e} {t.elem.text}", f"{i} := -1", f"for {i}, {e} = range {n} {{", "\ttick()"] + body + ["\t" + self.p.hash(t.elem, e), "}"]

    def recover_rules(self, depth):
        """recover works in the function that is deferred, and nowhere else; a later panic replaces one."""
        r = self.r
        deferred = r.sample(["defer rescue()", "defer rescueIndirectly()", "defer func() { hBool(rescue()) }()",
                             "defer func() { defer func() { hString(describe(recover())) }() }()",
                             "defer func() { defer rescue(); panic(\"again\") }()", "defer func() { hInt(7) }()",
                             "defer panic(\"deferred panic\")", "defer func() { func() { hString(describe(recover())) }() }()",
                             "defer recover()", "defer hString(\"argument\" + describe(recover()))"], r.randint(1, 4))
        action = r.choice([self.panic(), "var m map[int]int; m[1] = 2", "var p *Cell; p.Set(1)", f"hInt(1 / opaque({r.randint(0, 1)}))",
                           f"hInt([]int{{1}}[opaque({r.randint(0, 2)})])", "hInt(any(\"s\").(int))", "return"])
        return ["func() {", "\tdefer func() { hString(describe(recover())) }()"] + ["\t" + l for l in deferred] + ["\t" + action, "}()"]

    def shadowing(self, depth):
        """if and switch with a statement of their own; the same name inside means another variable."""
        found = self.variables(lambda t: t.is_int() and t.text in BITS)
        if not found:
            return None
        n, t = self.r.choice(found)
        if n[0] == "g" or "." in n:
            return None
        line = self.r.choice([f"if {n} := {self.expr(t, 2)}; {n} > {self.literal(t, 0)} {{", f"switch {n} := {self.expr(t, 2)}; {{\ncase {n} != {self.literal(t, 0)}:",
                              f"for {n}, again := {self.expr(t, 1)}, 0; again < 2; again++ {{"])
        kept = set(self.read_only)
        self.read_only.discard(n)
        body = self.block(self.r.randint(1, 2), max(depth - 1, 0)) if not line.startswith("for") else [f"{n} ^= {self.literal(t, 0)}"]
        self.read_only = kept
        return line.split("\n") + ["\t" + l for l in body + [f"hInt({n})"]] + ["}"]

    def multiple_types(self, depth):
        """A type switch whose cases have several types: the variable keeps the interface type."""
        found = self.variables(lambda t: t.kind == "iface")
        if not found:
            return None
        n, _ = self.r.choice(found)
        return [f"switch t := any({n}).(type) {{", "case int, string, bool:", "\thString(Kind(t))", "\th(21)", "case nil:", "\th(22)",
                "case Stringer, error:", "\thString(describe(t))", "case func() int, []int:", "\th(23)", "default:", "\t_ = t", "\th(24)", "}"]

    MORE_SIMPLE = ["order_statement", "order_statement", "constraint_statement", "constraint_statement", "interface_method", "walk_and_change",
                   "range_assign", "recover_rules", "multiple_types"]
