// run

// Slots of deleted entries are used again: an element begins as zero, whatever lay there before, and an
// iteration that has looked at a group already does not show what was deleted from it since.
package main

import (
	"fmt"
	"reflect"
)

type odd [3]byte
type long [12]int64

func reuse[K comparable, E comparable](name string, key func(int) K, some E, touch func(m map[K]E, k K)) {
	var zero E
	m := map[K]E{}
	for round := 0; round < 3; round++ {
		for i := 0; i < 100; i++ {
			touch(m, key(i))
			if m[key(i)] != zero {
				fmt.Println(name, "begins with", m[key(i)])
			}
			m[key(i)] = some
		}
		if round == 1 {
			clear := m
			for k := range clear {
				delete(clear, k)
			}
			continue
		}
		for i := 99; i >= 0; i-- {
			delete(m, key(i))
		}
	}
	fmt.Println(name, len(m))
}

func deleteUnvisited(n int) {
	m := map[int]int{}
	for i := 0; i < n; i++ {
		m[i] = i
	}
	seen := map[int]bool{}
	for k, v := range m {
		if seen[k] || k != v {
			fmt.Println("shown", k, v)
		}
		seen[k] = true
		delete(m, k^1)
		if seen[k^1] {
			fmt.Println("shown after it was deleted:", k)
		}
	}
	fmt.Println(n, len(m), len(seen))
}

func reflected() {
	m := map[string]*int{}
	for i := 0; i < 50; i++ {
		n := i
		m[fmt.Sprint(i)] = &n
	}
	sum, left := 0, 0
	for it := reflect.ValueOf(m).MapRange(); it.Next(); {
		sum += int(it.Value().Elem().Int())
		delete(m, it.Key().String())
		left++
	}
	fmt.Println(sum, left, len(m))
}

func main() {
	number := func(i int) int { return i }
	text := func(i int) string { return fmt.Sprint("k", i) }
	reuse("int", number, 7, func(m map[int]int, k int) { m[k] += 0 })
	reuse("odd", number, odd{1, 2, 3}, func(m map[int]odd, k int) { _ = m[k] })
	reuse("odd key", func(i int) odd { return odd{byte(i)} }, byte(9), func(m map[odd]byte, k odd) { m[k] |= 0 })
	reuse("long", number, long{11: 1}, func(m map[int]long, k int) { _ = m[k] })
	reuse("none", number, struct{}{}, func(m map[int]struct{}, k int) { m[k] = struct{}{} })
	reuse("text", text, 3, func(m map[string]int, k string) { m[k]++; m[k]-- })
	x := 1
	reuse("pointer", text, &x, func(m map[string]*int, k string) { _ = m[k] })
	for _, n := range []int{2, 8, 50, 1000} {
		deleteUnvisited(n)
	}
	reflected()
}
