// Formats standard input as gofmt does; of what does not parse it writes "line: what is wrong" to standard error.
package main

import (
	"errors"
	"fmt"
	"go/format"
	"go/scanner"
	"io"
	"os"
)

func main() {
	source, err := io.ReadAll(os.Stdin)
	if err == nil {
		source, err = format.Source(source)
	}
	if err != nil {
		line := 0
		var found scanner.ErrorList
		if errors.As(err, &found) && len(found) > 0 {
			line = found[0].Pos.Line
		}
		fmt.Fprintf(os.Stderr, "%d: %v\n", line, err)
		os.Exit(1)
	}
	os.Stdout.Write(source)
}
