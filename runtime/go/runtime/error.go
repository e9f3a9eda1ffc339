// Package runtime is the Go side of seago's runtime: the exported API, whose work is mostly done by
// the C side (functions named rt_api_*, declared in hooks.go), and the values of run-time panics.
package runtime

// Error identifies a run-time error, such as an index that is out of range.
type Error interface {
	error

	// RuntimeError does nothing; it tells run-time errors from others.
	RuntimeError()
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	iface, concrete, asserted *typeDesc
	missingMethod             string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	iface := "interface"
	if e.iface != nil {
		iface = typeString(e.iface)
	}
	want := typeString(e.asserted)
	if e.concrete == nil {
		return "interface conversion: " + iface + " is nil, not " + want
	}
	have := typeString(e.concrete)
	if e.missingMethod != "" {
		return "interface conversion: " + have + " is not " + want + ": missing method " + e.missingMethod
	}
	text := "interface conversion: " + iface + " is " + have + ", not " + want
	if have == want {
		if typePkgPath(e.concrete) != typePkgPath(e.asserted) {
			text += " (types from different packages)"
		} else {
			text += " (types from different scopes)"
		}
	}
	return text
}

// The C side raises run-time panics; its values have these types (runtime/error.c).

// An errorString is a run-time error described by a text alone.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// Package math/bits panics with these.
var (
	divideError   error = errorString("integer divide by zero")
	overflowError error = errorString("integer overflow")
)

// An errorAddressString is a fault at an address.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }
func (e errorAddressString) Addr() uintptr { return e.addr }

// A plainError is a run-time error whose text stands without a prefix.
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// A boundsError is a failed index or slice operation. code chooses the text; signed tells how to
// print x.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

func (e boundsError) RuntimeError() {}

// Texts by code, in the order of the rows panicIndex, panicSliceAlen, ... of the C side; %x and %y are
// the operands. A negative x needs no mention of y.
var boundsFormats = [...]string{
	"index out of range [%x] with length %y",
	"slice bounds out of range [:%x] with length %y",
	"slice bounds out of range [:%x] with capacity %y",
	"slice bounds out of range [%x:%y]",
	"slice bounds out of range [::%x] with length %y",
	"slice bounds out of range [::%x] with capacity %y",
	"slice bounds out of range [:%x:%y]",
	"slice bounds out of range [%x:%y:]",
	"cannot convert slice with length %x to pointer to array with length %y",
}

var boundsNegativeFormats = [...]string{
	"index out of range [%x]",
	"slice bounds out of range [:%x]",
	"slice bounds out of range [:%x]",
	"slice bounds out of range [%x:]",
	"slice bounds out of range [::%x]",
	"slice bounds out of range [::%x]",
	"slice bounds out of range [:%x:]",
	"slice bounds out of range [%x::]",
}

func (e boundsError) Error() string {
	format := boundsFormats[e.code]
	if e.signed && e.x < 0 && int(e.code) < len(boundsNegativeFormats) {
		format = boundsNegativeFormats[e.code]
	}
	if int(e.code) == len(boundsFormats)-1 && treeMinor() >= 20 {
		format = "cannot convert slice with length %x to array or pointer to array with length %y"
	}
	text := make([]byte, 0, 80)
	text = append(text, "runtime error: "...)
	for i := 0; i < len(format); i++ {
		switch {
		case format[i] != '%':
			text = append(text, format[i])
		case format[i+1] == 'x':
			text = appendInt(text, e.x, e.signed)
			i++
		default:
			text = appendInt(text, int64(e.y), true)
			i++
		}
	}
	return string(text)
}

func appendInt(b []byte, v int64, signed bool) []byte {
	if signed && v < 0 {
		return appendUint(append(b, '-'), uint64(-v))
	}
	return appendUint(b, uint64(v))
}

func appendUint(b []byte, v uint64) []byte {
	if v >= 10 {
		b = appendUint(b, v/10)
	}
	return append(b, byte('0'+v%10))
}

// A PanicNilError is what recover returns after panic(nil), from Go 1.21 on.
type PanicNilError struct {
	_ [0]func()
}

func (*PanicNilError) Error() string {
	if treeMinor() >= 26 {
		return "panic called with nil argument"
	}
	return "panic called with nil argument (use GODEBUG=panicnil=1 to disable)"
}
func (*PanicNilError) RuntimeError() {}
