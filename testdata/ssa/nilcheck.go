// show ssa -func sum

// One nil check is left of three; the field is loaded before the loop.
package p

type T struct{ a, b int }

func sum(p *T, n int) int {
	t := p.a + p.b
	for i := 0; i < n; i++ {
		t += p.b
	}
	return t
}
