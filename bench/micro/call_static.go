// Calls of a function that is not inlined.
package main

//go:noinline
func step(x, k int) int { return x*31 ^ k }

func main() {
	x := 1
	for i := 0; i < 300000000; i++ {
		x = step(x, i)
	}
	println(x)
}
