// run allocates=much

// The stacks of goroutines that have ended go back to the heap, and from there to the system.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
)

// resident answers the process's memory in bytes.
func resident() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	n, err := strconv.ParseUint(string(bytes.Fields(text)[1]), 10, 64)
	if err != nil {
		panic(err)
	}
	return int64(n) * int64(os.Getpagesize())
}

func stacks() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse
}

// deep needs some KB.
func deep(n int) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + pad[n%64] - n + 1
}

// park has n goroutines at a time wait, and answers what their stacks take, and the process.
func park(n int) (inuse uint64, rss int64) {
	var ready, done sync.WaitGroup
	end := make(chan bool)
	ready.Add(n)
	done.Add(n)
	for i := 0; i < n; i++ {
		go func(i int) {
			defer done.Done()
			if i%16 == 0 {
				deep(8)
			}
			ready.Done()
			<-end
		}(i)
	}
	ready.Wait()
	inuse, rss = stacks(), resident()
	close(end)
	done.Wait()
	return
}

func main() {
	const n = 100000
	park(100)
	debug.FreeOSMemory()
	for round := 0; round < 2; round++ {
		inuse, rss := park(n)
		fmt.Println("each has a stack of 2 KB:", inuse >= n*2048)
		debug.FreeOSMemory()
		left := stacks()
		fmt.Println("their stacks go back:", left < inuse/10, "and their memory:", rss-resident() > int64(inuse)*8/10)
	}
}
