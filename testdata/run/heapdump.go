// run
// debug.WriteHeapDump: objects with their pointers, goroutines with frames, types, finalizers, statistics.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"unsafe"
)

type node struct {
	tag  uint64
	next *node
	pad  [4]uint64
}

const tag = 0x1122334455667788

var root *node

type shape interface{ area() int }

func (n *node) area() int { return int(n.tag) }

//go:noinline
func waits(c chan int) { <-c }

// A dump is read record by record; how each is made up stands in the table, a letter for each part: n number,
// s string, f fields.
var parts = map[uint64]string{1: "nsf", 2: "sn", 3: "nnsn", 4: "nnnnnnnnsnnnn", 5: "nnnsnnnsf", 6: "nnnnssn", 7: "nnnnn",
	8: "nn", 9: "nnn", 11: "nnnnn", 12: "nsf", 13: "nsf", 14: "nnnnnnn", 15: "nnnnnn"}

type reader struct{ *bufio.Reader }

func (r reader) number() uint64 {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		panic(err)
	}
	return n
}

func (r reader) text() string {
	b := make([]byte, r.number())
	if _, err := io.ReadFull(r, b); err != nil {
		panic(err)
	}
	return string(b)
}

func (r reader) fields() (offsets []uint64) {
	for r.number() == 1 {
		offsets = append(offsets, r.number())
	}
	return offsets
}

type record struct {
	n []uint64
	s []string
	f []uint64
}

func (r reader) record(parts string) (x record) {
	for _, p := range parts {
		switch p {
		case 'n':
			x.n = append(x.n, r.number())
		case 's':
			x.s = append(x.s, r.text())
		case 'f':
			x.f = r.fields()
		}
	}
	return x
}

var begun uint64 // collections before the dump

func collections() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return uint64(m.NumGC)
}

func main() {
	root = &node{tag: tag, next: &node{tag: tag}}
	runtime.SetFinalizer(root.next, func(*node) {})
	var s shape = root
	c := make(chan int)
	go waits(c)
	runtime.Gosched()
	runtime.GC()

	f, _ := os.CreateTemp("", "dump")
	defer os.Remove(f.Name())
	begun = collections()
	debug.WriteHeapDump(f.Fd())
	f.Seek(0, 0)
	r := reader{bufio.NewReader(f)}
	head := make([]byte, 16)
	io.ReadFull(r, head)
	fmt.Printf("%q\n", head)

	counts := map[uint64]int{}
	var objects, frames []record
	var types, states []string
	for {
		kind := r.number()
		counts[kind]++
		if kind == 0 {
			break
		}
		var x record
		switch kind {
		case 10:
			for i := 0; i < 24+256+1; i++ {
				x.n = append(x.n, r.number())
			}
			fmt.Println("statistics:", x.n[0] > 1000, x.n[4] > x.n[5], begun <= x.n[280] && x.n[280] <= collections())
		case 16:
			n := r.record("nnn").n[2]
			for ; n > 0; n-- {
				r.record("ssn")
			}
			r.record("nn")
		default:
			if parts[kind] == "" {
				panic(fmt.Sprint("kind ", kind))
			}
			x = r.record(parts[kind])
		}
		switch kind {
		case 1:
			if len(x.s[0]) >= 16 && binary.LittleEndian.Uint64([]byte(x.s[0])) == tag {
				objects = append(objects, x)
			}
		case 3:
			types = append(types, x.s[0])
		case 4:
			states = append(states, x.s[0])
		case 5:
			if x.s[1] == "main.main" || x.s[1] == "main.waits" {
				frames = append(frames, x)
			}
		case 6:
			fmt.Println(x.n[0], x.n[1], x.s[0], x.s[1] == runtime.Version())
		case 7:
			if x.n[0] == uint64(uintptr(unsafe.Pointer(root.next))) {
				fmt.Println("finalizer")
			}
		}
	}
	fmt.Println("objects:", len(objects))
	for _, o := range objects {
		if o.n[0] == uint64(uintptr(unsafe.Pointer(root))) {
			fmt.Println(len(o.s[0]), o.f, binary.LittleEndian.Uint64([]byte(o.s[0])[8:]) == uint64(uintptr(unsafe.Pointer(root.next))))
		}
	}
	fmt.Println(strings.Contains(strings.Join(types, ","), "*os.File"), strings.Contains(strings.Join(states, ","), "chan receive"))
	for _, x := range frames {
		fmt.Println(x.s[1], x.n[3] != 0, len(x.s[0]) > 0)
	}
	fmt.Println(counts[9] > 0, counts[12], counts[13], counts[8] > 0, s.area() == tag)
}
