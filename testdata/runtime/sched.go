// run
// What the scheduler promises: queues, stealing, preemption, handoff, traces, dumps.
package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Orders depend on nobody being preempted meanwhile, which a busy machine cannot promise: a few tries.
func try(what string, f func() bool) {
	for i := 0; i < 100; i++ {
		if f() || os.Getenv("SEAGO_DEBUG") != "" { // whose modes change orders
			fmt.Println("ok", what)
			return
		}
	}
	fmt.Println("NOT", what)
}

// The order in which n goroutines run that one goroutine has started.
func order(n int) []int {
	var wg sync.WaitGroup
	ran := make([]int, 0, n)
	wg.Add(n)
	for i := 0; i < n; i++ {
		i := i
		go func() { ran = append(ran, i); wg.Done() }() // one P: no race
	}
	wg.Wait()
	return ran
}

func queues() {
	runtime.GOMAXPROCS(1)
	try("the newest runs next, then the queue in order", func() bool {
		r := order(5)
		return fmt.Sprint(r) == "[4 0 1 2 3]"
	})
	try("a full queue of 256 gives its older half away", func() bool {
		r := order(300) // 0..255 fill the queue; 257 pushes 0..127 and 256 out
		return r[0] == 299 && r[1] == 128 && r[2] == 129
	})
	try("each 61st round takes from the global queue", func() bool {
		r := order(300)
		for i, g := range r[:64] {
			if g == 0 {
				return i > 0 && r[i-1] >= 128 && r[i+1] >= 128
			}
		}
		return false
	})
	try("Gosched goes behind the local queue", func() bool {
		r := ""
		go func() { r += "a" }()
		go func() { r += "b" }()
		runtime.Gosched()
		r += "m"
		return r == "bam"
	})
	runtime.GOMAXPROCS(2)
}

// This goroutine keeps its thread busy while 200 wait in its queue: another thread's P takes half of them. Where the
// goroutine itself is moved meanwhile, by a collection or on a busy machine, that shows nothing: once more.
func stealing() {
	runtime.GOMAXPROCS(2)
	stolen := false
	for start := time.Now(); !stolen && time.Since(start) < 10*time.Second; {
		me := syscall.Gettid()
		var elsewhere, ran int32
		for i := 0; i < 200; i++ {
			go func() {
				if syscall.Gettid() != me {
					atomic.StoreInt32(&elsewhere, 1)
				}
				atomic.AddInt32(&ran, 1)
			}()
		}
		for atomic.LoadInt32(&ran) < 200 {
		}
		stolen = elsewhere == 1 && syscall.Gettid() == me
	}
	fmt.Println("stolen", stolen)
}

func preemption() {
	runtime.GOMAXPROCS(1)
	var stop int32
	start := time.Now()
	go func() {
		for {
			if stop != 0 { // never seen, maybe: no call in the loop
				return
			}
		}
	}()
	time.Sleep(time.Millisecond)
	fmt.Println("for {} yields", time.Since(start) < 5*time.Second)

	// Every P is busy: sysmon asks the network.
	r, w, _ := os.Pipe()
	cmd := exec.Command("sh", "-c", "sleep 0.05; echo x")
	cmd.Stdout = w
	cmd.Start()
	w.Close()
	b, _ := io.ReadAll(r)
	fmt.Printf("network %q %v\n", b, time.Since(start) < 10*time.Second)
	cmd.Wait()

	// A thread that blocks in the kernel loses its P.
	var p [2]int
	syscall.Pipe(p[:])
	got := make(chan int)
	go func() {
		n, _ := syscall.Read(p[0], make([]byte, 1))
		got <- n
	}()
	time.Sleep(time.Millisecond)
	syscall.Write(p[1], []byte("x"))
	fmt.Println("handoff", <-got)
	runtime.GOMAXPROCS(2)
}

