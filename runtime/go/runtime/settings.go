//go:build go1.21

package runtime

import (
	"internal/godebugs"
	"unsafe"
)

// The settings of GODEBUG. Package internal/godebug keeps them for the library: it is told here when the
// environment changes, and tells how often a setting has made something go another way.

// Set while packages initialise.
var (
	settingsUpdate   func(def, env string)
	settingsNewCount func(name string) func()
)

//go:linkname setSettingsUpdate internal/godebug.setUpdate
func setSettingsUpdate(update func(def, env string)) {
	settingsUpdate = update
	update("", getenv("GODEBUG"))
}

//go:linkname setSettingsNewCount internal/godebug.setNewIncNonDefault
func setSettingsNewCount(f func(name string) func()) { settingsNewCount = f }

// panicnilUsed is called when panic(nil) panics with nil, as the setting panicnil asks for.
//
//go:linkname panicnilUsed
func panicnilUsed() {
	if settingsNewCount != nil {
		settingsNewCount("panicnil")()
	}
}

//go:linkname setPanicnil rt_api_set_panicnil
func setPanicnil(on bool)

// Package syscall locks the environment around this.
func settingsChanged(env string) {
	setPanicnil(settingOf(env, "panicnil") == "1")
	if settingsUpdate != nil {
		settingsUpdate("", env)
	}
}

// settingOf returns the last value that a list like GODEBUG's has for name.
func settingOf(list, name string) string {
	for end := len(list); end >= 0; {
		begin := end
		for begin > 0 && list[begin-1] != ',' {
			begin--
		}
		if item := list[begin:end]; len(item) > len(name) && item[len(name)] == '=' && item[:len(name)] == name {
			return item[len(name)+1:]
		}
		end = begin - 1
	}
	return ""
}

//go:linkname runtimeSetenv syscall.runtimeSetenv
func runtimeSetenv(key, value string) {
	if key == "GODEBUG" {
		settingsChanged(value)
	}
}

//go:linkname runtimeUnsetenv syscall.runtimeUnsetenv
func runtimeUnsetenv(key string) {
	if key == "GODEBUG" {
		settingsChanged("")
	}
}

//go:linkname runtimeClearenv syscall.runtimeClearenv
func runtimeClearenv(env map[string]int) {
	if _, ok := env["GODEBUG"]; ok {
		settingsChanged("")
	}
}

// --- how often settings mattered ---------------------------------------------------------------------

const settingMetric = "/godebug/non-default-behavior/"

// A settingCount is the metric of one setting, from the first time on that it has mattered.
type settingCount struct {
	name string
	read func() uint64
	next *settingCount
}

var settingCounts *settingCount

//go:linkname registerMetric internal/godebug.registerMetric
func registerMetric(name string, read func() uint64) {
	c := &settingCount{name: name, read: read}
	listPush(unsafe.Pointer(&settingCounts), unsafe.Pointer(&c.next), unsafe.Pointer(c))
}

func readSettingMetric(s *metricSample) {
	name, prefix := s.name, len(settingMetric)
	if len(name) <= prefix || name[:prefix] != settingMetric {
		return
	}
	for c := settingCounts; c != nil; c = c.next {
		if c.name == name {
			s.kind = 1
			s.scalar = c.read()
			return
		}
	}
	for _, g := range godebugs.All {
		if !g.Opaque && name[prefix:] == g.Name+":events" {
			s.kind = 1
			return
		}
	}
}

//go:linkname readMetricNames runtime/metrics_test.runtime_readMetricNames
func readMetricNames() []string {
	var names []string
	for i := 0; ; i++ {
		name := metricName(i)
		if name == "" {
			break
		}
		names = append(names, name)
	}
	for _, g := range godebugs.All {
		if !g.Opaque {
			names = append(names, settingMetric+g.Name+":events")
		}
	}
	return names
}

//go:linkname metricName rt_api_metric_name
func metricName(i int) string

// listPush puts a new entry before the first of a list, in one step for readers.
//
//go:linkname listPush rt_api_list_push
func listPush(head, next, entry unsafe.Pointer)
