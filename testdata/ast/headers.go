// ast
package p

func f() {
	if x == (T{}) {
	}
	if f(T{1}, func() { for {} }) {
	}
	for _, v := range []int{1, 2} {
		_ = v
	}
	for x := struct{ a int }{1}; x.a < 2; x.a++ {
	}
	switch x := [...]T{}; y := x.(type) {
	}
	for func() bool { return T{} == t }() {
	}
	switch {
	case x: ; y()
	}
	for range ch {
	}
}
