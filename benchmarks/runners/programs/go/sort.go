// Merge sort, written by hand: 100,000 numbers.
package main

import (
	"fmt"
	"time"
)

func mergeSort(items []int) []int {
	if len(items) < 2 {
		return items
	}
	middle := len(items) / 2
	left, right := mergeSort(items[:middle]), mergeSort(items[middle:])
	merged := make([]int, 0, len(items))
	i, j := 0, 0
	for i < len(left) && j < len(right) {
		if left[i] <= right[j] {
			merged = append(merged, left[i])
			i++
		} else {
			merged = append(merged, right[j])
			j++
		}
	}
	return append(append(merged, left[i:]...), right[j:]...)
}

func kernel(items []int) int {
	total := 0
	for place, item := range mergeSort(items) {
		total = (total + place*item) % 1000003
	}
	return total
}

func main() {
	items, x, answer := []int{}, 1, 0
	for len(items) < 100000 {
		x = (x*75 + 74) % 65537
		items = append(items, x)
	}

	best := time.Hour
	for pass := 0; pass < 3; pass++ {
		started := time.Now()
		answer = kernel(items)
		best = min(best, time.Since(started))
	}
	fmt.Println("answer", answer)
	fmt.Println("ms", float64(best.Nanoseconds())/1e6)
}
