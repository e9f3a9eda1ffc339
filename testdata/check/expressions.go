// errorcheck
package p

type S struct{ f int }
type I interface{ m() }

func (s *S) m() {}
func two() (int, string) { return 0, "" }
func none() {}

func operators(i int, u uint, s string, f float64, b bool, p *int, fn func(), m map[string]int, c chan int) {
	_ = i + s // ERROR ":6: invalid operation: i \+ s \(mismatched types int and string\)"
	_ = i + u // ERROR ":6: invalid operation: i \+ u \(mismatched types int and uint\)"
	_ = !i // ERROR ":7: invalid operation: operator ! not defined on i \(variable of type int\)"
	_ = -s // ERROR ":7: invalid operation: operator - not defined on s \(variable of type string\)"
	_ = i && b // ERROR ":6: invalid operation: i && b \(mismatched types int and bool\)"
	_ = f % 2 // ERROR ":6: invalid operation: operator % not defined on f \(variable of type float64\)"
	_ = i / 0 // ERROR ":10: invalid operation: division by zero"
	_ = 1.5 << u // ERROR ":6: invalid operation: shifted operand 1\.5 \(untyped float constant\) must be integer"
	_ = i << 1.5 // ERROR ":11: 1\.5 \(untyped float constant\) truncated to uint"
	_ = i << -1 // ERROR ":11: invalid operation: negative shift count -1 \(untyped int constant\)"
	_ = s << 1 // ERROR ":6: invalid operation: shifted operand s \(variable of type string\) must be integer"
	_ = fn == fn // ERROR ":6: invalid operation: fn == fn \(func can only be compared to nil\)"
	_ = m == nil
	_ = m == m // ERROR ":6: invalid operation: m == m \(map can only be compared to nil\)"
	_ = nil == nil // ERROR ":13: invalid operation: nil == nil \(operator == not defined on untyped nil\)"
	_ = p == i // ERROR ":11: invalid operation: p == i \(mismatched types \*int and int\)"
	_ = b < b // ERROR ":6: invalid operation: b < b \(operator < not defined on bool\)"
	_ = *i // ERROR ":7: invalid operation: cannot indirect i \(variable of type int\)"
	_ = *nil // ERROR ":7: invalid operation: cannot indirect nil"
	_ = &1 // ERROR ":7: invalid operation: cannot take address of 1 \(untyped int constant\)"
	_ = &two() // ERROR ":7: multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	_ = <-i // ERROR ":8: invalid operation: cannot receive from non-channel i \(variable of type int\)"
	_ = 1 + two() // ERROR ":10: multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	_ = none() // ERROR ":6: none\(\) \(no value\) used as value"
	_ = int // ERROR ":6: int \(type\) is not an expression"
	_ = len // ERROR ":6: len \(built-in\) must be called"
	_ = uint8(256) // ERROR ":12: cannot convert 256 \(untyped int constant\) to type uint8"
	_ = int8(1000) + 1 // ERROR ":11: cannot convert 1000 \(untyped int constant\) to type int8"
	_ = 1 << 1000 // ERROR ":8: constant shift overflow"
	_ = ^uint8(0) + 1 // ERROR ":6: \^uint8\(0\) \+ 1 \(constant 256 of type uint8\) overflows uint8"
	_ = "a" + 1 // ERROR ":6: invalid operation: .a. \+ 1 \(mismatched types untyped string and untyped int\)"
	_ = 'a' + "b" // ERROR ":6: invalid operation: 'a' \+ .b. \(mismatched types untyped rune and untyped string\)"
	_ = undefined // ERROR ":6: undefined: undefined"
	_ = i.x // ERROR ":8: i\.x undefined \(type int has no field or method x\)"
	_ = s.f // ERROR ":8: s\.f undefined \(type string has no field or method f\)"
	_ = S.f // ERROR ":8: S\.f undefined \(type S has no method f\)"
	_ = S.m // ERROR ":8: cannot call pointer method m on S"
	_ = (*S).m
	i += "x" // ERROR ":2: invalid operation: i \+= .x. \(mismatched types int and untyped string\)"
	i++
	s++ // ERROR ":2: invalid operation: s\+\+ \(non-numeric type string\)"
	_ = i == 1.5 // ERROR ":11: 1\.5 \(untyped float constant\) truncated to int"
	var e interface{} = i
	_ = e.(I)
	_ = e.(undefined2) // ERROR ":9: undefined: undefined2"
	_ = i.(int) // ERROR ":6: invalid operation: i \(variable of type int\) is not an interface"
	var it I
	_ = it.(S) // ERROR ":6: impossible type assertion: it\.\(S\)"
	_ = it.(*S)
	_ = e + 1 // ERROR ":6: invalid operation: e \+ 1 \(mismatched types interface\{\} and int\)"
	c <- "x" // ERROR ":7: cannot use .x. \(untyped string constant\) as int value in send"
}

