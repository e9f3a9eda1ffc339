// run

// A tour of what the compiler and the runtime do, without any import.
package main

// ---- values with methods, interfaces ----

type shape interface {
	area() float64
	name() string
}

type rect struct{ w, h float64 }
type circle struct{ r float64 }

func (r rect) area() float64    { return r.w * r.h }
func (r rect) name() string     { return "rect" }
func (c *circle) area() float64 { return 3 * c.r * c.r }
func (c *circle) name() string  { return "circle" }

// ---- generics ----

type number interface{ ~int | ~float64 }

func sum[T number](xs ...T) (total T) {
	for _, x := range xs {
		total += x
	}
	return
}

type list[T any] struct {
	head *node[T]
	size int
}

type node[T any] struct {
	value T
	next  *node[T]
}

func (l *list[T]) push(v T) {
	l.head = &node[T]{v, l.head}
	l.size++
}

func (l *list[T]) each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.value)
	}
}

// ---- defer, panic, recover ----

func safeDivide(a, b int) (q int, err string) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error).Error()
		}
	}()
	return a / b, ""
}

// ---- goroutines, channels, select ----

func sieve(n int) []int {
	ch := make(chan int)
	go func(out chan<- int) {
		for i := 2; ; i++ {
			out <- i
		}
	}(ch)
	var primes []int
	for len(primes) < n {
		p := <-ch
		primes = append(primes, p)
		next := make(chan int)
		go func(in <-chan int, out chan<- int, p int) {
			for {
				if i := <-in; i%p != 0 {
					out <- i
				}
			}
		}(ch, next, p)
		ch = next
	}
	return primes
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	println("hello, world")

	for _, s := range []shape{rect{2, 3}, &circle{1}} {
		switch v := s.(type) {
		case rect:
			println(v.name(), v.w, "x", v.h, v.area())
		case *circle:
			println(v.name(), v.r, v.area())
		}
	}

	println(sum(1, 2, 3), sum(1.5, 2.5))
	var l list[string]
	for _, w := range []string{"a", "b", "c"} {
		l.push(w)
	}
	text := ""
	l.each(func(s string) { text += s })
	println(text, l.size)

	q, err := safeDivide(7, 2)
	println(q, err)
	q, err = safeDivide(1, 0)
	println(q, err)

	ages := map[string]int{"ann": 31, "bob": 27, "cid": 45}
	ages["dan"] = 19
	delete(ages, "bob")
	total := 0
	for _, age := range ages {
		total += age
	}
	_, ok := ages["bob"]
	println(len(ages), total, ok)

	for _, p := range sieve(10) {
		print(p, " ")
	}
	println()

	done := make(chan int)
	results := make(chan int, 4)
	for i := 20; i < 24; i++ {
		go func(i int) {
			results <- fib(i)
			done <- 1
		}(i)
	}
	for i := 0; i < 4; i++ {
		<-done
	}
	close(results)
	total = 0
	for r := range results {
		total += r
	}
	println("fib:", total)

	for i, r := range "héllo, 世界" {
		if r > 127 {
			print(i, ":", string(r), " ")
		}
	}
	println()

outer:
	for i := 0; ; i++ {
		for j := 0; j < i; j++ {
			if i*j > 20 {
				println("found", i, j)
				break outer
			}
		}
	}
}
