// The sieve of Eratosthenes.
package main

func main() {
	count := 0
	for round := 0; round < 15; round++ {
		s := make([]bool, 10000000)
		for i := 2; i < len(s); i++ {
			if s[i] {
				continue
			}
			count++
			for k := 2 * i; k < len(s); k += i {
				s[k] = true
			}
		}
	}
	println(count)
}
