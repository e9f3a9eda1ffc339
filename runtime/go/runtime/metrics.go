package runtime

import "unsafe"

// A metricSample is package runtime/metrics's Sample.
type metricSample struct {
	name    string
	kind    int
	scalar  uint64
	pointer unsafe.Pointer
}

// readMetrics fills n samples; those of unknown names get kind 0.
//
//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, n, cap int) {
	readOwnMetrics(samples, n)
	for i := 0; i < n; i++ {
		s := (*metricSample)(unsafe.Add(samples, uintptr(i)*unsafe.Sizeof(metricSample{})))
		if s.kind == 0 {
			readSettingMetric(s)
		}
	}
}

//go:linkname readOwnMetrics rt_api_read_metrics
func readOwnMetrics(samples unsafe.Pointer, n int)
