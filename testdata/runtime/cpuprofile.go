// run

// CPU profiles: samples of busy functions, through inlined calls and other threads' goroutines, with
// labels; one profile at a time, and a new one after the first.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime/pprof"
	"strings"
	"sync"
	"time"
)

var sink int

//go:noinline
func busy(d time.Duration) {
	for t := time.Now(); time.Since(t) < d; {
		for i := 0; i < 100000; i++ {
			sink += inlined(i)
		}
	}
}

func inlined(x int) int { return x*x%7 + x/3 }

//go:noinline
func recursive(n int) int {
	if n < 2 {
		return n
	}
	return recursive(n-1) + recursive(n-2)
}

// what answers which of the texts a profile's table of strings has.
func what(profile []byte, texts ...string) string {
	r, err := gzip.NewReader(bytes.NewReader(profile))
	if err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err.Error()
	}
	var found []string
	for _, s := range texts {
		if strings.Contains(string(text), s) {
			found = append(found, s)
		}
	}
	return strings.Join(found, " ")
}

func main() {
	var b, second bytes.Buffer
	fmt.Println(pprof.StartCPUProfile(&b))
	fmt.Println(pprof.StartCPUProfile(&second))
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go pprof.Do(context.Background(), pprof.Labels("who", fmt.Sprint("worker-", i)), func(context.Context) {
			busy(300 * time.Millisecond)
			wg.Done()
		})
	}
	for t := time.Now(); time.Since(t) < 300*time.Millisecond; {
		sink += recursive(20 + sink%2) // another call each time
	}
	wg.Wait()
	pprof.StopCPUProfile()
	fmt.Println(what(b.Bytes(), "main.busy", "main.inlined", "main.recursive", "who", "worker-0", "worker-1", "worker-2", "main.what"))

	fmt.Println(pprof.StartCPUProfile(&second))
	pprof.StopCPUProfile() // at once
	fmt.Println(what(second.Bytes(), "cpu", "nanoseconds", "main.busy"))
	second.Reset()
	fmt.Println(pprof.StartCPUProfile(&second))
	busy(200 * time.Millisecond)
	pprof.StopCPUProfile()
	fmt.Println(what(second.Bytes(), "main.busy", "main.main", "worker-0"))
}
