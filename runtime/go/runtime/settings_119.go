//go:build !go1.21

package runtime

// Before Go 1.21 programs read GODEBUG themselves, and nothing counts what it changes.
func readSettingMetric(s *metricSample) {}
