// run
// Histograms of package runtime/metrics: pauses of the collector, how long ready goroutines wait.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"time"
)

func read(names ...string) []metrics.Sample {
	s := make([]metrics.Sample, len(names))
	for i := range s {
		s[i].Name = names[i]
	}
	metrics.Read(s)
	return s
}

func histogram(name string) (count uint64, between func(lo, hi float64) uint64) {
	h := read(name)[0].Value.Float64Histogram()
	for i, c := range h.Counts {
		count += c
		if h.Buckets[i] >= h.Buckets[i+1] {
			panic("buckets overlap")
		}
	}
	return count, func(lo, hi float64) (n uint64) {
		for i, c := range h.Counts {
			if h.Buckets[i] >= lo && h.Buckets[i+1] <= hi {
				n += c
			}
		}
		return n
	}
}

func main() {
	before, _ := histogram("/gc/pauses:seconds")
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
	after, between := histogram("/gc/pauses:seconds")
	fmt.Println("two pauses and more for each collection:", after-before >= 10)
	fmt.Println("none negative, none over a minute:", between(0, 64) == after)

	// One P, 1000 goroutines of 200 us each: on the average each waits 100 ms.
	runtime.GOMAXPROCS(1)
	before, between = histogram("/sched/latencies:seconds")
	long := between(0.01, 1000)
	var wg sync.WaitGroup
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for t := time.Now(); time.Since(t) < 200*time.Microsecond; {
			}
		}()
	}
	wg.Wait()
	after, between = histogram("/sched/latencies:seconds")
	fmt.Println("1000 goroutines are begun:", after-before > 700, after-before < 3000)
	// Collections at each allocation leave them time while others are still made.
	stressed := strings.Contains(os.Getenv("SEAGO_DEBUG"), "gcstress")
	fmt.Println("most of them waited for long:", stressed || between(0.01, 1000)-long > 500)

	s := read("/sched/goroutines:goroutines", "/sched/gomaxprocs:threads", "/no/such:metric")
	fmt.Println(s[0].Value.Uint64() > 0, s[1].Value.Uint64(), s[2].Value.Kind() == metrics.KindBad)
	kinds := map[metrics.ValueKind]int{}
	for _, d := range metrics.All() {
		v := read(d.Name)[0].Value
		if v.Kind() != d.Kind {
			fmt.Println(d.Name, v.Kind(), d.Kind)
		}
		kinds[v.Kind()]++
	}
	fmt.Println(kinds[metrics.KindBad], kinds[metrics.KindUint64] > 10, kinds[metrics.KindFloat64Histogram] >= 4)
}
