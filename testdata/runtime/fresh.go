// run allocates=much

// Memory that the system has just given, several arenas of it, and once more after it went back.
package main

import (
	"fmt"
	"runtime/debug"
	"sync"
)

type node struct {
	next *node
	data [30]uint64
}

// fill allocates n nodes, each of which must be zero, and links them.
func fill(n int) (list *node) {
	for i := 0; i < n; i++ {
		x := new(node)
		for _, v := range x.data {
			if v != 0 {
				panic("not zero")
			}
		}
		x.next = list
		x.data[i%len(x.data)] = uint64(i)
		list = x
	}
	return list
}

func sum(list *node) (s uint64) {
	for n := list; n != nil; n = n.next {
		for _, v := range n.data {
			s += v
		}
	}
	return s
}

func main() {
	const n = 150000
	for round := 0; round < 3; round++ {
		var wg sync.WaitGroup
		var sums [4]uint64
		for g := range sums {
			wg.Add(1)
			go func(s *uint64) {
				defer wg.Done()
				*s = sum(fill(n))
			}(&sums[g])
		}
		large := make([]uint64, 5<<20)
		for i, v := range large {
			if v != 0 {
				panic("not zero")
			}
			large[i] = uint64(i)
		}
		wg.Wait()
		fmt.Println(sums == [4]uint64{n * (n - 1) / 2, n * (n - 1) / 2, n * (n - 1) / 2, n * (n - 1) / 2},
			large[len(large)-1])
		large = nil
		debug.FreeOSMemory()
	}
}
