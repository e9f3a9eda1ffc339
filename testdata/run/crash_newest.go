// run tree=1.26 exit=2
// What a crash prints with the newest tree: panics raised again, the middle of deep stacks left out, who
// started the goroutine.
package main

type failure string

func (f failure) Error() string { return string(f) }

//go:noinline
func deep(n int) {
	if n == 0 {
		defer again()
		panic(failure("one\ntwo"))
	}
	deep(n - 1)
}

//go:noinline
func again() {
	r := recover()
	panic(r)
}

func main() {
	defer func() {
		println(recover().(error).Error())
		go deep(120)
		select {}
	}()
	panic(nil)
}
