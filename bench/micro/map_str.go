// A map with string keys: words that are counted.
package main

func main() {
	var words []string
	x := uint32(1)
	for i := 0; i < 20000; i++ {
		var b []byte
		for {
			x = x*1664525 + 1013904223
			b = append(b, 'a'+byte(x>>24)%26)
			if x>>16&7 == 0 {
				break
			}
		}
		words = append(words, string(b))
	}
	m := map[string]int{}
	for round := 0; round < 1000; round++ {
		for _, w := range words {
			m[w]++
		}
	}
	sum := 0
	for w, n := range m {
		sum += n * len(w)
	}
	println(len(m), sum)
}
