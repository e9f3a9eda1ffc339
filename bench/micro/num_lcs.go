// The longest common subsequence of two texts.
package main

func main() {
	const n = 12000
	a, b := make([]byte, n), make([]byte, n)
	x := uint32(1)
	for i := range a {
		x = x*1664525 + 1013904223
		a[i], b[i] = byte(x>>30), byte(x>>28&3)
	}
	row := make([]int, n+1)
	for _, c := range a {
		diag := 0
		for j, d := range b {
			old := row[j+1]
			if c == d {
				row[j+1] = diag + 1
			} else if row[j] > old {
				row[j+1] = row[j]
			}
			diag = old
		}
	}
	println(row[n])
}
