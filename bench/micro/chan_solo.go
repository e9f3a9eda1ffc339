// One goroutine fills and empties a buffered channel.
package main

func main() {
	c := make(chan int, 64)
	sum := 0
	for i := 0; i < 1000000; i++ {
		for k := 0; k < 32; k++ {
			c <- i + k
		}
		for k := 0; k < 32; k++ {
			sum += <-c
		}
	}
	println(sum)
}
