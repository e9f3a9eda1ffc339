// run tree=1.24
// What belongs to a goroutine begins anew in the next one that takes its place, or is inherited.
package main

import (
	"fmt"
	"runtime/debug"
	_ "unsafe"
)

//go:linkname getIndicator crypto/internal/fips140.getIndicator
func getIndicator() uint8

//go:linkname setIndicator crypto/internal/fips140.setIndicator
func setIndicator(uint8)

//go:linkname setBypass crypto/fips140.setBypass
func setBypass()

//go:linkname isBypassed crypto/fips140.isBypassed
func isBypassed() bool

func in(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func main() {
	for i := 0; i < 3; i++ {
		in(func() {
			fmt.Println(getIndicator(), isBypassed(), debug.SetPanicOnFault(true))
			setIndicator(2)
			setBypass()
			in(func() { fmt.Println("inside", getIndicator(), isBypassed(), debug.SetPanicOnFault(true)) })
			fmt.Println(getIndicator(), isBypassed(), debug.SetPanicOnFault(true))
		})
	}
	fmt.Println(getIndicator(), isBypassed(), debug.SetPanicOnFault(false))
}
