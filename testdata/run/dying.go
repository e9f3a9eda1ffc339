// run
// How programs die: what each kind of panic and fatal error prints before the stacks, and the exit status.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unsafe"
)

type errT struct{ s string }

func (e errT) Error() string { return "errT:" + e.s }

type strT int

func (s strT) String() string { return "strT!" }

type plainS string
type plainI int8
type plainF float32
type plainB bool
type plainC complex64
type plainU uintptr
type st struct{ a, b int }
type badErr struct{}

func (badErr) Error() string { panic("inner") }

type badErr2 struct{}

func (badErr2) Error() string { panic(badErr2{}) }

type exitErr struct{}

func (exitErr) Error() string { runtime.Goexit(); return "" }

type nilErr struct{ x int }

func (n *nilErr) Error() string { return fmt.Sprint(n.x) }

type E interface{ M() }
type impl struct{}

func (*impl) M() {}

//go:noinline
func id[T any](x T) T { return x }

var sink any
var sl = []int{1, 2, 3}

func nest(f ...func()) {
	if len(f) > 0 {
		defer nest(f[1:]...)
		f[0]()
	}
}

var cases = []struct {
	name string
	f    func()
}{
	{"err", func() { panic(errT{"x"}) }},
	{"errnl", func() { panic(errT{"x\ny"}) }},
	{"errnew", func() { panic(errors.New("new")) }},
	{"wrap", func() { panic(fmt.Errorf("w: %w", os.ErrNotExist)) }},
	{"stringer", func() { panic(strT(3)) }},
	{"plains", func() { panic(plainS("a\"b\nc")) }},
	{"string", func() { panic("a\"b\nc") }},
	{"empty", func() { panic("") }},
	{"plaini", func() { panic(plainI(-3)) }},
	{"plainf", func() { panic(plainF(2.5)) }},
	{"plainb", func() { panic(plainB(true)) }},
	{"plainc", func() { panic(plainC(1 + 2i)) }},
	{"plainu", func() { panic(plainU(77)) }},
	{"int", func() { panic(42) }},
	{"u8", func() { panic(uint8(42)) }},
	{"i64", func() { panic(int64(-42)) }},
	{"f64", func() { panic(1e100) }},
	{"c128", func() { panic(1i) }},
	{"bool", func() { panic(false) }},
	{"rune", func() { panic('x') }},
	{"struct", func() { panic(st{1, 2}) }},
	{"ptr", func() { panic(&st{1, 2}) }},
	{"slice", func() { panic([]int{1}) }},
	{"map", func() { panic(map[string]int{}) }},
	{"func", func() { panic(func() {}) }},
	{"chan", func() { panic(make(chan int)) }},
	{"array", func() { panic([2]int{}) }},
	{"uptr", func() { panic(unsafe.Pointer(nil)) }},
	{"anon", func() { panic(struct{ x int }{1}) }},
	{"nil", func() { panic(nil) }},
	{"nilerrptr", func() { var n *nilErr; panic(n) }},
	{"baderr", func() { panic(badErr{}) }},
	{"baderr2", func() { panic(badErr2{}) }},
	{"exiterr", func() { panic(exitErr{}) }},
	{"nested", func() { nest(func() { panic(1) }, func() { panic(errT{"2"}) }, func() { panic(plainS("3")) }) }},
	{"repanic", func() { defer func() { panic(recover()) }(); panic("a") }},
	{"repanicerr", func() { defer func() { panic(recover()) }(); panic(errT{"a"}) }},
	{"repanicrt", func() { defer func() { panic(recover()) }(); println(sl[id(5)]) }},
	{"recnew", func() { defer func() { recover(); panic("b") }(); panic("a") }},
	{"recthen", func() { func() { defer func() { recover() }(); panic("a") }(); panic("b") }},
	{"index", func() { println(sl[id(5)]) }},
	{"indexneg", func() { println(sl[id(-5)]) }},
	{"slice1", func() { println(len(sl[id(5):])) }},
	{"slice2", func() { println(len(sl[id(2):id(1)])) }},
	{"div", func() { println(1 / id(0)) }},
	{"shift", func() { println(1 << id(-1)) }},
	{"nilp", func() { println(*id((*int)(nil))) }},
	{"nilfield", func() { println(id((*[1000]int)(nil))[7]) }},
	{"nilbig", func() { println(id((*[1 << 20]int)(nil))[99999]) }},
	{"badaddr", func() { println(*(*int)(unsafe.Pointer(id(uintptr(0xdeadbeef000))))) }},
	{"noncanon", func() { println(*(*int)(unsafe.Pointer(id(uintptr(0xdeadbeef00000000))))) }},
	{"nilfunc", func() { id((func())(nil))() }},
	{"nilmap", func() { id(map[int]int(nil))[1] = 1 }},
	{"conv", func() { println(id(any(1)).(string)) }},
	{"conv2", func() { println(id(any(st{})).(E) == nil) }},
	{"conv3", func() { println(id(any(impl{})).(E) == nil) }},
	{"conv4", func() { println(id(any(nil)).(int)) }},
	{"conv5", func() { println(id(E(nil)).(*impl)) }},
	{"conv6", func() { println(id(any(nil)).(E)) }},
	{"hash", func() { println(map[any]int{}[id(any([]int{}))]) }},
	{"cmp", func() { println(id(any([]int{})) == id(any([]int{}))) }},
	{"makeslice", func() { sink = make([]int, id(-1)) }},
	{"makechan", func() { sink = make(chan int, id(-1)) }},
	{"sliceconv", func() { println((*[4]int)(sl)) }},
	{"closenil", func() { close(id((chan int)(nil))) }},
	{"close2", func() { c := make(chan int); close(c); close(c) }},
	{"sendclosed", func() { c := make(chan int); close(c); c <- 1 }},
	{"unsafeslice", func() { println(unsafe.Slice(id((*int)(nil)), id(1))) }},
	{"unsafeslice2", func() { println(unsafe.Slice(&sl[0], id(-1))) }},
	{"goexit", func() { runtime.Goexit() }},
	{"goexitpanic", func() { defer func() { panic("in exit") }(); runtime.Goexit() }},
	{"panicgoexit", func() { defer runtime.Goexit(); panic("x") }},
	{"dlchan", func() { <-make(chan int) }},
	{"dlsend", func() { make(chan int) <- 1 }},
	{"dlnilr", func() { <-id((chan int)(nil)) }},
	{"dlnils", func() { id((chan int)(nil)) <- 1 }},
	{"dlsel0", func() { select {} }},
	{"dlsel", func() {
		c := make(chan int)
		select {
		case <-c:
		case c <- 1:
		}
	}},
	{"dlmutex", func() { var m sync.Mutex; m.Lock(); m.Lock() }},
	{"dlrw", func() { var m sync.RWMutex; m.Lock(); m.RLock() }},
	{"dlrw2", func() { var m sync.RWMutex; m.RLock(); m.Lock() }},
	{"dlwg", func() { var w sync.WaitGroup; w.Add(1); w.Wait() }},
	{"dlcond", func() { var m sync.Mutex; c := sync.NewCond(&m); m.Lock(); c.Wait() }},
	{"dlonce", func() { var o sync.Once; o.Do(func() { o.Do(func() {}) }) }},
	{"dlrange", func() {
		for range make(chan int) {
		}
	}},
	{"unlock", func() { var m sync.Mutex; m.Unlock() }},
	{"runlock", func() { var m sync.RWMutex; m.RUnlock() }},
	{"unlockall", func() { go func() { select {} }(); time.Sleep(10 * time.Millisecond); new(sync.Mutex).Unlock() }},
	{"rwunlock", func() { var m sync.RWMutex; m.Unlock() }},
	{"negwg", func() { var w sync.WaitGroup; w.Done() }},
	{"setfinbad", func() { runtime.SetFinalizer(1, nil) }},
	{"setfinnil", func() { runtime.SetFinalizer(nil, nil) }},
	{"setfinmid", func() { p := &st{}; sink = p; runtime.SetFinalizer(&p.b, func(*int) {}) }},
	{"setfinfn", func() { p := &st{}; sink = p; runtime.SetFinalizer(p, 1) }},
	{"setfinarg", func() { p := &st{}; sink = p; runtime.SetFinalizer(p, func(int) {}) }},
	{"gopanic", func() { go func() { panic("in go") }(); time.Sleep(time.Second) }},
	{"ticker", func() { time.NewTicker(0) }},
	{"panicmethod", func() { var e E; e.M() }},
	{"nilrecv", func() { var s *strT; println(s.String()) }},
	{"deferpanic", func() { defer panic("d"); panic("e") }},
	{"defernil", func() { var f func(); defer f() }},
	{"gonil", func() { var f func(); go f(); time.Sleep(time.Second) }},
	{"faultpanic", func() { debug.SetPanicOnFault(true); println(*(*int)(unsafe.Pointer(id(uintptr(0xdeadbeef000))))) }},
}

var address = regexp.MustCompile(`0x[0-9a-f]+`)

func main() {
	if len(os.Args) > 1 {
		for _, c := range cases {
			if c.name == os.Args[1] {
				c.f()
			}
		}
		return
	}
	for _, c := range cases {
		out, err := exec.Command(os.Args[0], c.name).CombinedOutput()
		text, stacks, _ := strings.Cut(string(out), "\ngoroutine ")
		if _, reason, asleep := strings.Cut(text, "all goroutines are asleep"); asleep && reason != "" {
			text += strings.SplitN(stacks, "\n", 2)[0] + "\n" // why goroutine 1 waits
		}
		if strings.Contains(stacks, "[select (no cases)]:") {
			text += "and the others"
		}
		text = strings.ReplaceAll(address.ReplaceAllString(text, "0x?"), "\n", "\n\t")
		fmt.Printf("%s: %v\n\t%s\n", c.name, err, strings.TrimRight(text, "\n\t"))
	}
}
