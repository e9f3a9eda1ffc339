// errorcheck

package main

type large [1100000000]byte

func argument(x large) int { // ERROR "stack frame too large \(>1GB\): 0 MB locals \+ 1049 MB args"
	return 5
}

func (x large) method() {} // ERROR "stack frame too large"

func ranges(x *large) byte { // ERROR "stack frame too large \(>1GB\): 1049 MB locals \+ 0 MB args"
	for _, b := range *x {
		return b
	}
	return 0
}

func heap() byte {
	var x large
	return x[5]
}

func result() (x [400000000]byte) { return }

func stored() byte {
	a, b, c := result(), result(), result()
	return a[1] + b[1] + c[1]
}

func dropped() { _ = []byte{1 << 30: 1} }

func main() {}
