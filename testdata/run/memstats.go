// run
package main

import "runtime"

func main() {
	m := new(runtime.MemStats)
	for i := 0; i < 3; i++ { // reading allocates nothing
		runtime.ReadMemStats(m)
		before := m.Mallocs
		runtime.ReadMemStats(m)
		println(m.Mallocs - before)
	}
	defer func() { println(recover().(error).Error()) }()
	runtime.ReadMemStats(nil)
}
