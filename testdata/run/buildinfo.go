// run

// What a program knows of its build.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

func main() {
	b, ok := debug.ReadBuildInfo()
	fmt.Println(ok, b.Path, b.GoVersion == runtime.Version(), strings.HasPrefix(runtime.Version(), "go1."))
	for _, s := range b.Settings {
		fmt.Println(s.Key, s.Value)
	}
	fmt.Println(runtime.GOROOT() != "", runtime.GOOS, runtime.GOARCH, runtime.Compiler)
}
