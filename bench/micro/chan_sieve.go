// A chain of goroutines, each of which drops the multiples of a prime.
package main

func filter(in, out chan int, p int) {
	for {
		if x := <-in; x%p != 0 {
			out <- x
		}
	}
}

func main() {
	c := make(chan int)
	go func() {
		for i := 2; ; i++ {
			c <- i
		}
	}()
	last := 0
	for i := 0; i < 4000; i++ {
		last = <-c
		next := make(chan int)
		go filter(c, next, last)
		c = next
	}
	println(last)
}
