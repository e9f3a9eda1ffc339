// Flips of permutations.
package main

func fannkuch(n int) (check, flips int) {
	p, q, c := make([]int, n), make([]int, n), make([]int, n)
	for i := range p {
		p[i] = i
	}
	sign, r := 1, n
	for {
		for ; r != 1; r-- {
			c[r-1] = r
		}
		if p[0] != 0 {
			copy(q, p)
			k := 0
			for q[0] != 0 {
				for i, j := 0, q[0]; i < j; i, j = i+1, j-1 {
					q[i], q[j] = q[j], q[i]
				}
				k++
			}
			check += sign * k
			if k > flips {
				flips = k
			}
		}
		sign = -sign
		for {
			if r == n {
				return
			}
			first := p[0]
			copy(p[:r], p[1:r+1])
			p[r] = first
			c[r]--
			if c[r] > 0 {
				break
			}
			r++
		}
	}
}

func main() { println(fannkuch(10)) }
