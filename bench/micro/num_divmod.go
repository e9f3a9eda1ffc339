// Division and remainder by variables.
package main

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func main() {
	sum := uint64(0)
	for i := uint64(1); i < 5000; i++ {
		for k := uint64(1); k < 1500; k++ {
			sum += gcd(i*k+1, i+k) + (i*k)/(k+3)
		}
	}
	println(sum)
}
