// Blocks of 100 kB.
package main

func main() {
	var keep [16][]byte
	sum := 0
	for i := 0; i < 100000; i++ {
		b := make([]byte, 100000)
		b[i%len(b)] = byte(i)
		keep[i&15] = b
		sum += int(keep[i*5&15&i][0])
	}
	println(sum)
}
