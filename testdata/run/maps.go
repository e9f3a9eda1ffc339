// run allocates=much
// Maps whose header and slots stand in the frame: growing out of it, in loops, with pointers in the
// slots while collecting, of all forms of keys; iteration over groups with holes; deleting to the
// last entry.
package main

import (
	"fmt"
	"runtime"
	"sort"
)

func grow(n int) int {
	m := map[int]int{}
	for i := 0; i < n; i++ {
		m[i*7919] = i
	}
	sum := len(m) * 1000000
	for k, v := range m {
		if k != v*7919 {
			panic("wrong entry")
		}
		sum += v
	}
	return sum
}

// Each round has a map of its own in the same place.
func loop() (sizes [6]int, found int) {
	for i := range sizes {
		m := make(map[string]int)
		for k := 0; k <= i; k++ {
			m[fmt.Sprint("key", k)] = k
		}
		if _, ok := m[fmt.Sprint("key", i+1)]; ok {
			found++
		}
		sizes[i] = len(m)
	}
	return
}

type node struct {
	next *node
	n    int
}

func pointers() int {
	m := make(map[*node]*node, 4)
	for i := 0; i < 5; i++ {
		m[&node{n: i}] = &node{&node{nil, i * 10}, i}
	}
	for i := 0; i < 3; i++ {
		runtime.GC()
		_ = make([]*node, 1000)
	}
	sum := 0
	for k, v := range m {
		if k.n != v.n {
			panic("wrong node")
		}
		sum += v.next.n
	}
	return sum
}

type wide struct{ a, b, c, d int }

func forms() []int {
	small := map[uint8]bool{1: true, 2: false}
	half := map[int32]int16{-1: 2}
	float := map[float64]string{0.5: "half"}
	iface := map[interface{}]int{1: 1, "x": 2, 2.5: 3, wide{1, 2, 3, 4}: 4}
	big := map[wide]wide{{1, 2, 3, 4}: {5, 6, 7, 8}}
	huge := map[[40]int]int{{0: 1}: 9}
	none := map[struct{}]struct{}{{}: {}}
	delete(small, 2)
	delete(iface, "x")
	return []int{len(small), int(half[-1]), len(float[0.5]), iface[wide{1, 2, 3, 4}], len(iface),
		big[wide{1, 2, 3, 4}].d, huge[[40]int{0: 1}], huge[[40]int{}], len(none)}
}

// What is left of a large map with holes, met once each.
func holes() (int, bool) {
	m := map[int]int{}
	for i := 0; i < 5000; i++ {
		m[i] = i
	}
	for i := 0; i < 5000; i++ {
		if i%97 != 0 {
			delete(m, i)
		}
	}
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	right := true
	for i, k := range keys {
		right = right && k == i*97
	}
	for _, k := range keys {
		delete(m, k)
	}
	for range m {
		right = false
	}
	m[3] = 4
	return len(keys), right && m[3] == 4 && m[97] == 0
}

// A map of one group, entered anywhere, gives each entry once.
func wrap() bool {
	for round := 0; round < 200; round++ {
		m := map[int]int{}
		for i := 0; i < 8; i++ {
			m[i] = i
		}
		delete(m, round%8)
		seen := 0
		for k := range m {
			seen |= 1 << k
		}
		if seen != 0xff&^(1<<(round%8)) {
			return false
		}
	}
	return true
}

func main() {
	fmt.Println(grow(3), grow(8), grow(9), grow(1000))
	fmt.Println(loop())
	fmt.Println(pointers())
	fmt.Println(forms())
	fmt.Println(holes())
	fmt.Println(wrap())
}
