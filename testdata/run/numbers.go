// run
package main

// Numbers at the edges of their types: conversions, divisions, shifts, rounding, NaN; and odd text.

import "unsafe"

//go:noinline
func op[T any](x T) T { return x }

func bits(f float64) uint64   { return *(*uint64)(unsafe.Pointer(&f)) }
func bits32(f float32) uint32 { return *(*uint32)(unsafe.Pointer(&f)) }

func conv[F float32 | float64](f F) {
	println(int64(f), int(f), int32(f), int16(f), int8(f))
	if f > -1 {
		println(uint64(f), uint32(f), uint16(f), uint8(f), uintptr(f))
	}
}

func main() {
	inf := op(1.0) / op(0.0)
	nan := inf - inf
	for _, f := range []float64{0, -0.5, 1.9, -1.9, 127, 128, 255.9, 256, 32768, 65536, 2147483647, 2147483648, 4294967295, 4294967296, 1 << 53, 1 << 62, 1 << 63, 1<<63 + 2048, 1<<64 - 2048, 1 << 64, -1 << 63, 1e300, inf, -inf} {
		conv(f)
		conv(float32(f))
	}
	println(int64(op(nan)), int32(op(nan)))
	c := []complex128{0, 1, 1i, -1, complex(inf, 0), complex(0, inf), complex(nan, 1), complex(inf, nan), complex(1e300, 1e300), complex(1e-300, 1e-300), 3 + 4i}
	for i, x := range c {
		for j, y := range c {
			q := x / y
			m := x * y
			println(i, j, q, m, x == y, complex64(x)/complex64(y), complex64(x)*complex64(y))
		}
	}
	m8 := int8(-128)
	m64 := int64(-1 << 63)
	m32 := int32(-1 << 31)
	n1 := op(-1)
	println(m8/int8(n1), m8%int8(n1), m64/int64(n1), m64%int64(n1), m32/int32(n1), m32%int32(n1))
	for i, r := range "a\xffé\xe2\x82日\xf0\x9f\x98\x80\xed\xa0\x80" {
		println(i, r)
	}
	println(string(rune(op(-1))), string(rune(op(0x10ffff))), string(rune(op(0xd800))), string([]rune{65, -5, 0x110000, 0xe9}))
	println(len([]rune("\xff\xfe")), []byte("é")[1])
	f := op(float32(16777216))
	println(f+1 == f, f*f, bits32(op(float32(0.1))+op(float32(0.2))), bits(op(0.1)+op(0.2)), bits32(float32(op(0.1))))
	println(bits(-op(0.0)), bits(0-op(0.0)), bits(op(0.0)*-1), bits32(-op(float32(0))))
	println(float32(op(int64(1<<62+1<<38+1))), float64(op(uint64(1<<64-1))), float32(op(uint64(1<<63+1<<39+1))), float64(op(uint64(1<<63+1025))))
	println(nan == nan, nan != nan, nan < 1, !(nan < 1), nan > 1, !(nan >= 1), inf > 1)
	var sh uint = 64
	println(op(1)<<sh, op(int8(-1))>>sh, op(uint32(1))<<op(uint8(31)), op(uint32(1))<<op(uint8(32)), op(int64(-8))>>op(uint64(1)<<63))
	type K struct {
		a int8
		f float64
		s string
	}
	mm := map[K]int{{1, 0.0, "x"}: 1}
	println(mm[K{1, op(0.0) * -1, "x"}], len(map[float64]int{nan: 1, op(nan): 2}))
	mn := map[float64]int{}
	mn[nan]++
	mn[nan]++
	println(len(mn), mn[nan])
	clear := 0
	for range mn {
		clear++
	}
	println(clear)
}
