// Small objects that live for a short time.
package main

type point struct{ x, y int }

//go:noinline
func make1(i int) *point { return &point{i, -i} }

func main() {
	var ring [64]*point
	sum := 0
	for i := 0; i < 100000000; i++ {
		ring[i&63] = make1(i)
		sum += ring[(i*7)&63&i].x
	}
	println(sum)
}
