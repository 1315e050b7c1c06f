// Counting words: 200,000 of 5,000.
package main

import (
	"fmt"
	"strings"
	"time"
)

func kernel(text string) string {
	counts := map[string]int{}
	for _, word := range strings.Split(text, " ") {
		counts[word]++
	}
	best := ""
	for word, count := range counts {
		if count > counts[best] || (count == counts[best] && word < best) {
			best = word
		}
	}
	return fmt.Sprint(len(counts), " ", best, " ", counts[best])
}

func main() {
	words, x, answer := []string{}, 1, ""
	for len(words) < 200000 {
		x = (x*75 + 74) % 65537
		words = append(words, fmt.Sprint("w", x%5000))
	}
	text := strings.Join(words, " ")

	best := time.Hour
	for pass := 0; pass < 3; pass++ {
		started := time.Now()
		answer = kernel(text)
		best = min(best, time.Since(started))
	}
	fmt.Println("answer", answer)
	fmt.Println("ms", float64(best.Nanoseconds())/1e6)
}
