// Package deps is what the main package of a test hands to testing.MainStart: the parts of the test
// driver that package testing does not import itself. The search for new fuzz inputs is not there.
package deps

import (
	"errors"
	"io"
	"reflect"
	"regexp"
	"time"
)

// Deps implements the interface testDeps of package testing, for all versions of Go that are known.
type Deps struct {
	Import string // import path of the package under test
	Module string // path of its module, "" if there is none
}

func (d Deps) ImportPath() string { return d.Import }
func (d Deps) ModulePath() string { return d.Module }

// The pattern last used: package testing asks for the same one again and again.
var pattern struct {
	text string
	re   *regexp.Regexp
}

func (Deps) MatchString(pat, str string) (bool, error) {
	if pattern.re == nil || pattern.text != pat {
		re, err := regexp.Compile(pat)
		if err != nil {
			return false, err
		}
		pattern.text, pattern.re = pat, re
	}
	return pattern.re.MatchString(str), nil
}

var (
	errProfile = errors.New("this test program was built without a profile flag")
	errFuzz    = errors.New("fuzzing is not supported yet: only the seed corpus runs")
)

// What package testing/internal/profiles provides.
var (
	StartCPU     = func(io.Writer) error { return errProfile }
	StopCPU      = func() {}
	WriteProfile = func(name string, w io.Writer, debug int) error { return errProfile }
)

func (Deps) StartCPUProfile(w io.Writer) error                            { return StartCPU(w) }
func (Deps) StopCPUProfile()                                              { StopCPU() }
func (Deps) WriteProfileTo(name string, w io.Writer, debug int) error     { return WriteProfile(name, w, debug) }
func (Deps) ResetCoverage()                                {}
func (Deps) SnapshotCoverage()                             {}
func (Deps) RunFuzzWorker(func(CorpusEntry) error) error   { return errFuzz }
func (Deps) CheckCorpus(v []any, t []reflect.Type) error   { return checkTypes(v, t) }
func (Deps) SetPanicOnExit0(on bool)                       { setPanicOnExit0(on) }
func (Deps) StartTestLog(w io.Writer)                      { accesses.start(w) }
func (Deps) StopTestLog() error                            { return accesses.stop() }

func (Deps) ReadCorpus(dir string, t []reflect.Type) ([]CorpusEntry, error) { return readCorpus(dir, t) }

func (Deps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []CorpusEntry, []reflect.Type,
	string, string) error {
	return errFuzz
}

// InitRuntimeCoverage reports that the program is not instrumented.
func (Deps) InitRuntimeCoverage() (mode string, tearDown func(string, string) (string, error), snapshot func() float64) {
	return "", nil, nil
}
