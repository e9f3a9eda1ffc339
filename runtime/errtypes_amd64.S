# runtime/errtypes_amd64.S: type descriptors of the runtime's own error types (abi/typedesc.h).
# In assembly because C cannot initialise a 32-bit field with an address.

	.section .data.rel.ro,"aw",@progbits

	.macro NAME label, text, flags
\label:
	.byte \flags
	.byte 9f - 8f
8:	.ascii "\text"
9:
	.endm

	NAME name_Error, "Error", 1
	NAME name_RuntimeError, "RuntimeError", 1
	NAME name_runtime, "runtime", 0
	NAME name_string, "*string", 1
	NAME name_func_string, "*func() string", 0
	NAME name_func_void, "*func()", 0
	NAME name_errorString, "*runtime.errorString", 0
	NAME name_plainError, "*runtime.plainError", 0
	NAME name_boundsError, "*runtime.boundsError", 0
	NAME name_errorAddressString, "*runtime.errorAddressString", 0
	NAME name_TypeAssertionError, "*runtime.TypeAssertionError", 1
	NAME name_PanicNilError, "*runtime.PanicNilError", 1

	.macro FUNCVAL label, code
	.p2align 3
\label:	.quad \code
	.endm
	FUNCVAL eq_string, error_equal_string
	FUNCVAL eq_bounds, error_equal_bounds
	FUNCVAL eq_address, error_equal_address
	FUNCVAL eq_word, error_equal_word

	.p2align 3
mask_1:	.quad 1

# TYPE symbol size ptrdata hash tflag align kind equal name
	.macro TYPE symbol, size, ptrdata, hash, tflag, align, kind, equal, name
	.p2align 5
	.globl \symbol
\symbol:
	.quad \size, \ptrdata
	.long \hash
	.byte \tflag, \align, \align, \kind
	.quad \equal, mask_1
	.long \name, 0
	.endm

# the uncommon part with Error and RuntimeError
	.macro METHODS error
	.long name_runtime
	.short 2, 2
	.long 16, 0
	.long name_Error, type_func_string, \error, \error
	.long name_RuntimeError, type_func_void, error_RuntimeError, error_RuntimeError
	.endm

	TYPE type_string_, 16, 8, 0x1a1b0001, 6, 8, 24, eq_string, name_string

# stands for the text of a value with an Error or String method in a dying program
	TYPE rttype_panic_text, 16, 8, 0x1a1b0010, 6, 8, 24, eq_string, name_string

	TYPE type_func_string, 8, 8, 0x1a1b0002, 2, 8, 51, 0, name_func_string
	.short 0, 1
	.long 0
	.quad type_string_

	TYPE type_func_void, 8, 8, 0x1a1b0003, 2, 8, 51, 0, name_func_void
	.short 0, 0
	.long 0

	TYPE rttype_errorString, 16, 8, 0x1a1b0004, 7, 8, 24, eq_string, name_errorString
	METHODS errorString_Error

	TYPE rttype_plainError, 16, 8, 0x1a1b0005, 7, 8, 24, eq_string, name_plainError
	METHODS plainError_Error

	TYPE rttype_boundsError, 24, 0, 0x1a1b0006, 7, 8, 25, eq_bounds, name_boundsError
	.quad 0, 0, 0, 0
	METHODS boundsError_Error

	TYPE rttype_errorAddressString, 24, 8, 0x1a1b0007, 7, 8, 25, eq_address, name_errorAddressString
	.quad 0, 0, 0, 0
	METHODS errorAddressString_Error

	TYPE rttype_TypeAssertionError, 40, 32, 0x1a1b0008, 6, 8, 25, 0, name_TypeAssertionError
	.quad 0, 0, 0, 0

	TYPE rttype_TypeAssertionError_ptr, 8, 8, 0x1a1b0009, 9, 8, 54, eq_word, name_TypeAssertionError
	.quad rttype_TypeAssertionError
	METHODS TypeAssertionError_Error

	TYPE rttype_PanicNilError, 8, 0, 0x1a1b000a, 6, 8, 25, 0, name_PanicNilError
	.quad 0, 0, 0, 0

	TYPE rttype_PanicNilError_ptr, 8, 8, 0x1a1b000b, 9, 8, 54, eq_word, name_PanicNilError
	.quad rttype_PanicNilError
	METHODS PanicNilError_Error

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
