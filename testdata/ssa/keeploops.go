// show ssa -func wait

// A loop that writes nothing, calls nothing and computes nothing that is used behind it has a KeepLoop at
// its head, which LLVM takes for an effect; the loop around it, whose sum is used, has none.
package p

func wait(n int) (sum int) {
	for i := 0; i < n; i++ {
		for x := 0; x < i; x++ {
		}
		sum += i * i
	}
	return sum
}
