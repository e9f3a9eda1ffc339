// run

// string(b) and []byte(s) where the bytes are only read need no copy; where the result lives on they do.
package main

import (
	"fmt"
	"testing"
)

var (
	long  = []byte("a text that is longer than any buffer on the stack can hold, 1")
	other = []byte("a text that is longer than any buffer on the stack can hold, 2")
	text  = string(long)
	m     = map[string]int{text: 7}
	n     int
)

func same(a, b []byte) bool { return string(a) == string(b) }
func less(a, b []byte) bool { return string(a) < string(b) }

func which(b []byte) int {
	switch string(b) {
	case "a text that is longer than any buffer on the stack can hold, 2":
		return 2
	case "a text that is longer than any buffer on the stack can hold, 1":
		return 1
	}
	return 0
}

func count(s string) (n int) {
	for _, c := range []byte(s) {
		n += int(c & 1)
	}
	return n
}

func allocs(f func()) int { return int(testing.AllocsPerRun(10, f)) }

func main() {
	fmt.Println(same(long, other), same(long, []byte(text)), less(long, other), less(other, long), which(long), which(other), count(text), m[string(long)])
	fmt.Println(allocs(func() {
		if same(long, other) || less(other, long) || which(long) != 1 {
			panic("wrong")
		}
		n += count(text) + m[string(long)]
		if v, ok := m[string(other)]; ok {
			n += v
		}
		delete(m, string(other))
	}))
	empty := ""
	kept := empty + string(long)
	joined := "<" + string(long) + ">"
	key := map[string]bool{}
	key[string(long)] = true
	long[0] = 'X'
	fmt.Println(kept)
	fmt.Println(joined)
	fmt.Println(key)
}
