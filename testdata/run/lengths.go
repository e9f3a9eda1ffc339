// run
// What of an operand len, cap and range evaluate where the length is constant.
package main

func f() *[4]int { println("f"); return nil }
func try(s string, g func()) {
	defer func() { println(s, recover() != nil) }()
	g()
}

type S struct {
	a *[4]int
	b [3]int
}

func fs() *S           { println("fs"); return nil }
func ch() chan *[4]int { c := make(chan *[4]int, 1); c <- nil; return c }

func main() {
	try("len*", func() { _ = len(*f()) })
	try("len", func() { _ = len(f()) })
	try("range*", func() {
		for range *f() {
		}
	})
	try("range", func() {
		for range f() {
		}
	})
	try("rangei*", func() {
		for i := range *f() {
			_ = i
		}
	})
	try("fieldlen", func() { _ = len(fs().b) })
	try("fieldrange", func() {
		for range fs().b {
		}
	})
	try("fieldlen2", func() { _ = len(*fs().a) })
	try("chan", func() { _ = len(*<-ch()) })
	try("cap", func() { println(cap(*<-ch())) })
}
