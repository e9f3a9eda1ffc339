// Two goroutines that hand a number to and fro.
package main

func main() {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for x := range ping {
			pong <- x + 1
		}
		close(pong)
	}()
	x := 0
	for i := 0; i < 2000000; i++ {
		ping <- x
		x = <-pong
	}
	close(ping)
	println(x)
}
