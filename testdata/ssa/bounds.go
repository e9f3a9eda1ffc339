// errorcheck -0 -d=ssa/check_bce/debug

// Bounds checks that pass prove removes, and those that stay.
package p

func up(s []int) (t int) {
	for i := 0; i < len(s); i++ {
		t += s[i]
	}
	return
}

func down(s []int) (t int) {
	for i := len(s) - 1; i >= 0; i-- {
		t += s[i]
	}
	return
}

func ranged(s []int, o []int) (t int) {
	for i := range s {
		t += s[i]
		t += o[i] // ERROR "Found IsInBounds$"
	}
	return
}

func guarded(s []int, i int) int {
	if i < 0 || i >= len(s)-1 {
		return 0
	}
	return s[i] + s[i+1]
}

func ordered(s []int) int {
	_ = s[2] // ERROR "Found IsInBounds$"
	return s[1] + s[0]
}

func masked(a *[16]int, i uint8) int {
	return a[i&15] + a[i>>4]
}

func overflow(s []int, n int) (t int) {
	for i := 0; i <= n; i++ {
		t += s[i] // ERROR "Found IsInBounds$"
	}
	return
}

func sliced(s []int, n int) int {
	if n > len(s) {
		return 0
	}
	s = s[:n] // ERROR "Found IsSliceInBounds$"
	if len(s) != 0 {
		return s[0]
	}
	return 0
}
