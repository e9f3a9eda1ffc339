// run
// From the first thread to the end of the program: m0, g0 and runtime.main, what a thread is made of, what
// sysmon takes from it, and what happens after minutes.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var initThread, initGoroutine = syscall.Gettid(), goroutine()

// The number in "goroutine 1 [running]:".
func goroutine() int {
	text := strings.Fields(string(stack()))[1]
	n, _ := strconv.Atoi(text)
	return n
}

func stack() []byte {
	b := make([]byte, 4096)
	return b[:runtime.Stack(b, false)]
}

// m0 is the process's first thread; on its g0 the runtime starts, and makes goroutine 1, whose first function
// is runtime.main: that runs init functions and main.main.
func startup() {
	fmt.Println("variables are initialised on m0, by goroutine", initGoroutine, initThread == os.Getpid())
	pcs := make([]uintptr, 10)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		f, more := frames.Next()
		fmt.Println("  in", f.Function)
		if !more {
			break
		}
	}
}

//go:noinline
func deep(n int, signals chan os.Signal) int {
	var frame [10]int
	if n > 0 {
		frame[n%10] = deep(n-1, signals)
		return frame[n%10] + 1
	}
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	<-signals
	return 0
}

// A handler runs on gsignal's stack, whatever little room the current goroutine has left on its own: here the
// depth passes through all of a small segment and some of the next.
func handlers() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)
	sum := make(chan int)
	for depth := 0; depth < 60; depth++ {
		go func(n int) { sum <- deep(n, signals) }(depth)
		if n := <-sum; n != depth {
			fmt.Println("depth", depth, "came back as", n)
		}
	}
	fmt.Println("handlers leave the goroutine's stack alone")
	signal.Stop(signals)
}

func child(how string) {
	var p [2]int
	syscall.Pipe(p[:])
	switch how {
	case "blocked": // a system call of 300 ms, in which nothing else is to be done
		time.AfterFunc(300*time.Millisecond, func() { syscall.Write(p[1], []byte("x")) })
		println("blocks")
		syscall.Read(p[0], make([]byte, 1))
	case "queued": // a goroutine waits in the queue of the P whose thread blocks
		go func() { println("ran"); syscall.Write(p[1], []byte("x")) }()
		syscall.Read(p[0], make([]byte, 1))
		println("back")
	case "timer": // nobody else would come to it: there is one P
		time.AfterFunc(time.Millisecond, func() { println("fired"); syscall.Write(p[1], []byte("x")) })
		syscall.Read(p[0], make([]byte, 1))
		println("back")
	case "minutes":
		go func() { var c chan int; <-c }()
		go func() { select {} }()
		time.Sleep(10 * time.Millisecond)
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		before := m.NumGC
		for i := 0; i < 500 && m.NumGC < before+2; i++ {
			time.Sleep(20 * time.Millisecond)
			runtime.ReadMemStats(&m)
		}
		println("collects after two minutes:", m.NumGC >= before+2)
		time.Sleep(100 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		time.Sleep(time.Minute)
	case "threads":
		time.AfterFunc(250*time.Millisecond, func() { os.Exit(0) })
		for {
		}
	case "returns":
		go func() {
			time.Sleep(50 * time.Millisecond)
			println("the program has not ended with main")
		}()
	}
}

func run(how string, env ...string) string {
	cmd := exec.Command(os.Args[0], how)
	cmd.Env = append(os.Environ(), env...)
	out, _ := cmd.CombinedOutput()
	return string(out)
}

func has(what, text, pattern string) {
	fmt.Println(what, regexp.MustCompile("(?m)"+pattern).MatchString(text))
}

// Why sysmon takes the P of a thread that sits in a system call: its queue is not empty; nobody else is free to
// look for work; or the call lasts longer than a slice, and then an idle P beside it is no reason to leave it.
func retaking() {
	fmt.Printf("%q\n", run("queued", "GOMAXPROCS=1"))
	fmt.Printf("%q\n", run("timer", "GOMAXPROCS=1"))
	_, trace, _ := strings.Cut(run("blocked", "GOMAXPROCS=2", "GODEBUG=schedtrace=40"), "blocks\n")
	has("a long call leaves both Ps idle", trace, `^SCHED \d+ms: gomaxprocs=2 idleprocs=2 `)
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	startup()
	handlers()
	retaking()
	trace := run("threads", "GOMAXPROCS=2", "GODEBUG=schedtrace=100,scheddetail=1")
	has("a thread runs goroutine 1", trace, `^  M\d+: p=\d+ curg=1 `)
	has("sysmon has no P and no goroutine", trace, `^  M\d+: p=-1 curg=-1 `)
	dump := run("minutes", "SEAGO_DEBUG=minute=50000000")
	has("forced", dump, `^collects after two minutes: true$`)
	has("waits for minutes", dump, `^goroutine \d+ \[chan receive \(nil chan\), \d+ minutes\]:$`)
	has("waits for minutes", dump, `^goroutine \d+ \[select \(no cases\), \d+ minutes\]:$`)
	fmt.Printf("main returns %q\n", run("returns"))
}
