// Deep recursion on a goroutine's growing stack, again and again.
package main

func deep(n int, p *[4]int) int {
	var here [4]int
	here[n&3] = n + p[(n+1)&3]
	if n == 0 {
		return here[0]
	}
	return deep(n-1, &here) + here[n&3]
}

func main() {
	done := make(chan int)
	sum := 0
	for i := 0; i < 400; i++ {
		go func() { done <- deep(100000+i&1, new([4]int)) }()
		sum += <-done & 1
	}
	println(sum >= 0)
}
