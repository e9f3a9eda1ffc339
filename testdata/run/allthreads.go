// run
// A system call that every thread makes: those that run, sleep, wait in the kernel, or are bound to goroutines.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	prctl, getNoNewPrivs, setNoNewPrivs = 157, 39, 38
	bad                                 = 0x7fffffff
)

// threads returns how many threads there are, and how many have NoNewPrivs set.
func threads() (all, set int) {
	files, _ := filepath.Glob("/proc/self/task/*/status")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // it has ended
		}
		all++
		if strings.Contains(string(text), "NoNewPrivs:\t1\n") {
			set++
		}
	}
	return all, set
}

// wait returns when there are that many threads.
func wait(n int) {
	for t := time.Now(); time.Since(t) < 20*time.Second; time.Sleep(5 * time.Millisecond) {
		if all, _ := threads(); all >= n {
			return
		}
	}
	panic("no threads")
}

func main() {
	r, w, _ := os.Pipe()
	var fds [2]int
	syscall.Pipe(fds[:])
	stop := make(chan bool)
	for i := 0; i < 8; i++ {
		go func() { // bound and parked
			runtime.LockOSThread()
			<-stop
		}()
		go func() { // in the kernel
			var b [1]byte
			syscall.Read(fds[0], b[:])
		}()
		go func() { // bound, and gone: its thread ends
			runtime.LockOSThread()
			time.Sleep(time.Millisecond)
		}()
	}
	go func() { // busy
		for i := 0; ; i++ {
			if i%100000 == 0 {
				runtime.GC()
			}
		}
	}()
	go r.Read(make([]byte, 1))
	wait(18)

	_, _, err := syscall.AllThreadsSyscall(prctl, bad, 0, 0)
	all, set := threads()
	fmt.Println(err, all > 17, set)
	for i := 0; i < 50; i++ {
		r1, r2, err := syscall.AllThreadsSyscall6(prctl, setNoNewPrivs, 1, 0, 0, 0, 0)
		if r1 != 0 || r2 != 0 || err != 0 {
			fmt.Println(r1, r2, err)
		}
	}
	all, set = threads()
	fmt.Println(all > 17, all == set)
	for i := 0; i < 10; i++ {
		go func() {
			runtime.LockOSThread()
			<-stop
		}()
	}
	wait(27)
	all, set = threads()
	fmt.Println("new ones inherit it:", all > 26, all == set)
	r1, _, err := syscall.AllThreadsSyscall(prctl, getNoNewPrivs, 0, 0)
	fmt.Println(r1, err)
	w.Close()
}
