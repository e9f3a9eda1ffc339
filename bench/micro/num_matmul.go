// A product of matrices.
package main

func main() {
	const n = 700
	var a, b, c [n][]float64
	for i := range a {
		a[i], b[i], c[i] = make([]float64, n), make([]float64, n), make([]float64, n)
		for j := range a[i] {
			a[i][j], b[i][j] = float64(i+j), float64(i-j)
		}
	}
	for round := 0; round < 3; round++ {
		for i := range c {
			for k, x := range a[i] {
				row := b[k]
				for j := range row {
					c[i][j] += x * row[j]
				}
			}
		}
	}
	println(int(c[3][5]), int(c[n-1][n-2]))
}
