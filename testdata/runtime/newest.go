// run tree=1.26
// What the library of the newest tree asks of the runtime: coroutines, copies of maps, weak pointers,
// cleanups, canonical values.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unique"
	"weak"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer func() { fmt.Print(" [end]") }()
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// merge interleaves by two coroutines.
func merge[T any](a, b iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		for {
			x, okA := nextA()
			if okA && !yield(x) {
				return
			}
			y, okB := nextB()
			if okB && !yield(y) {
				return
			}
			if !okA && !okB {
				return
			}
		}
	}
}

func coroutines() {
	for x := range merge(count(2), count(4)) {
		fmt.Print(" ", x)
	}
	fmt.Println()
	for x := range merge(count(5), count(5)) {
		if fmt.Print(" ", x); x == 2 {
			break
		}
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		next, stop := iter.Pull(func(yield func(int) bool) { yield(1); panic("in the iterator") })
		defer stop()
		fmt.Println(next())
		fmt.Println(next())
	}()
	next, stop := iter.Pull2(maps.All(map[string]int{"k": 3}))
	fmt.Println(next())
	stop()
	fmt.Println(next())
}

// Goexit in an iterator ends the goroutine that pulls.
func goexit() {
	done := make(chan string)
	go func() {
		defer close(done)
		defer func() { done <- fmt.Sprint("deferred, recover gives ", recover()) }()
		next, stop := iter.Pull(func(yield func(int) bool) { runtime.Goexit() })
		defer stop()
		next()
		done <- "not reached"
	}()
	for s := range done {
		fmt.Println(s)
	}
}

// A coroutine of a goroutine that is bound to its thread runs on that thread.
func bound() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	next, stop := iter.Pull(count(3))
	defer stop()
	sum := 0
	for x, ok := next(); ok; x, ok = next() {
		runtime.Gosched()
		sum += x
	}
	fmt.Println(" bound", sum)
}

type node struct{ next *node }

// Coroutines on many goroutines, which wait, grow their stacks and collect.
func busy() {
	var wg sync.WaitGroup
	sums := make([]int, 16)
	for g := range sums {
		wg.Go(func() {
			next, stop := iter.Pull(func(yield func(*node) bool) {
				var deep func(n int, l *node) bool
				deep = func(n int, l *node) bool {
					var pad [64]int
					pad[n%64] = n
					return n == 0 || deep(n-1, &node{l}) && yield(l) && pad[n%64] == n
				}
				deep(300, &node{})
			})
			defer stop()
			for i := 0; ; i++ {
				l, ok := next()
				if !ok {
					return
				}
				for ; l != nil; l = l.next {
					sums[g]++
				}
				switch {
				case i%100 == g:
					runtime.GC()
				case i%50 == g:
					time.Sleep(time.Microsecond)
				}
			}
		})
	}
	wg.Wait()
	fmt.Println(slices.Compact(sums))
}

type wide struct{ a [40]int }

func clones() {
	m := map[wide]*wide{}
	w := map[string]wide{}
	f := map[float64]int{math.NaN(): 1, 1: 2}
	for i := range 100 {
		var k wide
		k.a[3] = i
		m[k] = &wide{}
		w[fmt.Sprint(i)] = k
		if i < 7 || i == 99 {
			n, v, g := maps.Clone(m), maps.Clone(w), maps.Clone(f)
			runtime.GC()
			x := v["0"]
			x.a[0] = 7
			v["0"] = x
			delete(n, k)
			v["new"] = k
			g[math.NaN()] = 3
			fmt.Print(" ", len(m), len(n), len(w), len(v), w["0"].a[0], v["0"].a[0], len(f), len(g))
		}
	}
	fmt.Println(maps.Clone(map[int]int(nil)) == nil, maps.Clone(map[int]int{}))
}

func dead() {
	done := make(chan int, 1)
	w := func() weak.Pointer[wide] {
		p := new(wide)
		runtime.AddCleanup(p, func(x int) { done <- x }, 42)
		w := weak.Make(p)
		fmt.Println(w.Value() == p, w == weak.Make(p))
		return w
	}()
	func() { // what the stack held
		var pad [512]int
		for i := range pad {
			pad[i] = i
		}
		fmt.Fprint(io.Discard, pad)
	}()
	for {
		runtime.GC()
		select {
		case x := <-done:
			fmt.Println("cleanup", x, w.Value() == nil)
			return
		case <-time.After(time.Millisecond):
		}
	}
}

type record struct {
	Name string         `json:"name"`
	N    int            `json:"n,omitzero"`
	More map[string]any `json:"more,omitempty"`
	At   time.Time      `json:"at,omitzero"`
}

func library() {
	fmt.Println(unique.Make("abc") == unique.Make(strings.ToLower("ABC")), unique.Make(wide{}) == unique.Make(wide{}))
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	m := maps.Collect(slices.All(words))
	fmt.Println(slices.Sorted(maps.Values(m)), slices.Collect(slices.Chunk(words, 4)))
	for p := range strings.SplitSeq("a,b,c", ",") {
		fmt.Print(p, ";")
	}
	fmt.Println()
	text, err := json.Marshal([]record{{Name: "x"}, {"y", 2, map[string]any{"z": []int{1}}, time.Unix(0, 0).UTC()}})
	fmt.Println(string(text), err)
	var back []record
	fmt.Println(json.Unmarshal(text, &back), back)
	fmt.Println(json.Unmarshal([]byte(`[{"name": 1}]`), &back))
	noTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	l := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime}))
	l.With("a", 1).WithGroup("g").Info("hi", "x", 1.5, slog.Group("h", "y", []int{1, 2}))
	slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime})).Warn("w", "e", io.EOF)
	println(*new(1.5), 1e100, 2+3i)
}

func main() {
	coroutines()
	goexit()
	bound()
	busy()
	clones()
	dead()
	library()
	next, _ := iter.Pull(count(1))
	defer fmt.Println("end")
	go next()
	runtime.Gosched()
	next, stop := iter.Pull(func(yield func(int) bool) { yield(1) })
	next()
	stop()
	fmt.Println(next())
}
