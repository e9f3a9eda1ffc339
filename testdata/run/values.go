// run
package main

// Parts of arrays and structs that are values of expressions, without a variable behind them.

type big struct{ a, b, c, d, e int }

//go:noinline
func arr() [5]big { return [5]big{2: {c: 7}} }

//go:noinline
func index() int { return 2 }

func zeroed(i int) uint8 { return ([5]uint8{})[i] }

func called(i int) int { return arr()[i].c + arr()[2].c }

func nested(i, j int) string { return ([2][3]string{{"a", "b", "c"}, {"d", "e", "f"}})[i][j] }

func converted(i int) int8 {
	type bytes [4]int8
	return bytes([4]int8{1, 2, 3, 4})[i]
}

func taken(c chan [4]string, m map[int][6]int16, i int) (string, int16) { return (<-c)[i], m[1][i] }

func main() {
	c := make(chan [4]string, 1)
	c <- [4]string{"x", "y", "z", "w"}
	println(zeroed(index()), called(index()), nested(1, index()), converted(index()))
	println(taken(c, map[int][6]int16{1: {2: 5}}, index()))
}
