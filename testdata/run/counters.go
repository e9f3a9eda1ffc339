// run env=SEAGO_DEBUG=

// What the runtime counts: allocations, collections, metrics (under stress it counts more).
package main

import (
	"fmt"
	"math/bits"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

var sink *int
var bsink []byte

type empty struct{}

var table = []struct {
	s string
	v interface{}
}{{"first text of a literal that is not static", empty{}}, {"second", empty{}}}

func main() {
	for _, f := range []func(){func() { bits.Div64(1, 0, 0) }, func() { bits.Div64(3, 0, 2) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	fmt.Println(testing.AllocsPerRun(100, func() { sink = new(int) }), testing.AllocsPerRun(100, func() { bsink = make([]byte, 2000) }),
		testing.AllocsPerRun(100, func() {}))
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	bsink = make([]byte, 2000)
	runtime.GC()
	runtime.ReadMemStats(&b)
	fmt.Println(b.NumGC > a.NumGC, b.NumForcedGC-a.NumForcedGC, b.Sys > 0, b.HeapSys == b.HeapIdle+b.HeapInuse, b.Mallocs-b.Frees == b.HeapObjects, b.PauseTotalNs > a.PauseTotalNs, b.Frees >= a.Frees, b.TotalAlloc > a.TotalAlloc)
	var st debug.GCStats
	debug.ReadGCStats(&st)
	fmt.Println(st.NumGC == int64(b.NumGC), len(st.Pause) == int(b.NumGC), st.Pause[0] == st.PauseEnd[0].Sub(st.PauseEnd[0])+st.Pause[0])
	samples := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/no/such:thing"}}
	metrics.Read(samples)
	fmt.Println(samples[0].Value.Uint64() == uint64(b.NumGC), samples[1].Value.Kind() == metrics.KindBad, table[1].s)
}
