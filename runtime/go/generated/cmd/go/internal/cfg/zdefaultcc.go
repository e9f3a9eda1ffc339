// The C compilers that cgo looks for, for trees without the file that Go's own build writes.

package cfg

const DefaultPkgConfig = "pkg-config"

func DefaultCC(goos, goarch string) string  { return "gcc" }
func DefaultCXX(goos, goarch string) string { return "g++" }
