/** What is Go's alone: its compiler's complaints, goroutines, deep recursion, packages by import, crashes. */
import { expect, test } from "./fixtures";

test.describe("go", () => {
  test("goroutines, generics and the standard library work together", async ({ room }) => {
    const code = `package main

import (
	"cmp"
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

type Shapes interface{ ~int | ~float64 }

func largest[T cmp.Ordered](things ...T) T { return slices.Max(things) }

type Heap []int

func (h Heap) Len() int           { return len(h) }
func (h Heap) Less(i, j int) bool { return h[i] < h[j] }
func (h Heap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *Heap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *Heap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func main() {
	squares := make(chan int)
	var all sync.WaitGroup
	for n := range 5 {
		all.Go(func() { squares <- n * n })
	}
	go func() { all.Wait(); close(squares) }()
	smallest := &Heap{}
	for square := range squares {
		heap.Push(smallest, square)
	}
	fmt.Println(heap.Pop(smallest), heap.Pop(smallest), largest(1.5, 2.5), largest("a", "b"))
	text, _ := json.Marshal(map[string][]int{"b": {1}, "a": nil})
	fmt.Println(string(text), regexp.MustCompile("[0-9]+").FindString("abc123"), unicode.IsUpper('Ä'))
	fmt.Println(errors.Is(fmt.Errorf("more: %w", errors.ErrUnsupported), errors.ErrUnsupported), strings.Fields(" a  b "))
}
`;
    const { stdout, stderr, loading } = await room.run("go", { code });
    expect({ stdout, stderr }).toEqual({
      stdout: '0 1 2.5 b\n{"a":null,"b":[1]} 123 true\ntrue [a b]\n',
      stderr: "",
    });
    expect(loading).toEqual(["Go packages"]);
    expect((await room.run("go", { code })).loading).toEqual([]);
  });

  test("each complaint of the compiler has its line", async ({ room }) => {
    const code = 'package main\n\nimport "os"\n\nfunc main() {\n\tx := 1\n\tvar s string = 5\n\ts.no()\n}\n';
    const { stderr, result } = await room.run("go", { code });
    expect(stderr).toBe(`main.go:3:8: "os" imported and not used
main.go:6:2: declared and not used: x
main.go:7:17: cannot use 5 (untyped int constant) as string value in variable declaration
main.go:8:4: s.no undefined (type string has no field or method no)
`);
    expect(result.error).toBe('"os" imported and not used (main.go, line 3)');
  });

  test("a deadlock and a panic are told in Go's words, with the status that ends them", async ({ room }) => {
    const deadlock = await room.run("go", { code: "package main\n\nfunc main() {\n\t<-make(chan int)\n}\n" });
    expect(deadlock.result.error).toBe("fatal error: all goroutines are asleep - deadlock! (main.go, line 4)");
    const code =
      'package main\n\nfunc main() {\n\tdefer println("deferred")\n\tvar m map[string]int\n\tm["a"] = 1\n}\n';
    const panicked = await room.run("go", { code });
    expect(panicked.result.error).toBe("panic: assignment to entry in nil map (main.go, line 6)");
    expect(panicked.stderr).toMatch(/^deferred\npanic: assignment to entry in nil map\n[\s\S]*\nexit status 2\n$/);
  });

  test("a recursion a million calls deep returns, again and again", async ({ room }) => {
    const code = `package main

func sum(n int) int {
	if n == 0 {
		return 0
	}
	return sum(n-1) + n
}

func main() {
	done := make(chan int)
	for range 3 {
		go func() { done <- sum(200000) }()
	}
	println(sum(1000000), <-done, <-done, <-done, sum(1000000))
}
`;
    const { stderr, result } = await room.run("go", { code });
    expect(stderr).toBe("500000500000 20000100000 20000100000 20000100000 500000500000\n");
    expect(result.outcome).toBe("succeeded");
  });
});
