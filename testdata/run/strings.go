// run
package main

// Strings that are compared, looked up and joined without a copy, and switches on strings.

func word(s string) int {
	switch s {
	case "":
		return 0
	case "a", "b", "c", "d", "e", "f":
		return 1
	case "break", "catch", "class", "const", "false", "super", "throw", "while":
		return 5
	case "if", "in", "do":
		return 2
	case "function":
		return 8
	case "instanceof", "implements":
		fallthrough
	case "interface":
		return len(s)
	}
	return -1
}

func bytesWord(b []byte) int {
	switch string(b) {
	case "yes":
		b[0] = 'n'
		return 1
	case "no", "off", "none", "never", "false":
		return 2
	}
	return 3
}

type key struct {
	s string
	n int
}

func change(b []byte) string {
	b[0] = 'z'
	return "zbc"
}

func main() {
	for _, s := range []string{"", "a", "f", "g", "break", "const", "while", "whale", "abort", "zebra", "if", "is",
		"do", "function", "functioN", "instanceof", "implements", "interface", "interfaces"} {
		print(word(s), " ")
	}
	println()
	b := []byte("yes")
	println(bytesWord(b), string(b), bytesWord(b), bytesWord([]byte("never")), bytesWord(nil))

	b = []byte("abc")
	c := []byte("abd")
	println(string(b) == string(c), string(b) < string(c), string(b) >= string(c), string(b) == "abc", "abd" != string(c))
	println(string(b[:0]) == "", string(b) == change(b))
	m := map[string]int{"zbc": 1, "abd": 2}
	n, ok := m[string(b)]
	println(n, ok, m[string(c)], m[string(c[:2])])
	m[string(c)] += 10
	m[string(b)]++
	c[2] = 'x'
	delete(m, string(c))
	println(len(m), m["abd"], m["zbc"])
	delete(m, string(b))
	println(len(m))

	s := "<" + string(b) + ">"
	t := "" + string(b)
	u := string(b) + string(c[:0])
	b[0] = 'Q'
	println(s, t, u, string(b))
	sum := 0
	for i, x := range []byte(s) {
		sum += i * int(x)
		s = "changed"
	}
	for range []byte(u) {
		sum++
	}
	println(sum)
	k := map[key]int{{string(b), 1}: 7}
	b[1] = 'R'
	println(k[key{"Qbc", 1}], k[key{string(b), 1}])
}
