package runtime

import "unsafe"

const (
	Compiler = "gc" // what build constraints and programs that test for the standard compiler expect
	GOOS     = "linux"
	GOARCH   = "amd64"
)

// GOROOT returns the root of the Go tree: the environment's setting, else the one of the build.
func GOROOT() string {
	if s := getenv("GOROOT"); s != "" {
		return s
	}
	return defaultGOROOT()
}

//go:linkname defaultGOROOT rt_api_goroot
func defaultGOROOT() string

// Version returns the version of the Go tree that the program was built from.
func Version() string { return version() }

// Gosched lets other goroutines run; the calling one goes to the global queue.
func Gosched() { gosched() }

// Goexit ends the calling goroutine after running its deferred calls.
func Goexit() { goexit() }

// GOMAXPROCS sets how many threads may execute Go code at once and returns the previous setting; with
// n < 1 it only returns it.
func GOMAXPROCS(n int) int { return gomaxprocs(n) }

// NumCPU returns the number of processors that the process may use.
func NumCPU() int { return ncpu() }

// NumGoroutine returns the number of goroutines that exist.
func NumGoroutine() int { return numgoroutine() }

// NumCgoCall returns 0: there is no cgo.
func NumCgoCall() int64 { return 0 }

// LockOSThread binds the calling goroutine to its thread until as many calls of UnlockOSThread.
func LockOSThread()   { lockOSThread(true) }
func UnlockOSThread() { lockOSThread(false) }

// GC runs a collection and returns when it is done.
func GC() { gc() }

// SetFinalizer has finalizer(obj) called once obj is unreachable; nil removes it.
func SetFinalizer(obj, finalizer any) { setFinalizer(obj, finalizer) }

// KeepAlive marks its argument as reachable up to here.
//
//go:noinline
func KeepAlive(x any) {}

// Breakpoint executes a breakpoint trap.
func Breakpoint() { breakpoint() }

// Callers fills pc with return program counters of the calling goroutine's stack. Skip 0 is Callers
// itself, 1 its caller.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callers(skip, &pc[0], len(pc))
}

// Caller reports file and line of a call on the calling goroutine's stack. Skip 0 is the caller of
// Caller.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if callers(skip+1, &pcs[0], 1) < 1 {
		return
	}
	var f frameInfo
	if !expand(pcs[0], &f) {
		return
	}
	return pcs[0], f.file, f.line, true
}

// Stack writes a trace of the calling goroutine, or of all, into buf and returns how much.
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	return stackText(&buf[0], len(buf), all)
}

// A Func is a function of the program; its address is its entry point.
type Func struct{ opaque struct{} }

// FuncForPC returns the function that holds pc, or nil.
func FuncForPC(pc uintptr) *Func {
	var f frameInfo
	if !expand(pc+1, &f) {
		return nil
	}
	if f.entry != pc { // a return address, as from Callers: the call is before it
		expand(pc, &f)
	}
	return funcFor(f)
}

// A Func made for an inlined frame, or for any pc, is an object of its own; equal functions need not be
// equal pointers.
type funcObject struct {
	Func
	info frameInfo
}

func funcFor(f frameInfo) *Func { return (*Func)(unsafe.Pointer(&funcObject{info: f})) }

func (f *Func) object() *funcObject { return (*funcObject)(unsafe.Pointer(f)) }

// Name returns the function's name, or "" if f is nil.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.object().info.function
}

// Entry returns the function's entry point.
func (f *Func) Entry() uintptr { return f.object().info.entry }

// FileLine returns the position of the instruction at pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	var i frameInfo
	if !expand(pc+1, &i) {
		return "?", 0
	}
	return i.file, i.line
}

// The parts of an address that stands for an inlined call (runtime/api.c).
const (
	frameOfProfile = 1 << 62
	framePlace     = 1<<48 - 1
)

// A Frame is what Frames returns for each call.
type Frame struct {
	PC        uintptr
	Func      *Func
	Function  string
	File      string
	Line      int
	startLine int
	Entry     uintptr
}

// Frames translates program counters, one Frame for each call, inlined ones included.
type Frames struct {
	pcs   []uintptr
	outer uintptr // of the frame returned last, if it was inlined
}

// CallersFrames prepares to return information about the program counters of Callers or of a profile. An
// address stands for the innermost call there and for all those into which that was inlined, whether
// they follow as addresses of their own, as from Callers, or not.
func CallersFrames(callers []uintptr) *Frames { return &Frames{pcs: callers} }

// Next returns the next frame; more is false if it was the last.
func (ci *Frames) Next() (frame Frame, more bool) {
	for ci.outer != 0 || len(ci.pcs) > 0 {
		pc := ci.outer
		if pc == 0 || len(ci.pcs) > 0 && ci.pcs[0]&^frameOfProfile == pc {
			pc = ci.pcs[0]
			ci.pcs = ci.pcs[1:]
		}
		ci.outer = 0
		var f frameInfo
		if !expand(pc, &f) {
			if pc == 0 {
				continue
			}
			return Frame{PC: pc}, len(ci.pcs) > 0
		}
		ci.outer = f.outer
		if f.wrapper && f.outer != 0 {
			continue
		}
		frame = Frame{PC: f.pc, Function: f.function, File: f.file, Line: f.line, startLine: f.startLine, Entry: f.entry}
		if !f.inlined {
			frame.Func = funcFor(f)
		}
		return frame, ci.outer != 0 || len(ci.pcs) > 0
	}
	return Frame{}, false
}
