package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("printed", time.Now().UnixNano())
	for {
	}
}
