// run -lang=go1.22

// Variables of loops are fresh in each iteration from Go 1.22 on.
package main

func check(got, want int) {
	if got != want {
		println("got", got, "want", want)
		panic("loopvar")
	}
}

func call(fs []func() int) (s int) {
	for _, f := range fs {
		s = s*10 + f()
	}
	return
}

func three() int {
	var fs []func() int
	for i, j := 0, 5; i < 3; i, j = i+1, j-1 {
		fs = append(fs, func() int { return i*0 + j })
	}
	return call(fs)
}

func changed() int {
	var fs []func() int
	for i := 0; i < 6; i++ {
		fs = append(fs, func() int { i++; return i })
		if i%2 == 0 {
			i++
			continue
		}
		break
	}
	return call(fs)
}

func pointers() int {
	var ps []*int
	for i := 1; i <= 3; i++ {
		ps = append(ps, &i)
	}
	s := 0
	for _, p := range ps {
		s = s*10 + *p
	}
	return s
}

func inCondition() int {
	var fs []func() int
	for i := 0; func() bool { fs = append(fs, func() int { return i }); return i < 2 }(); i++ {
	}
	return call(fs)
}

func ranges() int {
	var fs []func() int
	for i, v := range []int{7, 8, 9} {
		fs = append(fs, func() int { i += v; return i })
	}
	for i := range 3 {
		fs = append(fs, func() int { return i })
	}
	return call(fs)
}

func labelled() int {
	var fs []func() int
outer:
	for i := 0; ; i++ {
		for j := range 10 {
			fs = append(fs, func() int { return i + j })
			switch {
			case i == 2:
				break outer
			case j == 1:
				continue outer
			}
		}
	}
	return call(fs)
}

func main() {
	check(three(), 543)
	check(changed(), 246)
	check(pointers(), 123)
	check(inCondition(), 12)
	check(ranges(), 801012)
	check(labelled(), 1122)
}
