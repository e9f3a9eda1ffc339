// What internal/abi's tests have in assembly: a function, and a variable that holds its address.

package abi

import "unsafe"

//go:linkname funcPCTestFn internal/abi.FuncPCTestFn
func funcPCTestFn() {}

func init() {
	f := funcPCTestFn
	FuncPCTestFnAddr = **(**uintptr)(unsafe.Pointer(&f))
}
