// Calls of closures that change what they captured.
package main

func counter(by int) func() int {
	n := 0
	return func() int { n += by; return n }
}

func main() {
	var fs [8]func() int
	for i := range fs {
		fs[i] = counter(i + 1)
	}
	sum := 0
	for i := 0; i < 200000000; i++ {
		sum ^= fs[i&7]()
	}
	println(sum)
}
