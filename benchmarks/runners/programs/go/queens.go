// All ways to place ten queens.
package main

import (
	"fmt"
	"time"
)

func place(size, row int, columns, rising, falling []bool) int {
	if row == size {
		return 1
	}
	count := 0
	for column := 0; column < size; column++ {
		if columns[column] || rising[row+column] || falling[row-column+size] {
			continue
		}
		columns[column], rising[row+column], falling[row-column+size] = true, true, true
		count += place(size, row+1, columns, rising, falling)
		columns[column], rising[row+column], falling[row-column+size] = false, false, false
	}
	return count
}

func kernel(size int) int {
	return place(size, 0, make([]bool, size), make([]bool, 2*size), make([]bool, 2*size))
}

func main() {
	answer := 0

	best := time.Hour
	for pass := 0; pass < 3; pass++ {
		started := time.Now()
		answer = kernel(10)
		best = min(best, time.Since(started))
	}
	fmt.Println("answer", answer)
	fmt.Println("ms", float64(best.Nanoseconds())/1e6)
}
