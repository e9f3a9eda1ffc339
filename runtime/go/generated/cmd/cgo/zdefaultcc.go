// The C compilers that cgo looks for, for trees without the file that Go's own build writes.

package main

const defaultPkgConfig = "pkg-config"

func defaultCC(goos, goarch string) string  { return "gcc" }
func defaultCXX(goos, goarch string) string { return "g++" }
