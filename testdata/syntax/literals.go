// errorcheck
package p

func f() {
	_ = 0x // ERROR "hexadecimal literal has no digits"
	_ = 089 // ERROR "invalid digit '8' in octal literal"
	_ = 1__0 // ERROR "'_' must separate successive digits"
	_ = 0b1.0 // ERROR "invalid radix point in binary literal"
	_ = 0x1.8 // ERROR "hexadecimal mantissa requires a 'p' exponent"
	_ = 1e // ERROR "exponent has no digits"
	_ = 'ab' // ERROR "more than one character in rune literal"
	_ = '' // ERROR "empty rune literal or unescaped '"
	_ = "\q" // ERROR "unknown escape"
	_ = "\400" // ERROR "octal escape value 256 > 255"
	_ = "\ud800" // ERROR "escape is invalid Unicode code point U\+D800"
	_ = "\xg0" // ERROR "invalid character 'g' in hexadecimal escape"
	_ = 1 @ 2 // ERROR "invalid character U\+0040 '@'" "unexpected literal 2 at end of statement"
}
