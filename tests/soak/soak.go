// soak: everything of the runtime at once, for as many seconds as the argument says. Fails if a value is
// wrong or memory does not stay flat.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type node struct {
	left, right *node
	key         int
	text        string
}

var (
	stop    int32
	rounds  [8]int64
	running sync.WaitGroup
)

func fail(format string, args ...interface{}) {
	fmt.Printf("soak: "+format+"\n", args...)
	os.Exit(1)
}

func insert(t *node, key int) *node {
	if t == nil {
		return &node{key: key, text: strconv.Itoa(key)}
	}
	if key < t.key {
		t.left = insert(t.left, key)
	} else if key > t.key {
		t.right = insert(t.right, key)
	}
	return t
}

func (t *node) check(lo, hi int) int {
	if t == nil {
		return 0
	}
	if t.key < lo || t.key > hi || t.text != strconv.Itoa(t.key) {
		fail("tree holds %q under %d", t.text, t.key)
	}
	return 1 + t.left.check(lo, t.key-1) + t.right.check(t.key+1, hi)
}

// Trees are built by one goroutine, checked by another, changed on the way.
func trees(r *rand.Rand) {
	c := make(chan *node, r.Intn(3))
	go func() {
		for i := 0; i < 20; i++ {
			var t *node
			for k := 0; k < 200; k++ {
				t = insert(t, r.Intn(1000))
			}
			c <- t
		}
		close(c)
	}()
	for t := range c {
		t.left, t.right = t.right, t.left
		t.left, t.right = t.right, t.left
		t.check(0, 1000)
	}
}

func maps(r *rand.Rand) {
	m := map[string]*node{}
	for i := 0; i < 2000; i++ {
		k := r.Intn(500)
		s := strconv.Itoa(k)
		switch {
		case i%3 == 0:
			delete(m, s)
		case m[s] != nil:
			if m[s].key != k {
				fail("map gave %d for %s", m[s].key, s)
			}
		default:
			m[s] = &node{key: k, text: s}
		}
	}
	for s, n := range m {
		if n.text != s {
			fail("map gave %q for %s", n.text, s)
		}
	}
}

func timers(r *rand.Rand) {
	fired := make(chan int, 8)
	for i := 0; i < 8; i++ {
		i := i
		time.AfterFunc(time.Duration(r.Intn(2000))*time.Microsecond, func() { fired <- i })
	}
	sum := 0
	deadline := time.After(20 * time.Second)
	for i := 0; i < 8; i++ {
		select {
		case n := <-fired:
			sum += n
		case <-deadline:
			fail("a timer did not fire")
		}
	}
	if sum != 28 {
		fail("timers gave %d", sum)
	}
}

func grow(r *rand.Rand) {
	var list []*node
	var bytes []byte
	for i := 0; i < 3000; i++ {
		list = append(list, &node{key: i})
		bytes = append(bytes, byte(i))
	}
	big := make([]*node, 1<<uint(10+r.Intn(6)))
	copy(big, list)
	for i, n := range list {
		if n.key != i || bytes[i] != byte(i) || i < len(big) && big[i] != n {
			fail("slice is wrong at %d", i)
		}
	}
}

func deep(n int) int {
	var pad [16]int
	pad[n&15] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + pad[n&15] - n + 1
}

func stacks(r *rand.Rand) {
	done := make(chan int)
	for i := 0; i < 10; i++ {
		go func(n int) {
			defer func() { done <- recover().(int) }()
			panic(deep(n))
		}(1000)
	}
	for i := 0; i < 10; i++ {
		if n := <-done; n != 1000 {
			fail("stack gave %d", n)
		}
	}
}

var pool = sync.Pool{New: func() interface{} { return &node{text: "new"} }}
var shared atomic.Value

func sharing(r *rand.Rand) {
	for i := 0; i < 500; i++ {
		n := pool.Get().(*node)
		if n.text != "new" && n.text != strconv.Itoa(n.key) {
			fail("pool gave %q with %d", n.text, n.key)
		}
		n.key, n.text = i, strconv.Itoa(i)
		shared.Store(&node{key: i, text: n.text})
		if s := shared.Load().(*node); s.text != strconv.Itoa(s.key) {
			fail("atomic value holds %q with %d", s.text, s.key)
		}
		pool.Put(n)
	}
}

var finalized int64

func finalizers(r *rand.Rand) {
	for i := 0; i < 50; i++ {
		n := &node{key: i, text: strconv.Itoa(i), left: &node{key: -i}}
		runtime.SetFinalizer(n, func(n *node) {
			if n.text != strconv.Itoa(n.key) || n.left.key != -n.key {
				fail("finalizer got %q with %d", n.text, n.key)
			}
			atomic.AddInt64(&finalized, 1)
		})
	}
	time.Sleep(time.Millisecond)
}

func collect(r *rand.Rand) {
	switch r.Intn(20) {
	case 0:
		runtime.GC()
	case 1:
		runtime.GOMAXPROCS(1 + r.Intn(4))
	case 2:
		debug.SetGCPercent(20 + r.Intn(200))
	case 3:
		debug.FreeOSMemory()
	case 4:
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if m.Frees > m.Mallocs || m.HeapInuse > m.HeapSys || m.HeapAlloc > m.HeapInuse {
			fail("statistics do not fit together: %d %d, %d %d %d", m.Mallocs, m.Frees, m.HeapAlloc,
				m.HeapInuse, m.HeapSys)
		}
	default:
		time.Sleep(time.Duration(r.Intn(2000)) * time.Microsecond)
	}
}

func main() {
	seconds := 1200
	if len(os.Args) > 1 {
		seconds, _ = strconv.Atoi(os.Args[1])
	}
	work := []func(*rand.Rand){trees, maps, timers, grow, stacks, sharing, finalizers, collect}
	for i := range work {
		running.Add(1)
		go func(i int) {
			defer running.Done()
			r := rand.New(rand.NewSource(int64(i)))
			for atomic.LoadInt32(&stop) == 0 {
				work[i](r)
				atomic.AddInt64(&rounds[i], 1)
			}
		}(i)
	}
	var first uint64
	const steps = 10
	for step := 1; step <= steps; step++ {
		time.Sleep(time.Duration(seconds) * time.Second / steps)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("step %d: %d MB from the system, %d collections, %d goroutines, rounds", step, m.Sys>>20,
			m.NumGC, runtime.NumGoroutine())
		for i := range rounds {
			fmt.Print(" ", atomic.LoadInt64(&rounds[i]))
		}
		fmt.Println()
		if step == 3 {
			first = m.Sys
		}
		if step > 3 && m.Sys > 2*first+(16<<20) {
			fail("memory grows")
		}
	}
	atomic.StoreInt32(&stop, 1)
	running.Wait()
	if atomic.LoadInt64(&finalized) == 0 {
		fail("no finalizer ran")
	}
	fmt.Println("soak: ok")
}
