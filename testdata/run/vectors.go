// run needs=avx2 env=GOAMD64=v3

// Vector registers survive a preemption; a loop without calls is preempted.

package main

import (
	"os"
	"runtime"
	"time"
)

//go:noinline
func sum(a, b []float64) float64 {
	for i := range a {
		a[i] = a[i]*1.0000001 + b[i]
	}
	s := 0.0
	for _, x := range a {
		s += x
	}
	return s
}

func spin() {
	for {
	}
}

func main() {
	runtime.GOMAXPROCS(2)
	want := 0.0
	done := make(chan float64)
	for g := 0; g < 8; g++ {
		go func() {
			a, b := make([]float64, 1<<14), make([]float64, 1<<14)
			for i := range a {
				a[i], b[i] = float64(i), 1/float64(i+1)
			}
			r := 0.0
			for k := 0; k < 3000; k++ {
				r = sum(a, b)
			}
			done <- r
		}()
	}
	for g := 0; g < 8; g++ {
		r := <-done
		if want == 0 {
			want = r
		}
		if r != want {
			println("differs", r, want)
			os.Exit(1)
		}
	}
	go spin()
	time.Sleep(50 * time.Millisecond)
	println("ok")
}
