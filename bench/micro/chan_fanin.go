// Eight producers, one consumer.
package main

func main() {
	c, done := make(chan int, 16), make(chan bool)
	for w := 0; w < 8; w++ {
		go func(w int) {
			for i := 0; i < 600000; i++ {
				c <- i ^ w
			}
			done <- true
		}(w)
	}
	go func() {
		for w := 0; w < 8; w++ {
			<-done
		}
		close(c)
	}()
	sum := 0
	for x := range c {
		sum += x
	}
	println(sum)
}