func child(how string) {
	switch how {
	case "parked":
		for i := 0; i < 1000; i++ {
			go func() { <-make(chan int) }()
		}
		time.Sleep(100 * time.Millisecond)
		println("all parked")
		time.Sleep(500 * time.Millisecond)
	case "deadlock":
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	case "nobody":
		runtime.Goexit()
	case "leak":
		var mu sync.Mutex
		mu.Lock()
		go func() { var c chan int; <-c }()
		go func() { mu.Lock() }()
		go func() { time.Sleep(time.Hour) }()
		go func() { runtime.LockOSThread(); select {} }()
		time.Sleep(100 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		time.Sleep(time.Minute)
	case "spin":
		procs := 2
		runtime.GOMAXPROCS(procs)
		for i := 0; i < 5000; i++ {
			go func() {
				x := 0
				for i := 0; i < math.MaxInt; i++ { // without effect but for the time that it takes
					x++
				}
				println("counted") // never
			}()
		}
		for ; procs < 16; procs++ {
			time.Sleep(50 * time.Millisecond)
			runtime.GOMAXPROCS(procs + 1)
		}
		time.Sleep(500 * time.Millisecond)
	case "return":
		go func() {
			for {
			}
		}()
	}
}

func run(how string, env ...string) string {
	cmd := exec.Command(os.Args[0], how)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		fmt.Print(how, ": ", err, "\n")
	}
	return string(out)
}

func has(text string, patterns ...string) {
	for _, p := range patterns {
		fmt.Println(p, regexp.MustCompile("(?m)"+p).MatchString(text))
	}
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	queues()
	stealing()
	preemption()
	// 1000 parked goroutines are in no queue.
	_, trace, _ := strings.Cut(run("parked", "GODEBUG=schedtrace=50", "GOMAXPROCS=2"), "all parked\n")
	has(trace,
		`^SCHED \d+ms: gomaxprocs=2 idleprocs=[12] threads=\d+ spinningthreads=\d+ idlethreads=\d+ runqueue=0 \[0 0\]$`)
	has(run("parked", "GODEBUG=schedtrace=100,scheddetail=1", "GOMAXPROCS=2"),
		`^  P1: status=\d schedtick=\d+ syscalltick=\d+ m=-?\d+ runqsize=\d+ gfreecnt=\d+ timerslen=\d+$`,
		`^  M0: p=-?\d+ curg=-?\d+ mallocing=0 throwing=0 preemptoff= locks=\d+ dying=0 spinning=\w+ blocked=\w+ lockedg=-?\d+$`,
		`^  G1: status=4\(sleep\) m=-1 lockedm=-1$`, `^  G\d+: status=4\(chan receive\) m=-1 lockedm=-1$`)
	// Loops that only take time fill the queues; Ps that are added steal from them.
	spin := run("spin", "GODEBUG=schedtrace=20", "GOMAXPROCS=16")
	has(spin, `^SCHED \d+ms: gomaxprocs=2 idleprocs=0 .* runqueue=4\d{3} \[\d+ \d+\]$`,
		`^SCHED \d+ms: gomaxprocs=16 idleprocs=0 .* runqueue=\d{4} \[(\d+ ){15}[1-9]\d*\]$`, `counted`)
	has(run("deadlock"), `^fatal error: all goroutines are asleep - deadlock!$`, `^goroutine 1 \[semacquire\]:$`)
	has(run("nobody"), `^fatal error: no goroutines \(main called runtime.Goexit\) - deadlock!$`)
	has(run("leak"), `^SIGQUIT: quit$`, `^PC=0x[0-9a-f]+ m=\d+ sigcode=0$`, `^goroutine 1 \[`,
		`^goroutine \d+ \[chan receive \(nil chan\)\]:$`, `^goroutine \d+ \[semacquire\]:$`, `^goroutine \d+ \[sleep\]:$`,
		`^goroutine \d+ \[select \(no cases\), locked to thread\]:$`, `^created by main.child$`, `^rip    0x`)
	fmt.Println("main returns" + run("return"))
}
