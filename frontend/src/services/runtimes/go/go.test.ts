/** What Go's tools and programs say is told to who wrote the program, and no more is loaded than the program needs. */
import { expect, test } from "vitest";
import { explainCrash, firstError, inOurWords } from "./complaints";
import { commonPackages, packagesFor } from "./packages";

const NEEDS = { fmt: ["os"], os: ["syscall"], syscall: [], "net/http": ["net", "fmt"], net: ["syscall"], uuid: [] };

test("what many programs import comes with the compiler, with all that it needs", () => {
  expect(commonPackages(NEEDS)).toEqual(["fmt", "os", "syscall"]);
});

test.each([
  ['import "net/http"', ["net", "net/http"]],
  ['import (\n\t"fmt"\n\tids `uuid`\n)', ["uuid"]],
  ['import "github.com/gin-gonic/gin"', []],
  ['import "fmt"', []],
])("%s", (code, wanted) => {
  expect(packagesFor(code, NEEDS)).toEqual(wanted);
});

test("a package that is not there is named, at its line", () => {
  const said = inOurWords("main.go:4:2: could not import github.com/a/b (open : Invalid argument)\n");
  expect(firstError(said, ["main.go"])).toMatch(/^package github.com\/a\/b is not here: .* \(main.go, line 4\)$/);
});

test("a function that the linker misses is named without what the linker calls it", () => {
  const said = inOurWords("runtime.main_main·f: function main is undeclared in the main package\n");
  expect(firstError(said, ["main.go"])).toBe("function main is undeclared in the main package");
});

const PANIC = `panic: runtime error: index out of range [5] with length 1

goroutine 1 [running]:
main.share(...)
\tmain.go:6
main.main()
\tmain.go:10 +0x4
`;

test("a panic is told with the line where it happened", () => {
  expect(explainCrash(2, PANIC, ["main.go"])).toBe(
    "panic: runtime error: index out of range [5] with length 1 (main.go, line 6)",
  );
});

test.each([
  [2, "I leave.\n"],
  [3, PANIC],
])("a program that leaves with code %d of its own did not crash", (code, lastWords) => {
  expect(explainCrash(code, lastWords, ["main.go"])).toBeNull();
});
