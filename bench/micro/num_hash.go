// FNV-1a over a buffer.
package main

func main() {
	buf := make([]byte, 1<<20)
	for i := range buf {
		buf[i] = byte(i * 7)
	}
	h := uint64(14695981039346656037)
	for round := 0; round < 500; round++ {
		for _, b := range buf {
			h = (h ^ uint64(b)) * 1099511628211
		}
	}
	println(h)
}
