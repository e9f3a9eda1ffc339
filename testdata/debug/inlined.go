// traceback
package main

func index(s []int, i int) int { return s[i] }

func twice(s []int, i int) int { return index(s, i) + index(s, i+1) }

type table struct{ cells []int }

func (t *table) last() int { return twice(t.cells, len(t.cells)-1) }

//go:noinline
func show(t *table) { println(t.last()) }

func main() {
	defer func() { println("deferred") }()
	show(&table{[]int{1, 2, 3}})
}
