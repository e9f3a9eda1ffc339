// run env=SEAGO_DEBUG=verify=1

// Maps in frames that grow out of them while the collector marks: what their new slots hold is marked.
package main

import (
	"runtime"
	"strconv"
	"time"
)

type value struct {
	key  int
	text string
}

func grow(n int) (sum int) {
	m := map[string]*value{}
	for i := 0; i < n; i++ {
		s := strconv.Itoa(i)
		m[s] = &value{i, s}
	}
	for s, v := range m {
		if v.text == s {
			sum += v.key
		}
	}
	return sum
}

func main() {
	const n = 200
	end := time.Now().Add(2 * time.Second)
	for i := 0; i < 3; i++ {
		go func() {
			for {
				if grow(n) != n*(n-1)/2 {
					panic("wrong sum")
				}
			}
		}()
	}
	for time.Now().Before(end) {
		runtime.GC()
	}
	println("done")
}
