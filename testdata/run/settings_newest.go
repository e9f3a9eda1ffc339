// run tree=1.26 env=GODEBUG=x509sha256skid=0,panicnil=1
// Settings of GODEBUG reach the library and the runtime when they change, and are counted where they matter.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"runtime/metrics"
	"sync"
	"time"
)

func read(name string) metrics.Value {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value
}

func counted(setting string) uint64 {
	return read("/godebug/non-default-behavior/" + setting + ":events").Uint64()
}

func panicNil() (v any) {
	defer func() { v = recover() }()
	panic(nil)
}

func seeded() bool { // randseednop=0: Seed has an effect
	rand.Seed(1)
	a := rand.Int63()
	rand.Seed(1)
	return rand.Int63() == a
}

func main() {
	fmt.Println(panicNil(), counted("panicnil"))
	os.Setenv("GODEBUG", "panicnil=1,panicnil=0")
	fmt.Println(panicNil(), counted("panicnil"))
	os.Unsetenv("GODEBUG")
	fmt.Println(panicNil() != nil, seeded(), counted("randseednop"))
	os.Setenv("GODEBUG", "randseednop=0")
	fmt.Println(seeded(), counted("randseednop"))
	os.Clearenv()
	fmt.Println(seeded(), counted("randseednop"))
	fmt.Println(read("/godebug/non-default-behavior/nosuch:events").Kind() == metrics.KindBad)

	var mu sync.Mutex
	for i := 0; i < 200; i++ { // one in 8 waits is timed
		mu.Lock()
		go func() {
			time.Sleep(time.Millisecond)
			mu.Unlock()
		}()
		mu.Lock()
		mu.Unlock()
	}
	waited := read("/sync/mutex/wait/total:seconds").Float64()
	fmt.Println("200 waits of a millisecond:", waited > 0.02, waited < 20)
	total, sum := read("/cpu/classes/total:cpu-seconds").Float64(), 0.0
	for _, class := range []string{"gc/total", "idle", "scavenge/total", "user"} {
		sum += read("/cpu/classes/" + class + ":cpu-seconds").Float64()
	}
	fmt.Println("classes add up:", sum > total*0.9 && sum < total*1.2+0.1, "some idle:",
		read("/cpu/classes/idle:cpu-seconds").Float64() > 0.05)
	var goroutines [3]uint64
	for i, state := range []string{"/running", "/waiting", ""} {
		goroutines[i] = read("/sched/goroutines" + state + ":goroutines").Uint64()
	}
	fmt.Println(goroutines, read("/sched/goroutines-created:goroutines").Uint64() > 200,
		read("/sched/threads/total:threads").Uint64() > 1)
}
