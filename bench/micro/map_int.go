// A map with integer keys: insert, look up, delete.
package main

func main() {
	sum := 0
	for round := 0; round < 8; round++ {
		m := map[int]int{}
		x := uint32(round)
		for i := 0; i < 500000; i++ {
			x = x*1664525 + 1013904223
			m[int(x>>8)] += i
		}
		x = uint32(round)
		for i := 0; i < 500000; i++ {
			x = x*1664525 + 1013904223
			sum += m[int(x>>8)]
			if i&3 == 0 {
				delete(m, int(x>>8))
			}
		}
		sum += len(m)
	}
	println(sum)
}
