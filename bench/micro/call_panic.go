// Panics that are recovered a few frames up.
package main

func fail(n int) int {
	if n == 0 {
		panic("down")
	}
	return fail(n-1) + 1
}

func try(n int) (ok bool) {
	defer func() { ok = recover() == nil }()
	fail(n)
	return
}

func main() {
	bad := 0
	for i := 0; i < 2000000; i++ {
		if !try(i & 7) {
			bad++
		}
	}
	println(bad)
}
