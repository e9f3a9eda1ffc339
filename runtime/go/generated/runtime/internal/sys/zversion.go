// The stack guard's size in a toolchain without instrumentation.

package sys

const StackGuardMultiplierDefault = 1
