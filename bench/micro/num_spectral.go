// The spectral norm's products.
package main

func a(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func times(v, out []float64, turned bool) {
	for i := range out {
		sum := 0.0
		for j, x := range v {
			if turned {
				sum += a(j, i) * x
			} else {
				sum += a(i, j) * x
			}
		}
		out[i] = sum
	}
}

func main() {
	const n = 2000
	u, v, w := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 10; i++ {
		times(u, w, false)
		times(w, v, true)
		times(v, w, false)
		times(w, u, true)
	}
	uv, vv := 0.0, 0.0
	for i := range u {
		uv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	println(int(uv / vv * 1e6))
}
