// tokens
package p

import . "x" /* a comment
over two lines */

//line other.y:40:7
var a, é = 0x1p-2 + 0b1_0 + 0o17 + 07 + 1_000.5e+3i, `raw
	text`

func (t *T[K]) f(x ...int) (r rune) {
	r = '\u00e9' + 'é' + '\'' + "\x00\377\U0001F600é"[0]
	x[0] &^= 1; x[1]++ // the semicolon stands before this
	for range x { continue }
	return /* no newline here */ r<<1 &^ 2 >> 3 || !true && <-c != ^0
}
type C interface{ ~int | ~string }
