// syntax
package p

func f() {
	x := [...]int(y)
}
