// Heap sort of floating-point numbers.
package main

func sift(a []float64, i, n int) {
	for {
		k := 2*i + 1
		if k >= n {
			return
		}
		if k+1 < n && a[k+1] > a[k] {
			k++
		}
		if a[i] >= a[k] {
			return
		}
		a[i], a[k] = a[k], a[i]
		i = k
	}
}

func main() {
	a := make([]float64, 4000000)
	x := uint32(1)
	for i := range a {
		x = x*1664525 + 1013904223
		a[i] = float64(x)
	}
	for i := len(a)/2 - 1; i >= 0; i-- {
		sift(a, i, len(a))
	}
	for n := len(a) - 1; n > 0; n-- {
		a[0], a[n] = a[n], a[0]
		sift(a, 0, n)
	}
	println(int(a[0]), int(a[len(a)/2]), int(a[len(a)-1]))
}
