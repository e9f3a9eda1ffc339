// For trees without the file that Go's own build writes.

package objabi

const stackGuardMultiplierDefault = 1
