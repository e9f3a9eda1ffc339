// Sums and products of vectors.
package main

func axpy(a float32, x, y []float32) {
	for i, v := range x {
		y[i] += a * v
	}
}

func main() {
	x, y := make([]float32, 4096), make([]float32, 4096)
	for i := range x {
		x[i] = float32(i & 15)
	}
	for round := 0; round < 200000; round++ {
		axpy(0.25, x, y)
		if round&1023 == 0 {
			for i := range y {
				y[i] = 0
			}
		}
	}
	println(int(y[3]), int(y[4095]))
}
