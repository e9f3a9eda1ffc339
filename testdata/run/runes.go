// run
package main

// Decoding UTF-8: every kind of sequence, whole, cut short and wrong.

func main() {
	lead := []byte{0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff}
	next := []byte{0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff}
	hash, count := uint64(14695981039346656037), 0
	add := func(s string) {
		for i, r := range s {
			hash = (hash ^ uint64(r)<<8 ^ uint64(i)) * 1099511628211
		}
		rs := []rune(s)
		count += len(rs)
		hash = (hash ^ uint64(len(rs)) ^ uint64(len(string(rs)))) * 1099511628211
	}
	for _, a := range lead {
		add(string([]byte{a}))
		for _, b := range next {
			add(string([]byte{a, b}))
			for _, c := range next {
				add("0123456789abcdef" + string([]byte{a, b, c}))
				for _, d := range next {
					add(string([]byte{a, b, c, d}) + "01234567")
				}
			}
		}
	}
	println(hash, count)
	for i, r := range "aé世𝄞\xed\xa0\x80\xf4\x90\x80\x80\xc3" {
		print(i, ":", r, " ")
	}
	println(len([]rune("0123456789é0123456789")))
}
