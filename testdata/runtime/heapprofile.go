// run allocates=much

// Heap profiles: rate, stacks through inlined calls, frees seen two collections later, text and protobuf.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
)

type node struct {
	next *node
	data [5]int
}

var kept []*node
var sink any

//go:noinline
func keep(n int) {
	for i := 0; i < n; i++ {
		kept = append(kept, small())
	}
}

func small() *node { return inlined() }

func inlined() *node { return new(node) }

//go:noinline
func drop(n int) {
	for i := 0; i < n; i++ {
		sink = make([]byte, 100)
	}
	sink = nil
}

//go:noinline
func large() { sink = make([]byte, 100<<10) }

//go:noinline
func tiny() {
	for i := 0; i < 400; i++ {
		sink = new(int32)
	}
}

// stacks tells of the program's own stacks: size, objects allocated, whether nearly all are free again.
func stacks() {
	records := make([]runtime.MemProfileRecord, 1000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("too many records")
	}
	var lines []string
	for _, r := range records[:n] {
		var names []string
		frames := runtime.CallersFrames(r.Stack())
		for more := true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if strings.HasPrefix(f.Function, "main.") {
				names = append(names, f.Function[5:])
			}
		}
		size := r.AllocBytes / r.AllocObjects
		stack := strings.Join(names, " ")
		if stack != "" && names[0] != "stacks" && stack != "main" && !(names[0] == "keep" && size != 48) {
			lines = append(lines, fmt.Sprint(stack, ": ", r.AllocObjects, " of ", size, ", mostly freed: ", r.FreeObjects > r.AllocObjects*9/10))
		}
	}
	sort.Strings(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func main() {
	runtime.MemProfileRate = 1
	keep(1000)
	drop(1000)
	large()
	tiny()
	sink = nil
	runtime.MemProfileRate = 0
	drop(500) // not seen
	runtime.GC()
	stacks()
	kept = nil
	runtime.GC()
	fmt.Println("later")
	stacks()

	var text, proto bytes.Buffer
	pprof.Lookup("heap").WriteTo(&text, 1)
	fmt.Println(strings.Contains(text.String(), "heap profile: "), strings.Contains(text.String(), "main.large+0x"))
	pprof.Lookup("allocs").WriteTo(&proto, 0)
	fmt.Println(proto.Len() > 100)

	// A sample each 4 KB: of 250,000 objects of 112 bytes 1-exp(-112/4096) are taken, 6744, give or take 82.
	runtime.MemProfileRate = 4096
	for i := 0; i < 50; i++ {
		drop(5000)
	}
	runtime.MemProfileRate = 0
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 1000)
	n, _ := runtime.MemProfile(records, true)
	samples := int64(-1000) // those of rate 1
	for _, r := range records[:n] {
		f, _ := runtime.CallersFrames(r.Stack()).Next()
		if f.Function == "main.drop" && r.AllocBytes/r.AllocObjects == 112 {
			samples += r.AllocObjects
		}
	}
	fmt.Println(samples > 6200 && samples < 7300)
}
