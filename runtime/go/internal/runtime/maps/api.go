// Package maps stands in for the Go tree's internal/runtime/maps: maps are those of the C runtime
// (runtime/map.h), and this is what reflect needs of them.
package maps

import (
	"internal/abi"
	"unsafe"
)

// Use64BitHash says how wide hashes are.
const Use64BitHash = true

// A Map is the header of a map.
type Map struct {
	used uint64
	_    [5]uint64
}

// Used returns the number of entries.
func (m *Map) Used() uint64 { return m.used }

// An Iter is the state of an iteration. It begins with the C runtime's MapIter.
type Iter struct {
	key, elem   unsafe.Pointer
	typ         *abi.MapType
	m           *Map
	ctrl, slots unsafe.Pointer
	state       [3]uint64
	started     bool
}

//go:linkname iterInit map_iterinit_heap
//go:noescape
func iterInit(t *abi.MapType, m *Map, it *Iter)

//go:linkname iterNext map_iternext_heap
//go:noescape
func iterNext(it *Iter)

// Init prepares an iteration over m; Next moves to the first entry.
func (it *Iter) Init(t *abi.MapType, m *Map) {
	it.typ = t
	it.m = m
	it.started = false
}

// Initialized reports whether Init has been called.
func (it *Iter) Initialized() bool { return it.typ != nil }

// Map returns the map.
func (it *Iter) Map() *Map { return it.m }

// Next moves to the next entry; at the end Key is nil.
func (it *Iter) Next() {
	if !it.started {
		it.started = true
		iterInit(it.typ, it.m, it)
	} else if it.key != nil {
		iterNext(it)
	}
}

// Key and Elem return the addresses of the entry's parts.
func (it *Iter) Key() unsafe.Pointer  { return it.key }
func (it *Iter) Elem() unsafe.Pointer { return it.elem }
