// The configuration of a toolchain with the defaults of a release: for trees without the file that
// Go's own build writes. Before Go 1.24 the names are unexported.

package buildcfg

import "runtime"

const (
	defaultGO386              = "sse2"
	defaultGOAMD64            = "v1"
	defaultGOARM              = "7"
	defaultGOMIPS             = "hardfloat"
	defaultGOMIPS64           = "hardfloat"
	defaultGOPPC64            = "power8"
	defaultGORISCV64          = "rva20u64"
	defaultGOEXPERIMENT       = ""
	defaultGO_EXTLINK_ENABLED = ""
	defaultGO_LDSO            = ""
	defaultGOOS               = runtime.GOOS
	defaultGOARCH             = runtime.GOARCH

	DefaultGO386       = defaultGO386
	DefaultGOAMD64     = defaultGOAMD64
	DefaultGOARM       = defaultGOARM
	DefaultGOARM64     = "v8.0"
	DefaultGOMIPS      = defaultGOMIPS
	DefaultGOMIPS64    = defaultGOMIPS64
	DefaultGOPPC64     = defaultGOPPC64
	DefaultGORISCV64   = defaultGORISCV64
	DefaultGOFIPS140   = "off"
	DefaultCGO_ENABLED = ""
)

var version = runtime.Version()
