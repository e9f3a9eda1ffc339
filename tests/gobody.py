"""gobody: statements and expressions of the programs that gogen makes; gomore has more statements."""
from gomore import MoreStatements
from gogen import ANY, BASIC, BITS, COMPLEX, FLOATS, INT, INTS, NAMED_INTS, UNSIGNED, Type, implements, limits

STRINGS = ['""', '"a"', '"go"', '"héllo"', '"\\xff\\x80z"', '"日本"', '"ab\\x00c"', '"\\U0001F600!"', '"zz"', '"0123456789"']
SPECIAL_FLOATS = ["0", "1", "-1", "0.5", "1.5", "-2.75", "1e10", "1e-10", "16777217", "3.4028234e38", "1e-45", "0.1", "1 << 53"]
# What an expression may do besides yielding a value: nothing, leave traces, panic in one operation, or make calls
# that may panic. One of these alone, as the order among operations, and of operations and calls, is open.
LEAF, TRACE, PANIC, CALL = "", "trace", "panic", "call"


class Body(MoreStatements):
    """The body of one function: variables in scope, and text of statements and expressions."""
    def __init__(self, program, params, results, pure=False):
        self.p, self.r = program, program.r
        self.scopes = [list(params)]
        self.results = results if isinstance(results, list) else []
        self.pure = pure
        self.mode = LEAF
        self.risky = []             # in mode PANIC: expressions that may panic; once one is taken, the mode is LEAF
        self.only = None            # in generic functions: nothing but these names
        self.loops = []             # [label, label is used, is a loop]
        self.in_func = 0            # function literals around
        self.read_only = set()
        self.pending = []

    def indent(self, line, n): return "\t" * n + line + "\n"

    # ---- variables ----

    def variables(self, test):
        found = [(n, t) for s in self.scopes for n, t in s if test(t)]
        if self.only is None and not found:
            found = [(n, t) for n, t in self.p.globals if test(t)]
        return found

    def places(self, test):
        """Variables, and parts of variables that are there without a check."""
        found = self.variables(test) + ([] if self.only else
                                        [(n, t) for n, t in self.p.globals if test(t)][:3])
        for n, s in self.variables(lambda t: t.kind == "struct"):
            found += [(f"{n}.{f}", t) for f, t in s.fields if test(t)]
        for n, a in self.variables(lambda t: t.kind == "array"):
            if test(a.elem):
                found.append((f"{n}[{self.r.randrange(a.length)}]", a.elem))
        return found

    def assignable(self, test):
        return [(n, t) for n, t in self.places(test) if n.split(".")[0].split("[")[0] not in self.read_only]

    # ---- literals: values of a type without anything happening ----

    def literal(self, t, depth):
        r = self.r
        if t.is_int():
            if getattr(t, "param", False):
                return f"T({r.randint(0, 127)})"
            lo, hi = limits(t.kind)
            v = r.choice([0, 1, 2, 3, 7, lo, hi, max(lo, -1), hi - 1, r.randint(lo, hi), r.randint(0, 100)])
            return f"{t.text}({v})"
        if t.is_float():
            return f"{t.text}({r.choice(SPECIAL_FLOATS)})"
        if t.is_complex():
            return f"{t.text}(complex({r.choice(SPECIAL_FLOATS[:8])}, {r.choice(SPECIAL_FLOATS[:8])}))"
        if t.kind == "string":
            return r.choice(STRINGS)
        if t.kind == "bool":
            return r.choice(["true", "false"])
        if t.kind in ("array", "slice"):
            n = t.length if t.kind == "array" else r.randint(0, 4)
            if depth == 0 or r.random() < 0.1:
                return f"({t.text}{{}})" if t.kind == "array" or r.random() < 0.5 else f"{t.text}(nil)"
            return f"({t.text}{{{', '.join(self.literal(t.elem, depth - 1) for _ in range(n))}}})"
        if t.kind == "map":
            if depth == 0:
                return f"({t.text}{{}})"
            pairs = {self.literal(t.key, 1): self.literal(t.elem, depth - 1) for _ in range(r.randint(0, 3))}
            return f"({t.text}{{{', '.join(f'opaque({k}): {v}' for k, v in pairs.items())}}})"
        if t.kind == "struct":
            if depth <= 0:
                return f"({t.text}{{}})"
            fields = ", ".join(f"{n}: {self.literal(f, depth - 1)}" for n, f in t.fields)
            return f"({t.text}{{{fields}}})"
        if t.kind == "ptr":
            if depth <= 0 or r.random() < 0.2:
                return f"({t.text})(nil)"
            e = t.elem
            return f"&{self.literal(e, depth - 1)[1:-1]}" if e.kind == "struct" else f"new({e.text})"
        if t.kind == "func":
            params = ", ".join(f"a{i} {p.text}" for i, p in enumerate(t.params))
            return f"func({params}) {t.results[0].text} {{ return {self.literal(t.results[0], 0)} }}"
        if t.kind == "chan":
            return f"make({t.text}, {r.randint(1, 3)})"
        dynamic = self.p.dynamic_types(t)
        if depth <= 0 or not dynamic or r.random() < 0.15:
            return f"{t.text}(nil)"
        return f"{t.text}({self.literal(r.choice(dynamic), depth)})"

    # ---- expressions ----

    def expr(self, t, depth):
        """An expression of type t; never a constant where that could be an error."""
        if depth > 0 and self.r.random() < 0.85:
            made = self.compound(t, depth - 1)
            if made:
                return made
        return self.leaf(t)

    def risk(self, text):
        self.risky.append(text)
        return text

    def take(self, choices):
        text = self.r.choice(choices)
        if self.mode == PANIC and text in self.risky:
            self.mode, self.risky = LEAF, []
        return text

    def value(self, t, depth=3):
        """An expression in one of the modes."""
        self.mode = LEAF if self.pure or self.only else self.r.choice([TRACE, PANIC, PANIC, CALL])
        text = self.expr(t, depth)
        self.mode = LEAF
        return text

    def leaf(self, t):
        found = self.places(lambda u: u is t)
        if found and self.r.random() < 0.75:
            return self.r.choice(found)[0]
        return self.literal(t, 1)

    def varying(self, t, depth=0):
        """An expression that is no constant."""
        if self.only:
            return self.r.choice([n for n, u in self.only if u is t])
        found = self.places(lambda u: u is t)
        return self.r.choice(found)[0] if found else f"opaque({self.literal(t, 1)})"

    def compound(self, t, depth):
        if self.mode == TRACE and self.r.random() < 0.25:
            return f"se({self.r.randint(1, 99)}, {self.expr(t, depth)})" if t.kind != "func" else None
        if t.is_number():
            return self.number(t, depth)
        if t.kind == "string":
            return self.string(depth)
        if t.kind == "bool":
            return self.boolean(depth)
        return self.composite(t, depth)

    def access(self, t, depth):
        """t as a part of something else: an element, a field behind a pointer, a method's result..."""
        if self.only:
            return None
        r, choices = self.r, []
        for n, c in self.variables(lambda u: u.kind in ("slice", "array", "map", "ptr") and u.elem is t):
            if c.kind == "map":
                choices.append(f"{n}[{self.expr(c.key, depth)}]")
            elif c.kind == "ptr":
                choices.append(self.risk(f"*{n}") if self.mode == PANIC else None)
            elif self.mode == PANIC:
                choices.append(self.risk(f"{n}[{self.varying(INT)}]"))
            if c.kind == "array":
                choices.append(f"{n}[mod({self.expr(INT, depth)}, {c.length})]")
        for n, c in self.variables(lambda u: u.kind == "ptr" and u.elem.kind == "struct"):
            choices += [self.risk(f"{n}.{f}") for f, u in c.elem.fields if u is t and self.mode == PANIC]
        for n, s in self.variables(lambda u: u.kind == "struct"):
            choices += [f"{n}.{m}({self.arguments(ps, depth)})" for m, ps, res, pointer in s.methods
                        if res is t and not pointer and not self.pure]
        for n, i in self.variables(lambda u: u.kind == "iface"):
            if self.mode == PANIC:
                choices.append(self.risk(f"any({n}).({t.text})"))
            if self.mode == CALL:
                choices.append(f"Must[{t.text}](any({n}))" if t.kind != "iface" else None)
                choices += [f"{n}.{m}({self.arguments(ps, depth)})" for m, ps, res, _ in i.methods
                            if res is t and not self.pure]
        for n, f in self.variables(lambda u: u.kind == "func" and u.results[0] is t):
            if self.mode == CALL and n not in self.read_only:
                choices.append(f"{n}({self.arguments(f.params, depth)})")
        choices = [c for c in choices if c]
        return self.take(choices) if choices else None

    def arguments(self, types, depth): return ", ".join(self.expr(t, max(depth - 1, 0)) for t in types)

    def number(self, t, depth):
        r = self.r
        if r.random() < 0.25:
            made = self.access(t, depth)
            if made:
                return made
        if t.is_int():
            return self.integer(t, depth)
        ops = ["+", "-", "*", "/"]
        choice = r.random()
        if choice < 0.6:
            return f"({self.varying(t)} {r.choice(ops)} {self.expr(t, depth)})" if r.random() < 0.5 else \
                f"({self.expr(t, depth)} {r.choice(ops)} {self.varying(t)})"
        if choice < 0.7:
            return f"(-{self.varying(t)})"
        if t.is_complex():
            part = BASIC["float32" if t.kind == "complex64" else "float64"]
            if r.random() < 0.5:
                return f"complex({self.varying(part)}, {self.expr(part, depth)})"
            other = BASIC[r.choice(COMPLEX)]
            return f"{t.text}({self.varying(other)})"
        if r.random() < 0.3:
            kind = "complex64" if t.kind == "float32" else "complex128"
            return f"{r.choice(['real', 'imag'])}({self.varying(BASIC[kind])})"
        return f"{t.text}({self.varying(BASIC[r.choice(INTS + FLOATS)])})"

    def integer(self, t, depth):
        r, v = self.r, self.varying(t)
        choice = r.random()
        if choice < 0.4:
            op = r.choice(["+", "-", "*", "&", "|", "^", "&^"])
            e = self.expr(t, depth)
            return f"({v} {op} {e})" if r.random() < 0.5 else f"({e} {op} {v})"
        if choice < 0.5:
            if self.mode == PANIC:
                return self.take([self.risk(f"({v} {r.choice('/%')} {self.varying(t)})")])
            return f"({self.expr(t, depth)} {r.choice('/%')} ({self.varying(t)} | 1))"
        if choice < 0.68:
            return f"({v} {r.choice(['<<', '>>'])} {self.shift_count(depth)})"
        if choice < 0.74:
            return f"({r.choice('-^')}{v})"
        if choice < 0.88 or self.only:
            if self.only:
                return f"T({self.varying(BASIC['uint8'])})"
            source = BASIC[r.choice(INTS)]
            return f"{t.text}({self.varying(source)} {r.choice('+-*')} {self.expr(source, depth)})"
        if choice < 0.92:
            f = BASIC[r.choice(FLOATS)]
            return self.float_to_int(t, self.expr(f, depth), f)
        if choice < 0.96:
            found = self.variables(lambda u: u.kind in ("slice", "map", "string", "chan", "array"))
            return f"{t.text}(opaque(len({r.choice(found)[0]})))" if found else None
        args = f"{v}, {self.expr(t, depth)}"
        if self.p.generics and not self.pure and not getattr(t, "param", False) and r.random() < 0.6:
            return f"{r.choice(self.p.generics)}({args}, {self.varying(BASIC['uint8'])})"
        return f"Max({args})"

    def float_to_int(self, t, text, f):
        """Only what is in range is defined; out of range the compilers for this machine agree."""
        if self.r.random() < 0.5:
            return f"{t.text}(opaque({text}))"
        return f"{t.text}(func(x {f.text}) {f.text} {{ if x >= 0 && x < 100 {{ return x }}; return 1 }}({text}))"

    def shift_count(self, depth):
        r = self.r
        if self.only:
            return "n" if r.random() < 0.5 else f"(n % {r.randint(1, 70)})"
        if r.random() < 0.3:
            return str(r.choice([0, 1, 2, 5, 7, 8, 15, 16, 31, 32, 63]))
        if self.mode == PANIC and r.random() < 0.3:
            return self.take([self.risk(self.varying(BASIC[r.choice(INTS)]))])
        count = BASIC[r.choice(UNSIGNED)]
        return self.varying(count) if r.random() < 0.4 else f"({self.varying(count)} % {r.randint(1, 70)})"

    def string(self, depth):
        r = self.r
        s = BASIC["string"]
        v = self.varying(s)
        made = self.access(s, depth) if r.random() < 0.2 else None
        if made:
            return made
        cut = f"mod({self.varying(INT)}, len({v})+1)"
        choices = [f"({v} + {self.expr(s, depth)})", f"({self.expr(s, depth)} + {v})", f"string(rune({self.varying(BASIC['int32'])}))",
                   f"{v}[{cut}:]", f"{v}[:{cut}]", f"string([]byte({v}))", f"string([]rune({v}))", f"itoa({self.varying(INT)})"]
        if self.mode == PANIC:
            choices += [self.risk(f"{v}[{self.varying(INT)}:]"), self.risk(f"{v}[{self.varying(INT)}:{self.varying(INT)}]")]
        text = self.take(choices)
        return text if depth < 3 or r.random() < 0.5 else f"({text} + {self.expr(s, depth)})"

    def boolean(self, depth):
        r = self.r
        choice = r.random()
        if choice < 0.2:
            return f"({self.expr(BASIC['bool'], depth)} {r.choice(['&&', '||'])} {self.expr(BASIC['bool'], depth)})"
        if choice < 0.3:
            return f"!{self.varying(BASIC['bool'])}"
        if choice < 0.45:
            found = self.variables(lambda u: u.kind in ("struct", "array", "iface", "ptr") and u.comparable())
            found = [(n, u) for n, u in found if u.kind != "iface" or self.mode == PANIC]
            if found and not self.only:
                n, u = r.choice(found)
                if self.mode == PANIC or not holds_interface(u):
                    return self.take([self.risk(f"({n} {r.choice(['==', '!='])} {self.leaf(u)})")])
        t = BASIC[r.choice(INTS + FLOATS + ["string"])]
        if choice < 0.5:
            t = BASIC[r.choice(COMPLEX)]
        op = r.choice(["==", "!="] if t.is_complex() else ["==", "!=", "<", "<=", ">", ">="])
        return f"({self.varying(t)} {op} {self.expr(t, depth)})"

    def composite(self, t, depth):
        r = self.r
        if r.random() < 0.35:
            made = self.access(t, depth)
            if made:
                return made
        if t.kind == "struct":
            return f"({t.text}{{{', '.join(f'{n}: {self.expr(f, depth)}' for n, f in t.fields)}}})"
        if t.kind == "array":
            return f"({t.text}{{{', '.join(self.expr(t.elem, depth) for _ in range(t.length))}}})"
        if t.kind == "slice":
            return self.slice(t, depth)
        if t.kind == "map":
            k, v = self.varying(t.key), self.expr(t.elem, depth)
            return f"({t.text}{{{k}: {v}}})"
        if t.kind == "iface":
            found = self.p.dynamic_types(t)
            return f"{t.text}({self.expr(r.choice(found), depth)})" if found else None
        if t.kind == "func":
            return self.function_literal(t, depth)
        return None

    def slice(self, t, depth):
        r = self.r
        found = self.variables(lambda u: u is t)
        v = f"{r.choice(found)[0]}" if found else self.literal(t, 1)
        choices = [f"({t.text}{{{', '.join(self.expr(t.elem, depth) for _ in range(r.randint(0, 4)))}}})",
                   f"append({v}, {self.expr(t.elem, depth)})", f"append({t.text}(nil), {v}...)",
                   f"{v}[:mod({self.varying(INT)}, len({v})+1)]" if found else "", f"make({t.text}, {r.randint(0, 4)})"]
        if t.elem.kind == "uint8":
            choices.append(f"[]byte({self.varying(BASIC['string'])})")
        if t.elem.kind == "int32" and t.elem.text == "int32":
            choices.append(f"[]rune({self.varying(BASIC['string'])})")
        if self.mode == PANIC and found:
            choices.append(self.risk(f"{v}[{self.varying(INT)}:]"))
            choices.append(self.risk(f"{v}[{self.varying(INT)}:{self.varying(INT)}:{self.varying(INT)}]"))
        return self.take([c for c in choices if c])

    def function_literal(self, t, depth):
        """What its body mentions it captures; it changes nothing."""
        params = [(self.p.name("a"), p) for p in t.params]
        mode, self.mode = self.mode, PANIC
        self.scopes.append(params)
        body = self.expr(t.results[0], depth)
        self.scopes.pop()
        self.mode = mode
        return f"func({', '.join(f'{n} {p.text}' for n, p in params)}) {t.results[0].text} {{ tick(); return {body} }}"

    # ---- statements: lists of lines ----

    def block(self, n, depth):
        """Statements in a scope of their own; at the end its variables are hashed."""
        self.scopes.append([])
        lines = []
        for _ in range(n):
            lines += self.statement(depth)
            self.scopes[-1] += [v for scope, v in self.pending if scope is self.scopes[-1]]
            self.pending = [(scope, v) for scope, v in self.pending if scope is not self.scopes[-1]]
        lines += self.hash_vars(-1)
        self.scopes.pop()
        return lines

    def hash_vars(self, scope): return [self.p.hash(t, n) for n, t in self.scopes[scope]]

    def declare(self, name, t):
        """The variable is there from the next statement on."""
        self.pending.append((self.scopes[-1], (name, t)))

    def nested(self, head, depth, n=None, end="}"):
        body = self.block(n or self.r.randint(1, 4), depth - 1)
        return [head] + ["\t" + l for l in body] + ([end] if end else [])

    def statement(self, depth):
        simple = [self.new_variable] * 3 + [self.assign] * 4 + [self.op_assign] * 2 + [self.swap, self.call, self.map_statement,
                  self.slice_statement, self.pointer_statement, self.comma_ok, self.method_statement, self.generic_statement,
                  self.trace_statement] + [getattr(self, name) for name in self.MORE_SIMPLE]
        nested = [self.if_statement] * 2 + [self.for_statement, self.range_statement, self.range_statement, self.switch_statement,
                  self.type_switch, self.select_statement, self.goto_statement, self.closure_statement, self.recover_statement,
                  self.channel_statement, self.leave_statement, self.shadowing]
        make = self.r.choice(simple if depth == 0 or self.r.random() < 0.6 else nested)
        return make(depth) or self.new_variable(depth)

    def new_variable(self, depth):
        t, n = self.p.any_type(), self.p.name("v")
        text = self.value(t)
        style = self.r.random()
        self.declare(n, t)
        if style < 0.1:
            return [f"var {n} {t.text}"]
        return [f"var {n} {t.text} = {text}"]

    def assign(self, depth):
        found = self.assignable(lambda t: True)
        if not found:
            return None
        n, t = self.r.choice(found)
        text = self.value(t)
        return [f"{n} = clip({text})" if t.kind == "string" else f"{n} = {text}"]

    def op_assign(self, depth):
        found = self.assignable(lambda t: t.is_number() or t.kind == "string")
        if not found:
            return None
        n, t = self.r.choice(found)
        if t.is_int():
            choice = self.r.random()
            if choice < 0.2:
                return [n + self.r.choice(["++", "--"])]
            if choice < 0.4:
                return [f"{n} {self.r.choice(['<<=', '>>='])} {self.shift_count(1)}"]
            return [f"{n} {self.r.choice(['+=', '-=', '*=', '&=', '|=', '^=', '&^='])} {self.value(t)}"]
        if t.kind == "string":
            return [f"{n} += {self.value(t, 2)}", f"{n} = clip({n})"]
        return [f"{n} {self.r.choice(['+=', '-=', '*=', '/='])} {self.value(t, 2)}"]

    def swap(self, depth):
        found = self.assignable(lambda t: t.kind != "func")
        if not found:
            return None
        a, t = self.r.choice(found)
        b = self.r.choice([n for n, u in found if u is t])
        if a == b:
            return [f"{a}, _ = {self.value(t)}, {self.r.randint(0, 9)}"]
        return [f"{a}, {b} = {b}, {self.expr(t, 2)}"]

    def call(self, depth):
        if not self.p.funcs:
            return None
        name, params, results = self.r.choice(self.p.funcs[-12:])
        args = ", ".join(self.expr(t, 1) for _, t in params)
        names = [self.p.name("v") for _ in results]
        for n, (_, t) in zip(names, results):
            self.declare(n, t)
        return [(", ".join(names) + " := " if names else "") + f"{name}({args})"]

    def map_statement(self, depth):
        found = self.variables(lambda t: t.kind == "map")
        if not found:
            n = self.p.name("m")
            t = self.p.map(self.p.key_type(), self.p.scalar())
            self.declare(n, t)
            return [f"{n} := {self.literal(t, 1)}"]
        n, t = self.r.choice(found)
        k = self.expr(t.key, 1)
        choices = [[f"if {n} != nil {{", f"\t{n}[{k}] = {self.expr(t.elem, 1)}", "}"], [f"delete({n}, {k})"],
                   [f"{n}[{k}] = {self.value(t.elem, 2)}"]]
        if t.elem.is_number() or t.elem.kind == "string":
            choices.append([f"{n}[{k}] += {self.expr(t.elem, 1)}"])
        if t.elem.kind == "slice":
            choices.append([f"{n}[{k}] = append({n}[{k}], {self.expr(t.elem.elem, 1)})"])
        return self.r.choice(choices)

    def slice_statement(self, depth):
        found = self.variables(lambda t: t.kind == "slice")
        if not found:
            return None
        n, t = self.r.choice(found)
        i = f"mod({self.expr(INT, 1)}, len({n}))"
        other = self.r.choice([m for m, u in found if u is t])
        alias = self.p.name("v")
        choices = [[f"{n}[{self.varying(INT)}] = {self.expr(t.elem, 1)}"], [f"if len({n}) > 0 {{", f"\t{n}[{i}] = {self.expr(t.elem, 2)}", "}"],
                   [f"hInt(copy({n}, {other}))"], [f"if len({n}) > 1 {{", f"\thInt(copy({n}[1:], {n}))", "}"],
                   [f"{alias} := {n}[:len({n})/2]", f"{alias} = append({alias}, {self.expr(t.elem, 1)})", self.p.hash(t, alias)],
                   [f"{alias} := {n}[:len({n}):len({n})]", f"{alias} = append({alias}, {self.expr(t.elem, 1)})", self.p.hash(t, alias)],
                   [f"if len({n}) >= 2 {{", f"\t{alias} := *(*[2]{t.elem.text})({n})", "\t" + self.p.hash(self.p.array(t.elem, 2), alias), "}"]]
        if n in self.read_only:
            return None
        return self.r.choice(choices)

    def pointer_statement(self, depth):
        found = self.variables(lambda t: t.kind == "ptr")
        if found and self.r.random() < 0.6:
            n, t = self.r.choice(found)
            if t.elem.kind == "struct" and self.r.random() < 0.6:
                f, u = self.r.choice(t.elem.fields)
                return [f"{n}.{f} = {self.expr(u, 2)}"]
            return [f"*{n} = {self.expr(t.elem, 2)}"]
        found = self.assignable(lambda t: True)
        if not found:
            return None
        n, t = self.r.choice(found)
        p = self.p.name("v")
        self.declare(p, self.p.pointer(t))
        return [f"{p} := &{n}", f"*{p} = {self.expr(t, 1)}"]

    def comma_ok(self, depth):
        v, ok = self.p.name("v"), self.p.name("ok")
        maps = self.variables(lambda t: t.kind == "map")
        ifaces = self.variables(lambda t: t.kind == "iface")
        if maps and (not ifaces or self.r.random() < 0.5):
            n, t = self.r.choice(maps)
            line, t = f"{v}, {ok} := {n}[{self.expr(t.key, 1)}]", t.elem
        elif ifaces:
            n, _ = self.r.choice(ifaces)
            t = self.r.choice(self.p.dynamic_types(ANY) + self.p.ifaces)
            line = f"{v}, {ok} := any({n}).({t.text})" if self.r.random() < 0.5 else f"{v}, {ok} := As[{t.text}]({n})"
        else:
            return None
        self.declare(v, t)
        self.declare(ok, BASIC["bool"])
        return [line]

    def method_statement(self, depth):
        """Calls, method values and method expressions, those with pointer receivers among them."""
        found = self.assignable(lambda t: t.kind == "struct" and t.methods)
        if not found:
            return None
        n, s = self.r.choice(found)
        methods = s.methods
        if hasattr(s, "embedded") and self.r.random() < 0.5:      # promoted ones
            methods = [m for m in s.embedded[0].methods if m[0] not in [own[0] for own in s.methods]] or methods
        m, params, result, pointer = self.r.choice(methods)
        args = ", ".join(self.expr(p, 1) for p in params)
        v = self.p.name("v")
        self.declare(v, result)
        style = self.r.choice(["call", "value", "expression"])
        if style == "value":
            f = self.p.name("f")
            return [f"{f} := {n}.{m}", f"{v} := {f}({args})"]
        if style == "expression":
            receiver = f"&{n}" if pointer else n
            kind = f"(*{s.text})" if pointer else s.text
            return [f"{v} := {kind}.{m}({', '.join([receiver] + ([args] if args else []))})"]
        return [f"{v} := {n}.{m}({args})"]

    def generic_statement(self, depth):
        r, v = self.r, self.p.name("v")
        choice = r.choice(["stack", "pair", "map", "fold", "wrap", "keys"])
        if choice == "stack":
            t = self.p.any_type(1)
            ok = self.p.name("ok")
            self.declare(v, t)
            self.declare(ok, BASIC["bool"])
            s = self.p.name("s")
            return [f"var {s} Stack[{t.text}]", f"{v}, {ok} := {s}.Push({self.expr(t, 1)}).Push({self.expr(t, 1)}).Pop()"]
        if choice == "pair":
            k, t, n = self.p.key_type(), self.p.any_type(1), self.p.name("p")
            self.declare(v, t)
            return [f"{n} := Pair[{k.text}, {t.text}]{{{self.expr(k, 1)}, {self.expr(t, 1)}}}",
                    f"hBool({n}.Same({self.expr(k, 1)}))", f"{v} := {n}.Set({self.expr(k, 1)}, {self.expr(t, 1)})"]
        if choice == "wrap":
            t, what = self.p.scalar(), self.p.name("v")
            text = self.function_literal(self.p.func([], t), 3)
            self.declare(v, t)
            self.declare(what, BASIC["string"])
            return [f"{v}, {what} := wrap({text})"]
        if choice == "keys":
            found = self.variables(lambda t: t.kind == "map")
            self.declare(v, INT) if found else None
            return [f"{v} := Keys({r.choice(found)[0]})"] if found else None
        found = self.variables(lambda t: t.kind == "slice")
        if not found:
            return None
        n, s = r.choice(found)
        t = self.p.scalar()
        params = [s.elem] if choice == "map" else [t, s.elem]
        text = self.function_literal(Type("func", "", params=params, results=[t]), 2)
        self.declare(v, self.p.slice(t) if choice == "map" else t)
        return [f"{v} := Map({n}, {text})" if choice == "map" else f"{v} := Fold({n}, {self.expr(t, 1)}, {text})"]

    def trace_statement(self, depth):
        t = self.p.any_type(1)
        if t.kind == "func":
            t = INT
        return [self.p.hash(t, self.value(t, 3))]

    def if_statement(self, depth):
        lines = self.nested(f"if {self.value(BASIC['bool'])} {{", depth, end=None)
        if self.r.random() < 0.4:
            lines += self.nested(f"}} else if {self.value(BASIC['bool'], 2)} {{", depth, end=None)
        if self.r.random() < 0.5:
            lines += self.nested("} else {", depth, end=None)
        return lines + ["}"]

    def loop(self, head, depth, variables):
        """variables of the head are hashed first, so they are used."""
        label = self.p.name("L")
        self.loops.append([label, False, True])
        self.scopes.append([(n, t) for n, t in variables])
        self.read_only |= {n for n, _ in variables}
        body = [self.p.hash(t, n) for n, t in variables] + self.block(self.r.randint(1, 4), depth - 1)
        self.scopes.pop()
        used = self.loops.pop()[1]
        return ([label + ":"] if used else []) + [head, "\ttick()"] + ["\t" + l for l in body] + ["}"]

    def for_statement(self, depth):
        i = self.p.name("i")
        t = BASIC[self.r.choice(INTS)]
        n = self.r.randint(1, 5)
        head = self.r.choice([f"for {i} := {t.text}(0); {i} < {n}; {i}++ {{", f"for {i} := {t.text}({n}); {i} > 0; {i}-- {{",
                              f"for {i} := {t.text}({limits(t.kind)[1] - n}); {i} > {n}; {i}++ {{",
                              f"for {i} := {t.text}(1); {i} < 60; {i} *= 2 {{"])
        if self.r.random() < 0.15:
            return self.loop(f"for {self.value(BASIC['bool'], 2)} {{", depth, [])
        return self.loop(head, depth, [(i, t)])

    def range_statement(self, depth):
        r = self.r
        k, v = self.p.name("k"), self.p.name("e")
        found = self.variables(lambda t: t.kind in ("slice", "array", "string", "map")) + \
            [(n, t) for n, t in self.variables(lambda t: t.kind == "ptr" and t.elem.kind == "array")]
        if not found:
            return None
        n, t = r.choice(found)
        if t.kind == "map":
            total = self.p.name("v")
            return [f"{total} := uint64(0)", f"for {k}, {v} := range {n} {{", "\tsaved := sum", "\tsum = 7",
                    "\t" + self.p.hash(t.key, k), "\t" + self.p.hash(t.elem, v), f"\t{total}, sum = {total}+sum, saved", "}",
                    f"h({total})"]
        over = t.elem if t.kind == "ptr" else t
        elem = BASIC["int32"] if over.kind == "string" else over.elem
        style = r.random()
        if style < 0.2:
            return self.loop(f"for {k} := range {n} {{", depth, [(k, INT)]) if t.kind != "ptr" else None
        if style < 0.3:
            return self.loop(f"for range {n} {{", depth, [])
        return self.loop(f"for {k}, {v} := range {n} {{", depth, [(k, INT), (v, elem)])

    def switch_statement(self, depth):
        r = self.r
        label = self.p.name("L")
        self.loops.append([label, False, False])
        t = r.choice([BASIC[r.choice(INTS)], BASIC["string"], None])
        lines = ["switch {"] if t is None else [f"switch {self.value(t)} {{"]
        seen = set()
        cases = r.randint(1, 5)
        default = r.randint(0, cases * 2)
        for i in range(cases):
            if t is None:
                head = f"case {self.expr(BASIC['bool'], 1)}:" if r.random() < 0.8 else f"case {self.varying(BASIC['bool'])}:"
                if head in ("case true:", "case false:"):
                    head = f"case {self.varying(BASIC['bool'])}:"
            else:
                values = {self.literal(t, 0) for _ in range(r.randint(1, 3))} - seen
                seen |= values
                head = f"case {', '.join(sorted(values)) or self.varying(t)}:"
            if i == default:
                head = "default:"
            lines += self.nested(head, depth, r.randint(1, 2), end=None)
            if i + 1 < cases and r.random() < 0.15:
                lines.append("\tfallthrough")
        used = self.loops.pop()[1]
        return ([label + ":"] if used else []) + lines + ["}"]

    def type_switch(self, depth):
        found = self.variables(lambda t: t.kind == "iface")
        if not found:
            return None
        n, _ = self.r.choice(found)
        v = self.p.name("t")
        lines = [f"switch {v} := any({n}).(type) {{"]
        types = self.r.sample(self.p.dynamic_types(ANY) + self.p.ifaces, self.r.randint(1, 4))
        label = self.p.name("L")
        self.loops.append([label, False, False])
        for t in types:
            self.scopes.append([(v, t)])
            self.read_only.add(v)
            lines += self.nested(f"case {t.text}:", depth, 1, end=None) + ["\t" + self.p.hash(t, v)]
            self.scopes.pop()
        used = self.loops.pop()[1]
        return ([label + ":"] if used else []) + lines + ["case nil:", "\th(8)", "default:", f"\t_ = {v}", "\th(9)", "}"]

    def select_statement(self, depth):
        """One case is ready, or none and there is a default."""
        r = self.r
        c, d, t = self.p.name("c"), self.p.name("c"), self.p.scalar()
        ct = self.p.chan(t)
        full = r.random() < 0.5
        fill = [f"{c} <- {self.expr(t, 1)}"] if full else []
        v, ok = self.p.name("v"), self.p.name("ok")
        receive = [f"case {v}, {ok} := <-{c}:", "\t" + self.p.hash(t, v), f"\thBool({ok})"] if full else \
            [f"case {c} <- {self.expr(t, 2)}:", f"\th({r.randint(0, 99)})"]
        never = r.choice([[f"case <-{d}:", "\th(1)"], [f"case {d} <- {self.expr(t, 1)}:", "\th(2)"], []])
        default = ["default:", "\th(3)"] if r.random() < 0.4 else []
        closed = [f"close({c})"] if full and r.random() < 0.3 else []
        return [f"{c} := make({ct.text}, 1)", f"var {d} {ct.text}", f"_ = {d}"] + fill + closed + ["select {"] + never + receive + \
            default + ["}", self.p.hash(ct, c)]

    def channel_statement(self, depth):
        r, c, v = self.r, self.p.name("c"), self.p.name("v")
        t = self.p.any_type(1)
        if r.random() < 0.4:      # a goroutine sends what it was given
            return [f"{c} := make(chan {t.text})", f"go func(x {t.text}) {{", "\tdefer close(" + c + ")", f"\tfor i := 0; i < {r.randint(1, 3)}; i++ {{",
                    f"\t\t{c} <- x", "\t}", f"}}({self.expr(t, 2)})", f"for {v} := range {c} {{", "\t" + self.p.hash(t, v), "}"]
        lines = [f"{c} := make(chan {t.text}, {r.randint(0, 2)})"]
        lines += r.choice([[f"close({c})", f"close({c})"], [f"close({c})", f"{c} <- {self.expr(t, 1)}"],
                           [f"close({c})", f"{v} := <-{c}", self.p.hash(t, v)], [f"{c} = nil", f"close({c})"]])
        return ["func() {", "\tdefer func() { hString(describe(recover())) }()"] + ["\t" + l for l in lines] + ["}()"]

    def goto_statement(self, depth):
        n, label, end = self.p.name("n"), self.p.name("L"), self.p.name("L")
        self.read_only.add(n)
        kept, self.loops = self.loops, []     # break and continue would mean loops around, which is fine, but labels not
        lines = [f"{n} := 0", f"{label}:", "tick()", f"{n}++", "{"] + ["\t" + l for l in self.block(self.r.randint(1, 3), depth - 1)] + \
            [f"\tif {n} > {self.r.randint(1, 4)} {{", f"\t\tgoto {end}", "\t}", "}", f"goto {label}", f"{end}:", f"h(uint64({n}))"]
        self.loops = kept
        return ["{"] + ["\t" + l for l in lines] + ["}"]

    def closure_statement(self, depth):
        """A function literal with statements, called once or twice, now or later."""
        f = self.p.name("f")
        t = self.p.scalar()
        p = self.p.name("p")
        lines = self.inside_function([(p, t)], depth)
        call = f"{f}({self.expr(t, 2)})"
        how = self.r.choice([[call], [call, f"{f}({self.expr(t, 1)})"], ["defer " + call], [f"for i := 0; i < 2; i++ {{", f"\tdefer {call}", "}"]])
        return [f"{f} := func({p} {t.text}) {{", "\ttick()"] + ["\t" + l for l in lines] + ["}"] + how

    def inside_function(self, params, depth):
        kept, self.loops = self.loops, []
        results, self.results = self.results, []
        self.in_func += 1
        self.scopes.append(params)
        lines = [self.p.hash(t, n) for n, t in params] + self.block(self.r.randint(1, 4), depth - 1)
        self.scopes.pop()
        self.in_func -= 1
        self.loops, self.results = kept, results
        return lines

    def recover_statement(self, depth):
        r = self.r
        reaction = ["\t\thString(describe(recover()))"]
        if r.random() < 0.3:
            reaction = [f"\t\tif e := recover(); e != nil {{", "\t\t\thString(describe(e))", f"\t\t\t{self.panic()}", "\t\t}"]
        lines = self.inside_function([], depth)
        deferred = ["\tdefer func() {"] + reaction + ["\t}()"]
        inner = ["func() {"] + deferred + (["\tdefer " + self.deferred_hash()] if r.random() < 0.5 else []) + \
            ["\t" + l for l in lines] + ([f"\t{self.panic()}"] if r.random() < 0.4 else []) + ["}()"]
        return inner

    def deferred_hash(self):
        t = self.p.scalar()
        return self.p.hash(t, self.expr(t, 2))

    def panic(self):
        t = self.r.choice([BASIC["string"], INT, self.p.types["MyInt"], self.p.types["Small"], BASIC["float64"], BASIC["bool"]])
        return f"panic({self.expr(t, 1)})"

    def defers(self):
        lines = []
        if self.r.random() < 0.3:
            lines += ["defer func() {", "\tif e := recover(); e != nil {", "\t\thString(describe(e))"] + \
                [f"\t\t{n} = {self.literal(t, 1)}" for n, t in self.results] + ["\t}", "}()"]
        if self.r.random() < 0.2:
            lines.append("defer " + self.deferred_hash())
        return lines

    def leave_statement(self, depth):
        """break, continue, return or panic under a condition."""
        r, how = self.r, []
        loops = [l for l in self.loops if l[2]]
        if self.loops:
            how.append(("break", None))
            outer = r.choice(self.loops)
            how.append(("break", outer))
        if loops:
            how += [("continue", None), ("continue", r.choice(loops))]
        how += [("return", None), ("panic", None)]
        what, label = r.choice(how)
        line = what
        if label:
            label[1] = True
            line = f"{what} {label[0]}"
        elif what == "panic":
            line = self.panic()
        elif what == "return" and self.results and r.random() < 0.6:
            line = "return " + ", ".join(self.expr(t, 2) for _, t in self.results)
        return [f"if {self.value(BASIC['bool'], 2)} {{", f"\t{line}", "}"]


def holds_interface(t):
    if t.kind in ("iface",):
        return True
    if t.kind == "array":
        return holds_interface(t.elem)
    return t.kind == "struct" and any(holds_interface(f) for _, f in t.fields)
