// Points of the Mandelbrot set.
package main

func main() {
	const n = 1200
	inside := 0
	for y := 0; y < n; y++ {
		for x := 0; x < n; x++ {
			cr, ci := 3*float64(x)/n-2, 2.4*float64(y)/n-1.2
			zr, zi := 0.0, 0.0
			k := 0
			for ; k < 200 && zr*zr+zi*zi <= 4; k++ {
				zr, zi = zr*zr-zi*zi+cr, 2*zr*zi+ci
			}
			if k == 200 {
				inside++
			}
		}
	}
	println(inside)
}
