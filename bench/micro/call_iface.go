// Calls of methods through an interface, four types in disorder.
package main

type node interface{ eval(x int) int }
type add struct{ k int }
type mul struct{ k int }
type xor struct{ k, m int }
type id struct{}

func (n *add) eval(x int) int { return x + n.k }
func (n *mul) eval(x int) int { return x * n.k }
func (n *xor) eval(x int) int { return (x ^ n.k) & n.m }
func (n id) eval(x int) int   { return x }

func main() {
	var nodes []node
	r := uint32(7)
	for i := 0; i < 1000; i++ {
		r = r*1664525 + 1013904223
		switch r >> 30 {
		case 0:
			nodes = append(nodes, &add{i})
		case 1:
			nodes = append(nodes, &mul{i | 1})
		case 2:
			nodes = append(nodes, &xor{i, 1<<40 - 1})
		default:
			nodes = append(nodes, id{})
		}
	}
	x := 1
	for i := 0; i < 100000; i++ {
		for _, n := range nodes {
			x = n.eval(x)
		}
	}
	println(x)
}
