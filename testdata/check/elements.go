// errorcheck

package main

func main() {
	ch := make(chan [70000]byte) // ERROR "channel element type too large \(>64kB\)"
	close(ch)
	type big [1 << 40][1 << 40]byte // ERROR "type .* larger than address space"
}
