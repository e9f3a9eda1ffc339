// Many maps of a few entries.
package main

func main() {
	sum := 0
	for i := 0; i < 4000000; i++ {
		m := map[int]int{i: 1, i + 1: 2, i + 2: 3}
		m[i+3] = 4
		for k := 0; k < 5; k++ {
			sum += m[i+k]
		}
	}
	println(sum)
}
