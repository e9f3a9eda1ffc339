// A deferred closure in each call.
package main

func locked(n *int) (r int) {
	*n++
	defer func() { *n--; r++ }()
	return *n
}

func main() {
	n, sum := 0, 0
	for i := 0; i < 100000000; i++ {
		sum += locked(&n)
	}
	println(sum, n)
}
