//go:build go1.21

package runtime

import "unsafe"

// A Pinner holds objects where they are, for code that is not Go, and alive. Nothing ever moves here, so
// all it does is to refer to them.
type Pinner struct{ *pinner }

// The objects of one Pinner. It has a finalizer: a Pinner that is forgotten with objects pinned is a
// fault of the program.
type pinner struct {
	refs  []unsafe.Pointer
	first [5]unsafe.Pointer // refs, as long as there are no more
}

var pinnerLeakPanic = func() {
	panic(errorString("runtime.Pinner: found leaking pinned pointer; forgot to call Unpin()?"))
}

// Pin keeps the object that pointer points into, until Unpin. Objects outside the heap stay in any case.
func (p *Pinner) Pin(pointer any) {
	if p.pinner == nil {
		p.pinner = new(pinner)
		p.refs = p.first[:0]
		SetFinalizer(p.pinner, func(r *pinner) {
			if len(r.refs) > 0 {
				r.unpin()
				pinnerLeakPanic()
			}
		})
	}
	ptr, kind := pinnable(pointer)
	switch kind {
	case pinNil:
		panic(errorString("runtime.Pinner: argument is nil"))
	case pinNoPointer:
		e := (*struct{ typ *typeDesc })(unsafe.Pointer(&pointer))
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typeString(e.typ)))
	case pinHeap:
		p.refs = append(p.refs, ptr)
	}
}

// Unpin lets all objects go.
func (p *Pinner) Unpin() { p.pinner.unpin() }

func (r *pinner) unpin() {
	if r != nil {
		r.first = [5]unsafe.Pointer{}
		r.refs = r.first[:0]
	}
}

// What pinnable answers.
const (
	pinNil = iota
	pinNoPointer
	pinElsewhere
	pinHeap
)

//go:linkname pinnable rt_api_pinnable
func pinnable(v any) (ptr unsafe.Pointer, kind int)
