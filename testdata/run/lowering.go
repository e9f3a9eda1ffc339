// run
package main

// What desugaring turns into jumps and runtime calls, each form at least once.

type Key struct {
	a int8
	s string
	f float64
	_ int
}

type Wrapped struct{ p *int }

type Shape interface{ Area() int }
type Square struct{ side int }
type Ptr struct{ n int }

func (s Square) Area() int { return s.side * s.side }
func (p *Ptr) Area() int   { return p.n }

func kind(v interface{}) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int8:
		return "int or int8"
	case string:
		return "string " + x
	case error:
		return "error " + x.Error()
	case Shape:
		return "shape"
	case func() int:
		if x() == 4 {
			return "func 4"
		}
	case Wrapped:
		return "wrapped"
	case []int:
		if len(x) > 2 {
			break
		}
		return "short"
	}
	return "other"
}

type E string

func (e E) Error() string { return string(e) }

func number(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	}
	switch n {
	case 1, 2, 3:
		return "few"
	case 4:
		fallthrough
	case 5:
		return "some"
	case 100:
		return "hundred"
	case 101, 102, 103, 104, 105, 106:
		return "more"
	default:
		return "many"
	}
}

func ranges() {
	for i, r := range "aé\xff世" {
		print(i, ":", r, " ")
	}
	println()
	arr := [3]int{1, 2, 3}
	for i, v := range arr { // a copy is ranged over
		arr[2] = 10
		print(i, "=", v, " ")
	}
	for i := range &arr {
		arr[i]++
	}
	println(arr[0], arr[1], arr[2])
	c := make(chan int)
	go func() {
		for i := 0; i < 3; i++ {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for v := range c {
		sum += v
	}
	m := map[int]int{1: 2, 3: 4}
	for k, v := range m {
		sum += k * v
	}
	for k := range m {
		delete(m, k)
	}
	println(sum, len(m))
outer:
	for i := 0; ; i++ {
		switch {
		case i == 3:
			break outer
		case i == 1:
			continue outer
		}
		print(i, " ")
	}
	println()
}

func selects() {
	a, b := make(chan int, 1), make(chan string, 1)
	select {
	case v := <-a:
		println("unexpected", v)
	default:
		println("default")
	}
	select {
	case a <- 1:
		println("sent")
	default:
	}
	b <- "x"
	for i := 0; i < 2; i++ {
		select {
		case v, ok := <-a:
			println("a", v, ok)
			a = nil
		case s := <-b:
			if s != "x" {
				break
			}
			b = nil
		}
	}
	done := make(chan bool)
	go func() { done <- true }()
	select {
	case <-done:
	}
	println("selected")
}

func maps() {
	m := map[Key]int{{1, "a", 0, 0}: 1}
	m[Key{1, "a", 0, 5}]++ // blank fields do not count
	println(len(m), m[Key{a: 1, s: "a"}])
	n := map[interface{}]string{1: "int", "s": "string", 2.5: "float", Key{}: "key"}
	println(n[1], n["s"], n[2.5], n[Key{}], len(n[int8(1)]))
	big := map[int][40]int{}
	e := big[3]
	e[39] = 7
	big[3] = e
	println(big[3][39], len(big))
	z := map[string]struct{}{"x": {}}
	_, ok := z["x"]
	_, no := z["y"]
	println(ok, no)
}

func strs(s string, n int) {
	x := s + "-" + s
	x += string(rune(0x4e16))
	bs := []byte(x)
	bs[0] = 'X'
	rs := []rune(x)
	println(x, string(bs), len(rs), string(rs[4:]), x < "b", x == s+"-"+s+"世")
	println(x[n:], x[:n], x[n:n+1])
}

func closures() (fs []func() int) {
	for i := 0; i < 3; i++ {
		j := i * i
		fs = append(fs, func() int { j++; return i*10 + j })
	}
	return fs
}

func appends() {
	var s []int
	for i := 0; i < 10; i++ {
		s = append(s, i)
	}
	s = append(s, s...)
	s = append(s[:3], 7, 8)
	b := append([]byte("ab"), "cd"...)
	n := copy(b[1:], "xyz")
	t := append([]int(nil), s[1:4:4]...)
	t = append(t, 99)
	println(len(s), s[3], s[4], string(b), n, t[3], s[4], cap(s[1:4:4]))
}

func compare() {
	type pair struct {
		s string
		i interface{}
	}
	p, q := pair{"a", 1}, pair{"a", 1}
	println(p == q, p != pair{"a", 2}, [2]string{"x", "y"} == [2]string{"x", "y"})
	w := 1
	var i interface{} = Wrapped{&w}
	println(i == Wrapped{&w}, i == interface{}(Wrapped{nil}), i.(Wrapped).p == &w)
	var s Shape = Square{3}
	var t Shape = Square{3}
	println(s == t, s == Square{4}, s != nil, (1+2i)/(1i) == 2-1i)
	big := [20]string{19: "z"}
	copied := big
	println(big == copied)
}

// A map keeps the key that an operation on its entry makes.
func mapKeys() {
	text, counts := []byte("aa bb aa"), map[string]int{}
	for i := 0; i < len(text); i += 3 {
		counts[string(text[i:i+2])]++
	}
	println(len(counts), counts["aa"], counts["bb"])
}

func main() {
	mapKeys()
	four := func() int { return 4 }
	println(kind(nil), kind(int8(1)), kind("s"), kind(E("e")), kind(Square{2}), kind(four))
	println(kind(Wrapped{}), kind([]int{1}), kind([]int{1, 2, 3}), kind(&Ptr{1}), kind(Ptr{1}))
	for _, n := range []int{-1, 0, 2, 4, 5, 100, 104, 77} {
		print(number(n), " ")
	}
	println()
	ranges()
	selects()
	maps()
	strs("a", 2)
	for _, f := range closures() {
		print(f(), " ", f(), " ")
	}
	println()
	appends()
	compare()
	area := Square.Area
	bound := (&Ptr{5}).Area
	println(area(Square{6}), bound(), Shape.Area(Square{7}))
}

func init() {
	m := map[string][]int{}
	for i := 0; i < 5; i++ {
		k := "a"
		if i == 3 {
			k = "b"
		}
		m[k] = append(m[k], i, len(m[k]))
	}
	println(len(m["a"]), len(m["b"]), m["a"][6], m["a"][7], m["b"][1])
}
