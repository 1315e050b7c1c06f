// A table of dynamic programming: the edit distance of two words of 1,000 letters.
package main

import (
	"fmt"
	"time"
)

func word(length, x int) []int {
	letters := []int{}
	for len(letters) < length {
		x = (x*75 + 74) % 65537
		letters = append(letters, x%4)
	}
	return letters
}

func kernel(one, other []int) int {
	row := make([]int, len(other)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(one); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(other); j++ {
			above := row[j]
			if one[i-1] == other[j-1] {
				row[j] = diagonal
			} else {
				row[j] = 1 + min(diagonal, above, row[j-1])
			}
			diagonal = above
		}
	}
	return row[len(other)]
}

func main() {
	one, other, answer := word(1000, 1), word(1000, 2), 0

	best := time.Hour
	for pass := 0; pass < 3; pass++ {
		started := time.Now()
		answer = kernel(one, other)
		best = min(best, time.Since(started))
	}
	fmt.Println("answer", answer)
	fmt.Println("ms", float64(best.Nanoseconds())/1e6)
}
