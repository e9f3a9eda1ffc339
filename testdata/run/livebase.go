// run allocates=much

// Slices that only a loop knows, while another goroutine collects and allocates: what the loop has not
// read yet must not be reused.
package main

import "runtime"

func fill(n, v int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = v
	}
	return s
}

//go:noinline
func backwards(n int) (sum int) {
	s := fill(n, 3)
	for i := len(s) - 1; i >= 0; i-- {
		sum += s[i]
	}
	return
}

//go:noinline
func strided(n int) (sum int) {
	s := fill(n, 5)
	for i := 7; i+7 < len(s); i += 7 {
		sum += s[i-7] + s[i] - s[i+7]
	}
	return
}

//go:noinline
func shrinking(n int) (sum int) {
	for s := fill(n, 2); len(s) > 0; s = s[1:] {
		sum += s[0]
	}
	return
}

//go:noinline
func pointers(n int) (sum int) {
	s := make([]*int, n)
	for i := range s {
		s[i] = new(int)
		*s[i] = i
	}
	for i := range s {
		sum += *s[len(s)-1-i]
		s[len(s)-1-i] = nil
	}
	return
}

//go:noinline
func enteredTwice(n int, odd bool) (sum int) {
	var a []int
	if odd {
		a = fill(n, 3)
		goto next
	}
	a = fill(n, 4)
next:
	if len(a) > 0 {
		sum += a[0]
		a = a[1:]
		goto next
	}
	return
}

// A pointer that moves on in loops which are entered in the middle.
func jumps(a []int) (sum int) {
outer:
	n := a[0]
	a = a[1:]
	switch n {
	case 1:
		goto inner
	case 2:
		goto outer
	case 3:
		goto side
	}
inner:
	n = a[0]
	a = a[1:]
	switch n {
	case 1:
		goto outer
	case 2:
		goto inner
	case 3:
		goto side
	default:
		return
	}
side:
	sum++
	n = a[0]
	a = a[1:]
	switch n {
	case 1:
		goto outer
	case 2, 3:
		goto inner
	}
	sum += len(a)
	goto inner
}

func main() {
	stop, done := make(chan bool), make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				done <- true
				return
			default:
				runtime.GC()
				for i := 0; i < 50; i++ {
					fill(1000+i, -1)
				}
			}
		}
	}()
	for i := 0; i < 300; i++ {
		n := 1000 + i
		if backwards(n) != 3*n || strided(n) != 5*((n-8)/7) || shrinking(n) != 2*n ||
			pointers(n) != n*(n-1)/2 || enteredTwice(n, true) != 3*n || enteredTwice(n, false) != 4*n ||
			jumps([]int{2, 4, 3, 1, 3, 4, 5}) != 3 {
			println("wrong sum in round", i)
		}
	}
	stop <- true
	<-done
	println("ok")
}
