// Bodies that attract each other.
package main

type body struct{ x, y, z, vx, vy, vz, m float64 }

func rsqrt3(d float64) float64 { // d to the power of -1.5, by Newton's method
	r := 1.0
	if d > 1 {
		r = 1 / d
	}
	for i := 0; i < 6; i++ {
		r *= 1.5 - 0.5*d*r*r
	}
	return r * r * r
}

func main() {
	var bs [5]body
	for i := range bs {
		f := float64(i + 1)
		bs[i] = body{f, 1 / f, 0.1 * f, 0.01 * f, 0.02, -0.01 * f, 0.001 / f}
	}
	for step := 0; step < 3000000; step++ {
		for i := range bs {
			a := &bs[i]
			for j := i + 1; j < len(bs); j++ {
				b := &bs[j]
				dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
				k := 0.001 * rsqrt3(dx*dx+dy*dy+dz*dz+0.01)
				a.vx, a.vy, a.vz = a.vx-dx*b.m*k, a.vy-dy*b.m*k, a.vz-dz*b.m*k
				b.vx, b.vy, b.vz = b.vx+dx*a.m*k, b.vy+dy*a.m*k, b.vz+dz*a.m*k
			}
		}
		for i := range bs {
			b := &bs[i]
			b.x, b.y, b.z = b.x+0.001*b.vx, b.y+0.001*b.vy, b.z+0.001*b.vz
		}
	}
	println(int(bs[0].x*1000), int(bs[4].y*1000))
}
