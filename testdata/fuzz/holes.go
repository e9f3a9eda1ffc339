// errorcheck

package f /* ´ */ // ERROR "UTF-8"

func f[f]()
