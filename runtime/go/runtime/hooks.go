package runtime

import "unsafe"

// What the C side provides. Strings, slices and interfaces pass as their words; results beyond two
// words go through pointers.

// A typeDesc is a type descriptor; only the C side looks inside.
type typeDesc struct{ _ [48]byte }

//go:linkname typeNameData rt_api_type_string
func typeNameData(t *typeDesc) string

//go:linkname typePkgPath rt_api_type_pkgpath
func typePkgPath(t *typeDesc) string

func typeString(t *typeDesc) string { return typeNameData(t) }

//go:linkname treeMinor rt_api_tree_minor
func treeMinor() int

//go:linkname version rt_api_version
func version() string

//go:linkname gosched rt_api_gosched
func gosched()

//go:linkname goexit rt_api_goexit
func goexit()

//go:linkname gomaxprocs rt_api_gomaxprocs
func gomaxprocs(n int) int

//go:linkname ncpu rt_api_ncpu
func ncpu() int

//go:linkname numgoroutine rt_api_numgoroutine
func numgoroutine() int

//go:linkname lockOSThread rt_api_lock_os_thread
func lockOSThread(lock bool)

//go:linkname gc rt_api_gc
func gc()

//go:linkname setFinalizer rt_api_set_finalizer
func setFinalizer(obj, finalizer any)

//go:linkname readMemStats rt_api_read_mem_stats
func readMemStats(m *MemStats)

// callers fills pcs with the return addresses of the calling goroutine's frames, skipping the first
// skip of them (0 is the caller of callers), inlined calls counted as frames. Each inlined frame is an
// address of its own that expand understands.
//
//go:linkname callers rt_api_callers
func callers(skip int, pcs *uintptr, n int) int

// expand describes the frame of a return address: function name, file, line, entry. It returns false
// if pc is in no Go function.
//
//go:linkname expand rt_api_expand
func expand(pc uintptr, f *frameInfo) bool

type frameInfo struct {
	function, file string
	line           int
	entry          uintptr
	startLine      int
	inlined        bool
	pc             uintptr // of the call in the frame, after adjustment
	wrapper        bool
	outer          uintptr // address of the frame into which this one was inlined, or 0
}

//go:linkname stackText rt_api_stack
func stackText(buf *byte, n int, all bool) int

//go:linkname getenv rt_api_getenv
func getenv(name string) string

//go:linkname setTracebackLevel rt_api_set_traceback
func setTracebackLevel(level string)

//go:linkname setGCPercent rt_api_set_gc_percent
func setGCPercent(n int32) int32

//go:linkname setMemoryLimit rt_api_set_memory_limit
func setMemoryLimit(n int64) int64

//go:linkname keepAlive rt_api_keep_alive
func keepAlive(p unsafe.Pointer)

//go:linkname goroutineProfile rt_api_goroutine_profile
func goroutineProfile(p *StackRecord, n int, labels *unsafe.Pointer) int

// Kinds of profiles, as the C side numbers them.
const (
	profileMem = iota
	profileBlock
	profileMutex
)

// profileRecords writes up to n records, or profileRows, and returns how many there are.
//
//go:linkname profileRecords rt_api_profile
func profileRecords(kind int, to unsafe.Pointer, n int, rows, zero bool) int

// A profileRow has a stack of any length, outside the heap.
type profileRow struct {
	counts [4]int64
	pcs    *[1 << 20]uintptr
	n      int
}

//go:linkname cpuprofRate rt_api_cpuprof_rate
func cpuprofRate(hz int) int

//go:linkname cpuprofRead rt_api_cpuprof_read
func cpuprofRead(data *uint64, max int, tags *unsafe.Pointer, ntags int, n *int, eof *bool) int

//go:linkname breakpoint rt_api_breakpoint
func breakpoint()
