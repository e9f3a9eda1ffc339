// Heat that spreads on a grid.
package main

func main() {
	const n = 1000
	from, to := make([][]float64, n), make([][]float64, n)
	for i := range from {
		from[i], to[i] = make([]float64, n), make([]float64, n)
	}
	from[n/2][n/2] = 1e9
	for step := 0; step < 300; step++ {
		for i := 1; i < n-1; i++ {
			up, row, down, out := from[i-1], from[i], from[i+1], to[i]
			for j := 1; j < n-1; j++ {
				out[j] = row[j] + 0.2*(up[j]+down[j]+row[j-1]+row[j+1]-4*row[j])
			}
		}
		from, to = to, from
	}
	println(int(from[n/2][n/2]), int(from[n/2+9][n/2]))
}
