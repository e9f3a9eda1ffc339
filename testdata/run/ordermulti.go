// run

// Calls happen from left to right also where a many-valued call is spread over arguments.
package main

//go:noinline
func trace(n int) int { print(n, " "); return n }

//go:noinline
func two(a, b int) (int, int) { print("two "); return b, a }

//go:noinline
func one(a, b int) int { print("one "); return b }

//go:noinline
func get(a, b int) []int { print("get "); return []int{a, b} }

func three(a, b int) (x, y, z int) { print("three "); return a, b, 1 }

//go:noinline
func comm(c chan int, n int) (chan int, int) { return c, trace(n) }

//go:noinline
func pick(c chan int, n int) chan int { return c }

type T struct{ n int }

func (t *T) m(a, b int) (int, int) { print("m "); return a, b }

//go:noinline
func newT(n int) *T { print("newT "); return &T{n} }

func results() (a, b int) { return two(two(trace(1), trace(2))) }

func main() {
	a := []int{0, 2, 0, 2}
	a[trace(2)], _ = two(two(trace(1), trace(3)))
	println(a[2])
	a[trace(2)] = one(two(trace(1), trace(3)))
	println(a[2])
	a[trace(2)] += one(two(trace(1), trace(3)))
	println(a[2])
	m := map[int]int{}
	m[trace(2)], m[trace(4)] = two(two(trace(1), trace(3)))
	println(m[2], m[4])
	m[trace(2)] += one(two(trace(1), trace(3)))
	println(m[2], m[4])
	m[trace(2)], a[trace(0)] = one(two(trace(1), trace(3))), one(two(trace(4), trace(5)))
	println(m[2], a[0])
	println(trace(7), one(two(trace(1), trace(3))), trace(8))
	println(trace(7) + one(two(trace(1), trace(3))) + trace(8))
	get(trace(0), trace(1))[trace(1)], *&get(trace(5), trace(6))[trace(0)] = two(two(trace(1), trace(3)))
	println()
	newT(trace(1)).n, newT(trace(2)).n = newT(trace(3)).m(newT(trace(4)).m(trace(5), trace(6)))
	println()
	c := make(chan int, 3)
	c <- 1
	c <- 2
	var ok bool
	a[trace(3)], ok = <-pick(comm(c, 3))
	println(a[3], ok)
	x, y := results()
	println(x, y)
	var i any = 4
	a[trace(1)], m[trace(9)], _ = three(two(trace(1), i.(int)))
	println(a[1], m[9])
	defer func(a, b int) { println("deferred", a, b) }(two(two(trace(1), trace(2))))
	s := append(get(trace(1), trace(2)), one(two(trace(3), trace(4))), trace(5))
	println(len(s))
	s[trace(one(two(0, 0)))], s[0] = two(two(trace(1), trace(3)))
	z := [...]int{trace(1), one(two(trace(2), trace(3))), trace(4)}
	println(z[1], one(trace(8), one(two(trace(2), trace(3)))))
	func(xs ...int) { println(len(xs)) }(two(two(trace(1), trace(2))))
}
