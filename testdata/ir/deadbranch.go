// show ir
package main

func dead() {
	const x, y = 1, 2
	var max int
	if x < y {
		max = y
	} else {
		max = x
	}
	if max == x {
		panic(x)
	}
}

func merged(b bool) int {
	n, m := 0, 0
	if b {
		n = 1
	}
	if n == 1 || m == 1 {
		return 1
	}
	if m == 0 && !(m != 0) {
		return 2
	}
	return 3
}

func loops(k int) int {
	debug, found := false, false
	for i := 0; i < k; i++ {
		again := false
		if debug {
			println(i)
		}
		if i > 3 {
			again = true
			continue
		}
		if again {
			println("never")
		}
		found = true
	}
	if found {
		return 1
	}
	return 0
}

func jumps(k int) int {
	n := 0
again:
	if n == 0 {
		n = 1
		goto again
	}
	return k
}

func main() {}
