// run
package main

// Calls that are operations (abi/intrinsics.def), with arguments that the compiler does not see.

import (
	"math"
	"math/bits"
	"sync/atomic"
)

//go:noinline
func hide(x uint64) uint64 { return x }

func integers(x, y uint64) {
	hi, lo := bits.Mul64(x, y)
	s, c := bits.Add64(x, y, 1)
	s2, c2 := bits.Add64(x, y, 0)
	d, b := bits.Sub64(x, y, 1)
	d2, b2 := bits.Sub64(x, y, 0)
	println(hi, lo, s, c, s2, c2, d, b, d2, b2)
	k := int(y)
	println(bits.RotateLeft8(uint8(x), k), bits.RotateLeft16(uint16(x), -k), bits.RotateLeft32(uint32(x), k),
		bits.RotateLeft64(x, k), bits.RotateLeft(uint(x), -7))
	println(bits.TrailingZeros8(uint8(x)), bits.TrailingZeros16(uint16(x)), bits.TrailingZeros32(uint32(x)),
		bits.TrailingZeros64(x), bits.TrailingZeros(uint(y)), bits.Len8(uint8(x)), bits.Len16(uint16(x)),
		bits.Len32(uint32(x)), bits.Len64(x), bits.Len(uint(y)), bits.LeadingZeros64(x), bits.LeadingZeros8(uint8(x)))
	println(bits.OnesCount8(uint8(x)), bits.OnesCount16(uint16(x)), bits.OnesCount32(uint32(x)), bits.OnesCount64(x),
		bits.ReverseBytes16(uint16(x)), bits.ReverseBytes32(uint32(x)), bits.ReverseBytes64(x))
}

func floats(x, y, z float64) {
	for _, r := range []float64{math.Floor(x), math.Ceil(x), math.Trunc(x), math.RoundToEven(x), math.Abs(x),
		math.Copysign(x, y), math.Sqrt(x), math.FMA(x, y, z)} {
		if r != r {
			print("NaN ")
		} else {
			print(math.Float64bits(r), " ")
		}
	}
	println()
}

type counters struct {
	a int32
	b uint32
	c int64
	d uint64
	e uintptr
}

func atomics(p *counters) {
	println(atomic.AddInt32(&p.a, -3), atomic.AddUint32(&p.b, ^uint32(0)), atomic.AddInt64(&p.c, 1<<40),
		atomic.AddUint64(&p.d, 5), atomic.AddUintptr(&p.e, 6))
	println(atomic.SwapInt32(&p.a, 8), atomic.SwapUint64(&p.d, 9), atomic.CompareAndSwapInt32(&p.a, 8, 10),
		atomic.CompareAndSwapInt32(&p.a, 8, 11), atomic.CompareAndSwapUint64(&p.d, 9, 12))
	atomic.StoreUint32(&p.b, 77)
	atomic.StoreInt64(&p.c, -1)
	println(atomic.LoadInt32(&p.a), atomic.LoadUint32(&p.b), atomic.LoadInt64(&p.c), atomic.LoadUint64(&p.d),
		atomic.LoadUintptr(&p.e))
	defer func() { println(recover().(error).Error()) }()
	var none *counters
	atomic.AddInt64(&none.c, 1)
}

// Pointers go through the runtime, which panics like the others where there is none.
func pointers() {
	for _, f := range []func(){
		func() { atomic.LoadPointer(nil) },
		func() { atomic.StorePointer(nil, nil) },
		func() { atomic.SwapPointer(nil, nil) },
		func() { atomic.CompareAndSwapPointer(nil, nil, nil) },
	} {
		func() {
			defer func() { println(recover().(error).Error()) }()
			f()
		}()
	}
}

func main() {
	for _, x := range []uint64{0, 1, 1 << 63, 0xdeadbeefcafef00d, ^uint64(0), 0x8000_0000_8080} {
		for _, y := range []uint64{0, 3, 64, 0x9e3779b97f4a7c15, ^uint64(0)} {
			integers(hide(x), hide(y))
		}
	}
	inf := math.Inf(1)
	for _, x := range []float64{0, math.Copysign(0, -1), 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370497.5,
		-1e300, 1e-310, inf, -inf, math.NaN(), 3} {
		floats(x, -1.25, 7)
		floats(x, 1e16+2, -x*1e16)
	}
	atomics(&counters{})
	pointers()
}
