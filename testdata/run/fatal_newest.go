// run tree=1.26 exit=2 env=GOTRACEBACK=none
// A fatal error in a deferred call stands behind the panic that runs it.
package main

import "sync"

func main() {
	defer func() {
		var m sync.Mutex
		m.Unlock()
	}()
	panic("first\nsecond")
}
