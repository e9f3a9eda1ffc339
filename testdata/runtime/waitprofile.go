// run
// Profiles of blocking and of mutexes: who waits, who lets others wait, how long, in which functions.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
	"sync"
	"time"
)

const pause = 3 * time.Millisecond

func later(f func()) {
	go func() {
		time.Sleep(pause)
		f()
	}()
}

//go:noinline
func receive() {
	c := make(chan int)
	later(func() { c <- 1 })
	<-c
}

//go:noinline
func receiveOk() bool {
	c := make(chan int)
	later(func() { close(c) })
	_, ok := <-c
	return ok
}

//go:noinline
func send() {
	c := make(chan int)
	later(func() { <-c })
	c <- 1
}

//go:noinline
func choose() {
	a, b := make(chan int), make(chan int)
	later(func() { b <- 1 })
	select {
	case <-a:
	case <-b:
	}
}

//go:noinline
func mutex() {
	var mu sync.Mutex
	mu.Lock()
	later(func() { unlock(&mu) })
	mu.Lock()
}

//go:noinline
func unlock(mu *sync.Mutex) { mu.Unlock() }

//go:noinline
func readers() {
	var mu sync.RWMutex
	mu.Lock()
	later(func() { writeUnlock(&mu) })
	mu.RLock()
}

//go:noinline
func writeUnlock(mu *sync.RWMutex) { mu.Unlock() }

//go:noinline
func cond() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	mu.Lock()
	later(func() { mu.Lock(); mu.Unlock(); c.Broadcast() })
	c.Wait()
	mu.Unlock()
}

//go:noinline
func group() {
	var wg sync.WaitGroup
	wg.Add(1)
	later(wg.Done)
	wg.Wait()
}

//go:noinline
func ready() { // nobody waits
	c := make(chan int, 1)
	c <- 1
	<-c
	var mu sync.Mutex
	mu.Lock()
	mu.Unlock()
	time.Sleep(pause)
}

func all() {
	receive()
	receiveOk()
	send()
	choose()
	mutex()
	readers()
	cond()
	group()
	ready()
}

type reader func([]runtime.BlockProfileRecord) (int, bool)

func records(read reader) []runtime.BlockProfileRecord {
	n, _ := read(nil)
	r := make([]runtime.BlockProfileRecord, n+10)
	n, ok := read(r)
	if !ok {
		panic("too many")
	}
	return r[:n]
}

// show prints the program's own stacks, and whether they waited for about as long as they should have.
func show(what string, read reader) {
	var lines []string
	for _, r := range records(read) {
		var names []string
		frames := runtime.CallersFrames(r.Stack())
		for more := true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if strings.HasPrefix(f.Function, "runtime.") && len(names) > 0 {
				break
			}
			names = append(names, f.Function)
			if strings.HasPrefix(f.Function, "main.") {
				break
			}
		}
		text := strings.Join(names, " < ")
		if !strings.Contains(text, "main.") {
			continue
		}
		d := time.Duration(r.Cycles)
		lines = append(lines, fmt.Sprintf("%s %s: %d, long enough: %v, not for ever: %v", what, text, r.Count,
			d >= time.Duration(r.Count)*pause/2, d < time.Duration(r.Count)*5*time.Second))
	}
	sort.Strings(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func text(name string) string {
	var b bytes.Buffer
	pprof.Lookup(name).WriteTo(&b, 1)
	return b.String()
}

func total(read reader) (n int64) {
	for _, r := range records(read) {
		n += r.Count
	}
	return n
}

// sampled has short waits, of which a coarse rate sees few, each of them for many.
func sampled() {
	before := total(runtime.BlockProfile)
	runtime.SetBlockProfileRate(int(time.Hour))
	a, b := make(chan int), make(chan int)
	go func() {
		for range a {
			b <- 1
		}
	}()
	for i := 0; i < 1000; i++ {
		a <- 1
		<-b
	}
	close(a)
	runtime.SetBlockProfileRate(0)
	fmt.Println("an hour's rate sees next to nothing:", total(runtime.BlockProfile) == before)
}

func fractions() {
	fmt.Println("fraction before", runtime.SetMutexProfileFraction(1<<40), runtime.SetMutexProfileFraction(-1))
	before := total(runtime.MutexProfile)
	mutex()
	fmt.Println("one in 2^40 unlocks:", total(runtime.MutexProfile)-before, runtime.SetMutexProfileFraction(0))
	mutex()
	fmt.Println("none:", total(runtime.MutexProfile)-before)
}

func main() {
	all()
	fmt.Println("off:", total(runtime.BlockProfile), total(runtime.MutexProfile))
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	all()
	runtime.SetBlockProfileRate(0)
	show("waits", runtime.BlockProfile)
	show("lets wait", runtime.MutexProfile)
	fmt.Println("once each:", strings.Count(text("mutex"), "main.unlock"), strings.Count(text("block"), "main.mutex+"))
	fmt.Println(strings.HasPrefix(text("block"), "--- contention:\ncycles/second=1000000000\n"),
		strings.Contains(text("block"), "runtime.chanrecv1"), strings.Contains(text("mutex"), "main.unlock"))
	sampled()
	fractions()
}
