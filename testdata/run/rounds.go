// run

// What a loop's variables hold from the round before is not what this round knows of their source.
package main

//go:noinline
func sentence(s string) string {
	var before, last rune
	for i, r := range s {
		if r == '\n' {
			r = ' '
		}
		if r == ' ' && last == '.' && before != 'x' {
			return s[:i]
		}
		if last == '。' {
			return s[i:]
		}
		before, last = last, r
	}
	return "none"
}

//go:noinline
func rising(s []int) (n int) {
	last := 100
	for _, v := range s {
		if last < v {
			n++
		}
		last = v
	}
	return n
}

//go:noinline
func nested(s []int) (n int) {
	last := 0
	for _, v := range s {
		for i := 0; i < 2; i++ {
			if v == 7 && last == 3 {
				n++
			}
		}
		if v > 5 && last < 5 {
			n += 100
		}
		last = v
	}
	return n
}

func main() {
	println(sentence("a. b"), sentence("x。y"), sentence("x. y"))
	println(rising([]int{1, 5, 2, 3}), nested([]int{3, 7, 9, 3, 3, 7}))
}
