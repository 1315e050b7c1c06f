// Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls.
package main

import (
	"fmt"
	"time"
)

const side = 500

type cell struct{ row, column int }

var steps = []cell{{0, 1}, {1, 0}, {0, -1}, {-1, 0}}

func kernel(walls []bool) string {
	distances := make([]int, len(walls))
	for place := range distances {
		distances[place] = -1
	}
	distances[0] = 0
	queue, farthest := []cell{{0, 0}}, 0
	for head := 0; head < len(queue); head++ {
		at := queue[head]
		farthest = distances[at.row*side+at.column]
		for _, step := range steps {
			r, c := at.row+step.row, at.column+step.column
			if r < 0 || r >= side || c < 0 || c >= side || walls[r*side+c] || distances[r*side+c] >= 0 {
				continue
			}
			distances[r*side+c] = farthest + 1
			queue = append(queue, cell{r, c})
		}
	}
	return fmt.Sprint(len(queue), " ", farthest)
}

func main() {
	walls, x, answer := []bool{}, 1, ""
	for len(walls) < side*side {
		x = (x*75 + 74) % 65537
		walls = append(walls, x%4 == 0)
	}
	walls[0] = false

	best := time.Hour
	for pass := 0; pass < 3; pass++ {
		started := time.Now()
		answer = kernel(walls)
		best = min(best, time.Since(started))
	}
	fmt.Println("answer", answer)
	fmt.Println("ms", float64(best.Nanoseconds())/1e6)
}