func indices(a [3]int, s []int, str string, m map[string]int, p *[4]int, i int, f float64) {
	_ = a[3] // ERROR ":8: invalid argument: index 3 out of bounds \[0:3\]"
	_ = a[-1] // ERROR ":8: invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = a["x"] // ERROR ":8: cannot convert .x. \(untyped string constant\) to int"
	_ = s[1.5] // ERROR ":8: 1\.5 \(untyped float constant\) truncated to int"
	_ = s[f] // ERROR ":8: invalid argument: index f \(variable of type float64\) must be integer"
	_ = m[1] // ERROR ":8: cannot use 1 \(untyped int constant\) as string value in map index"
	_ = p[4] // ERROR ":8: invalid argument: index 4 out of bounds \[0:4\]"
	_ = "abc"[5] // ERROR ":12: invalid argument: index 5 out of bounds \[0:3\]"
	_ = i[0] // ERROR ":7: invalid operation: cannot index i \(variable of type int\)"
	_ = a[2:1] // ERROR ":10: invalid slice indices: 1 < 2"
	_ = str[0:1:2] // ERROR ":14: invalid operation: 3-index slice of string"
	_ = [3]int{}[:] // ERROR ":6: invalid operation: \[3\]int\{\} \(value of type \[3\]int\) \(slice of unaddressable value\)"
	_ = i[:] // ERROR ":6: invalid operation: cannot slice i \(variable of type int\)"
	_ = s[:2:1] // ERROR ":11: invalid slice indices: 1 < 2"
	a[0], str[0] = 1, 2 // ERROR ":8: cannot assign to str\[0\] \(value of type byte\)"
	m["x"].f = 1 // ERROR ":9: m\[.x.\]\.f undefined \(type int has no field or method f\)"
	two() = 1 // ERROR ":2: multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	1 = i // ERROR ":2: cannot assign to 1 \(untyped int constant\)"
	str = nil // ERROR ":8: cannot use nil as string value in assignment"
}

func literals() {
	_ = S{1, 2} // ERROR ":11: too many values in S\{…\}"
	_ = S{f: 1, f: 2} // ERROR ":15: duplicate field name f in struct literal"
	_ = S{g: 1} // ERROR ":8: unknown field 'g' in struct literal of type S"
	_ = S{f: 1, 2} // ERROR ":14: mixture of field:value and value elements in struct literal"
	_ = S{"x"} // ERROR ":8: cannot use .x. \(untyped string constant\) as int value in struct literal"
	_ = [2]int{1, 2, 3} // ERROR ":19: index 2 is out of bounds \(>= 2\)"
	_ = [...]int{5: 1, 5: 2} // ERROR ":22: duplicate index 5 in array or slice literal"
	_ = []int{"x"} // ERROR ":12: cannot use .x. \(untyped string constant\) as int value in array or slice literal"
	_ = map[string]int{"a": 1, "a": 2} // ERROR ":29: duplicate key .a. in map literal"
	_ = map[string]int{1: 1} // ERROR ":21: cannot use 1 \(untyped int constant\) as string value in map literal"
	_ = map[string]int{1} // ERROR ":21: missing key in map literal"
	_ = int{} // ERROR ":6: invalid composite literal type int"
	_ = []S{{1}, {f: 2}, {g: 3}} // ERROR ":24: unknown field 'g' in struct literal of type struct\{f int\}"
	_ = [...]int{1}[2] // ERROR ":18: invalid argument: index 2 out of bounds \[0:1\]"
	_ = struct{ int }{1, 2} // ERROR ":23: too many values in struct\{int\}\{…\}"
}

var arr [...]int // ERROR ":9: invalid use of \[\.\.\.\] array \(outside a composite literal\)"
