// run

// Goroutine profiles: counts by stack, labels, waiting and running goroutines.
package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
	"sync"
	"time"
)

var stop = make(chan bool)

func waiting() { <-stop }

func labelled() { waiting() }

func main() {
	for i := 0; i < 3; i++ {
		go waiting()
	}
	var started sync.WaitGroup
	started.Add(1)
	pprof.Do(context.Background(), pprof.Labels("kind", "test"), func(context.Context) {
		go func() {
			started.Done()
			labelled()
		}()
	})
	started.Wait()
	go func() { for n := 0; ; n++ {} }() // one line: it may not have begun
	time.Sleep(20 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine(), pprof.Lookup("goroutine").Count())
	records := make([]runtime.StackRecord, 2)
	fmt.Println(runtime.GoroutineProfile(records))
	var b bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&b, 1)
	var lines []string
	for _, line := range strings.Split(b.String(), "\n") {
		f := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "# labels"), strings.HasPrefix(line, "goroutine profile"):
			lines = append(lines, line)
		case len(f) > 2 && f[0] == "#" && strings.HasPrefix(f[2], "main."):
			lines = append(lines, f[2][:strings.Index(f[2], "+")]+" "+f[3][strings.LastIndex(f[3], "/")+1:])
		case len(f) > 1 && f[1] == "@":
			lines = append(lines, f[0]+" goroutines")
		}
	}
	sort.Strings(lines)
	fmt.Println(strings.Join(lines, "\n"))
	b.Reset()
	pprof.Lookup("goroutine").WriteTo(&b, 2)
	fmt.Println(strings.Contains(b.String(), "goroutine 1 [running]:\n"), strings.Contains(b.String(), "[chan receive]:\nmain.waiting"),
		strings.Contains(b.String(), "\nmain.main.func2()\n")) // it runs, and stops for this
	b.Reset()
	fmt.Println(pprof.Lookup("goroutine").WriteTo(&b, 0), b.Len() > 0)
	b.Reset()
	fmt.Println(pprof.StartCPUProfile(&b)) // it has no samples, but ends well however long it is
	time.Sleep(150 * time.Millisecond)
	pprof.StopCPUProfile()
	fmt.Println(b.Len() > 0)
	fmt.Println(runtime.SetMutexProfileFraction(5), runtime.SetMutexProfileFraction(-1))
}
