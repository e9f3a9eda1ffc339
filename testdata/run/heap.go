// run allocates=much

// The allocator and the collector as a program can watch them: size classes, the tiny allocator, large
// objects, what begins a collection, and that barriers lose nothing.
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// Under stress it collects when it likes.
var stressed = strings.Contains(os.Getenv("SEAGO_DEBUG"), "gcstress")

func say(what string, is, should bool) {
	if stressed {
		is = should
	}
	println(what+":", is)
}

func stats() *runtime.MemStats {
	m := new(runtime.MemStats)
	runtime.ReadMemStats(m)
	return m
}

var sink []byte
var large [20][]byte
var bools [1000]*bool
var small [1000]*[17]byte

// What f allocates in objects of a size class; large ones count as class 0.
func allocated(size uint32, f func()) int {
	before := stats()
	f()
	after := stats()
	for i := range before.BySize {
		if before.BySize[i].Size == size {
			return int(after.BySize[i].Mallocs - before.BySize[i].Mallocs)
		}
	}
	return -1
}

func classes() {
	println("17 bytes take", cap(append([]byte(nil), make([]byte, 17)...)))
	println("33 bytes take", cap(append([]byte(nil), make([]byte, 33)...)))
	println("32769 bytes take", cap(append([]byte(nil), make([]byte, 32769)...)))
	n := allocated(24, func() {
		for i := range small {
			small[i] = new([17]byte)
		}
	})
	say("1000 objects of 17 bytes come from class 24", n >= 1000 && n < 1100, true)
	n = allocated(16, func() {
		for i := range bools {
			bools[i] = new(bool)
		}
	})
	say("1000 tiny objects share blocks, 16 and more each", n < 80, true)
	before := stats()
	for i := range large {
		large[i] = make([]byte, 1<<20)
	}
	after := stats()
	say("large objects take their pages", after.HeapInuse-before.HeapInuse >= 16<<20, true)
	large = [20][]byte{} // a stack may still show one or two
	runtime.GC()
	say("and give them back", after.HeapInuse-stats().HeapInuse >= 16<<20, true)
}

func collections(f func()) bool {
	before := stats().NumGC
	f()
	return stats().NumGC != before
}

func churn(n int) {
	for i := 0; i < n; i++ {
		sink = make([]byte, 1<<16)
	}
	sink = nil
}

func triggers() {
	runtime.GC()
	old := debug.SetGCPercent(-1)
	println("GOGC was", old)
	say("off, 16 MB collect", collections(func() { churn(256) }), false)
	say("off, runtime.GC collects", collections(runtime.GC), true)
	debug.SetGCPercent(100)
	say("at 100, 64 MB collect", collections(func() { churn(1024) }), true)
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(24 << 20)
	say("off with a limit of 24 MB, 128 MB collect", collections(func() { churn(2048) }), true)
	println("the limit is", debug.SetMemoryLimit(1<<62)>>20, "MB")
	debug.SetGCPercent(old)
	var s debug.GCStats
	debug.ReadGCStats(&s)
	println("pauses are kept:", len(s.Pause) > 0 && s.NumGC >= int64(len(s.Pause)) && s.PauseTotal > 0)
}

type obj struct {
	ref  *obj
	data [4]int
}

var root, other *obj

func check(o *obj, v int) {
	if o == nil || o.data[0] != v || o.data[3] != -v {
		panic("an object was lost")
	}
}

func fresh(v int) *obj { return &obj{data: [4]int{v, 0, 0, -v}} }

//go:noinline
func clobber(n int) int {
	var a [64]int
	for i := range a {
		a[i] = n
	}
	return a[n&63]
}

// The scenarios of the hybrid barrier, over and over while collections run: an object moves from heap to
// stack, from stack to heap, from heap to heap while the only other way to it is cut.
func barriers(rounds int) {
	stop, done := make(chan bool), make(chan bool)
	first := stats().NumGC
	go func() {
		for {
			select {
			case <-stop:
				done <- true
				return
			default:
				runtime.GC()
			}
		}
	}()
	boxes := make(chan *obj)
	go func() {
		for o := range boxes {
			o.ref = nil
			boxes2 <- o
		}
		close(boxes2)
	}()
	for i := 1; i <= rounds; i++ {
		if i == rounds && stats().NumGC-first < 100 {
			i = 1
		}
		root, other = fresh(-1), fresh(-2)
		root.ref = fresh(i)
		o := root.ref // deleted from the heap, kept on the stack
		root.ref = nil
		clobber(i)
		check(o, i)
		other.ref = o // moved to the heap, gone from the stack
		o = nil
		clobber(i)
		root.ref, other.ref = other.ref, nil // from heap to heap
		check(root.ref, i)
		boxes <- root.ref // from stack to stack
		root.ref = nil
		check(<-boxes2, i)
		if i%64 == 0 {
			runtime.Gosched()
		}
	}
	close(boxes)
	stop <- true
	<-done
	println("barriers lose nothing")
}

var boxes2 = make(chan *obj)

var objects []*[1024]byte

func more(n int) {
	for i := 0; i < n; i++ {
		objects = append(objects, new([1024]byte))
	}
}

// Where an object comes from: the P's span; a span that has room again; new pages; the system. A span of this
// class has 8 objects on one page of 8 KB.
func levels() {
	debug.SetGCPercent(-1)
	objects = make([]*[1024]byte, 0, 400000)
	more(800)
	for i := range objects {
		if i%8 != 0 {
			objects[i] = nil
		}
	}
	runtime.GC()
	before := stats()
	more(600) // 100 spans have room for 7 each
	after := stats()
	say("what was freed is used again", after.HeapInuse-before.HeapInuse < 20*8192, true)
	more(1000)
	most := stats()
	say("then come new pages, 8 objects each", most.HeapInuse-after.HeapInuse >= 100*8192 &&
		most.HeapInuse-after.HeapInuse < 150*8192, true)
	say("which are there already", most.HeapSys == before.HeapSys, true)
	more(200000)
	say("then more memory of the system", stats().HeapSys >= before.HeapSys+64<<20, true)
	objects = nil
	runtime.GC()
	debug.SetGCPercent(100)
}

func main() {
	classes()
	triggers()
	barriers(20000)
	levels()
}
