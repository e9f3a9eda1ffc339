// show ssa -func find

// What a loop indexes is used once more (KeepBase) wherever the loop is left, so that its object lives
// while LLVM keeps other pointers than the one to its first byte.
package p

func find(rows [][]int, want int) int {
	for _, row := range rows {
		for i, v := range row {
			if v == want {
				return i
			}
		}
	}
	return -1
}
