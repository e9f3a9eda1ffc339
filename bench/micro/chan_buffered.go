// A producer and a consumer with a buffer between them.
package main

func main() {
	c := make(chan int, 128)
	go func() {
		for i := 0; i < 20000000; i++ {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for x := range c {
		sum += x
	}
	println(sum)
}
