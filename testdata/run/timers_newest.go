// run exit=2 tree=1.23
// Channels of timers from Go 1.23 on: they look unbuffered, Stop and Reset leave nothing behind, and timers that nobody can
// reach are collected, running or not.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const short = 2 * time.Millisecond

func empty(c <-chan time.Time) bool {
	select {
	case <-c:
		return false
	default:
		return true
	}
}

func stopAndReset() {
	t := time.NewTimer(short)
	time.Sleep(2 * short)
	fmt.Println("expired, not received: Stop", t.Stop(), "empty", empty(t.C), len(t.C), cap(t.C))
	fmt.Println("stopped: Reset", t.Reset(short))
	<-t.C
	fmt.Println("received: Stop", t.Stop(), "Reset", t.Reset(time.Hour), "Reset", t.Reset(short))
	time.Sleep(2 * short)
	fmt.Println("expired: Reset", t.Reset(time.Hour), "empty", empty(t.C))
	tick := time.NewTicker(short)
	for i := 0; i < 3; i++ {
		<-tick.C
	}
	time.Sleep(3 * short)
	tick.Reset(time.Hour)
	fmt.Println("ticker, reset: empty", empty(tick.C))
	tick.Reset(short)
	<-tick.C
	tick.Stop()
	time.Sleep(2 * short)
	fmt.Println("ticker, stopped: empty", empty(tick.C))
}

// Many goroutines wait for one channel, in selects too; others stop and start its timer.
func crowd() {
	tick := time.NewTicker(100 * time.Microsecond)
	done := make(chan bool)
	var wg sync.WaitGroup
	var got [8]int
	for i := range got {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for got[i] < 20 {
				if i%2 == 0 {
					<-tick.C
					got[i]++
					continue
				}
				select {
				case <-tick.C:
					got[i]++
				case <-time.After(time.Hour):
				case <-done:
				}
			}
		}()
	}
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(300 * time.Microsecond):
				tick.Stop()
				tick.Reset(50 * time.Microsecond)
			}
		}
	}()
	wg.Wait()
	close(done)
	fmt.Println("crowd", got)
}

func timersLive() int64 {
	var m runtime.MemStats
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.Mallocs - m.Frees)
}

func collected(what string, f func()) {
	before := timersLive()
	for i := 0; i < 5000; i++ {
		f()
	}
	fmt.Println(what, "collected", timersLive()-before < 1000)
}

func main() {
	stopAndReset()
	crowd()
	collected("After", func() { time.After(time.Hour) })
	collected("Tick", func() { time.Tick(time.Hour) })
	collected("NewTimer", func() { time.NewTimer(time.Hour) })
	c := time.After(5 * short)
	runtime.GC()
	start := time.Now()
	<-c
	fmt.Println("kept by its channel", time.Since(start) < time.Minute)
	t := time.NewTimer(short)
	t.Stop()
	<-t.C
}
