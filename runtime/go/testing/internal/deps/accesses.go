package deps

import (
	"bufio"
	"internal/testlog"
	"io"
	"strings"
	"sync"
)

// An accessLog writes down which environment variables and files the test looks at, so that the driver
// can tell whether a result still holds.
type accessLog struct {
	mu        sync.Mutex
	w         *bufio.Writer // nil: not now
	installed bool
}

var accesses accessLog

func (l *accessLog) Getenv(key string) { l.add("getenv", key) }
func (l *accessLog) Open(name string)  { l.add("open", name) }
func (l *accessLog) Stat(name string)  { l.add("stat", name) }
func (l *accessLog) Chdir(dir string)  { l.add("chdir", dir) }

func (l *accessLog) add(what, name string) {
	if name == "" || strings.Contains(name, "\n") {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w != nil {
		l.w.WriteString(what + " " + name + "\n")
	}
}

// start may be called again after stop: a TestMain may run its tests several times.
func (l *accessLog) start(w io.Writer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.w = bufio.NewWriter(w)
	if !l.installed {
		l.installed = true
		testlog.SetLogger(l)
	}
}

func (l *accessLog) stop() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.w.Flush()
	l.w = nil
	return err
}

func setPanicOnExit0(on bool) { testlog.SetPanicOnExit0(on) }
