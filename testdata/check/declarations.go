// errorcheck
package p

const big int8 = 300 // ERROR ":18: cannot use 300 \(untyped int constant\) as int8 value in constant declaration \(overflows\)"
const c1, c2 = 1 // ERROR ":11: missing init expr for c2"
const self = self + 1 // ERROR ":7: initialization loop for self"

var v1, v2 int = 1, 2, 3 // ERROR ":24: extra init expr 3"
var nilvar = nil // ERROR ":14: use of untyped nil in variable declaration"
var untyped = 1 << 70 // ERROR ":15: cannot use 1 << 70 \(untyped int constant 1180591620717411303424\) as int value in variable declaration \(overflows\)"
var loop1 = loop2 // ERROR ":5: initialization loop for loop1"
var loop2 = f()

func f() int { return loop1 }

type T struct {
	a int
	a string // ERROR ":2: a redeclared"
	m int
}

func (T) m()  {} // ERROR ":10: field and method with the same name m"
func (T) n()  {}
func (*T) n() {} // ERROR ":11: T\.n redeclared in this block"

type R struct{ r R } // ERROR ":6: invalid recursive type R"
type A = B // ERROR ":6: invalid recursive type A"
type B = A
type X Y // ERROR ":6: invalid recursive type X"
type Y X

func (int) bad()   {} // ERROR ":7: cannot define new methods on non-local type int"
func (u *undef) x() {} // ERROR ":10: undefined: undef"

type Ptr *int

func (Ptr) bad() {} // ERROR ":7: invalid receiver type Ptr \(pointer or interface type\)"

func dup(a int, a string) {} // ERROR ":17: a redeclared in this block"
func dup()                {} // ERROR ":6: dup redeclared in this block"

func init() int { return 1 } // ERROR ":6: func init must have no arguments and no return values"

var init = 1 // ERROR ":5: cannot declare init - must be func"

func variadic(a ...int, b int) {} // ERROR ":17: can only use \.\.\. with final parameter in list"

type E struct {
	*Ptr // ERROR ":2: embedded field type cannot be a pointer"
}

type I interface {
	m()
	m() // ERROR ":2: duplicate method m"
}

type M map[[]int]string // ERROR ":12: invalid map key type \[\]int"

func g() {
	const local = iota
	var unused int // ERROR ":6: unused declared but not used"
	x := 1 // ERROR ":2: x declared but not used"
	x := 2 // ERROR ":4: no new variables on left side of :="
	var y, _ = 1, 2 // ERROR ":6: y declared but not used"
	type t t // ERROR ":7: invalid recursive type t"
}
