// run
// GOMAXPROCS at run time, goroutines bound to threads.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func work(n int) int {
	x := 1
	for i := 0; i < n; i++ {
		x = x*3 + i
	}
	return x
}

// GOMAXPROCS changes under load; nothing gets lost.
func resize() {
	var wg sync.WaitGroup
	var sum int64
	stop := make(chan bool)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				runtime.GOMAXPROCS(2)
				stop <- true
				return
			default:
				runtime.GOMAXPROCS(1 + i%7)
				time.Sleep(200 * time.Microsecond)
			}
		}
	}()
	c := make(chan int, 10)
	for i := 0; i < 200; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for j := 0; j < 20; j++ {
				work(1000)
				if j%5 == 0 {
					time.Sleep(time.Microsecond * 50)
				}
				c <- 1
				atomic.AddInt64(&sum, int64(<-c))
				_ = make([]byte, 1000)
			}
		}(i)
	}
	wg.Wait()
	stop <- true
	<-stop
	fmt.Println("resize", sum, runtime.GOMAXPROCS(0))
}

func locked() {
	runtime.LockOSThread()
	tid := syscall.Gettid()
	same := true
	var wg sync.WaitGroup
	others := make(map[int]bool)
	var mu sync.Mutex
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 10; j++ {
				runtime.Gosched()
				mu.Lock()
				others[syscall.Gettid()] = true
				mu.Unlock()
				time.Sleep(10 * time.Microsecond)
			}
		}()
		runtime.Gosched()
		time.Sleep(20 * time.Microsecond)
		same = same && syscall.Gettid() == tid
	}
	wg.Wait()
	fmt.Println("locked: same thread", same, "nobody else on it", !others[tid])
	runtime.UnlockOSThread()
}

// A goroutine that ends while it is bound takes its thread with it.
func exits() {
	tids := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			runtime.LockOSThread()
			tids <- syscall.Gettid()
			if i == 1 {
				runtime.Goexit()
			}
		}()
		tid := <-tids
		gone := tid == syscall.Getpid() // the main thread sleeps instead
		for j := 0; j < 200 && !gone; j++ {
			time.Sleep(time.Millisecond)
			gone = tgkill(tid) == syscall.ESRCH
		}
		fmt.Println("thread ended", gone)
	}
}

func tgkill(tid int) syscall.Errno {
	_, _, e := syscall.Syscall(syscall.SYS_TGKILL, uintptr(syscall.Getpid()), uintptr(tid), 0)
	return e
}

func main() {
	resize()
	locked()
	exits()
	fmt.Println(debug.SetMaxThreads(500), runtime.NumCPU() > 0)
}
