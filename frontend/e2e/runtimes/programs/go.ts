/** Go's programs for the contract suite. */
import type { LanguagePrograms } from "./programs";

/** A program of these packages, whose function `main` does this. */
const main = (packages: string, body: string): string =>
  `package main\n\nimport (\n${packages.replace(/\S+/g, '\t"$&"\n')})\n\nfunc main() {\n${body}\n}\n`;

export const go: LanguagePrograms = {
  language: "go",
  fileName: "main.go",
  hello: main("fmt", 'fmt.Println("hello")'),
  streaming: main(
    "fmt time",
    "for n := 1; n <= 4; n++ {\nif n > 1 { time.Sleep(100 * time.Millisecond) }\nfmt.Println(n)\n}",
  ),
  streams: main("fmt os", 'fmt.Println("out")\nfmt.Fprintln(os.Stderr, "err")'),
  asks: main(
    "bufio fmt os strings",
    `lines := bufio.NewReader(os.Stdin)
fmt.Print("name? ")
name, _ := lines.ReadString('\\n')
fmt.Println("hello", strings.TrimSpace(name))
fmt.Print("age? ")
var age int
fmt.Fscan(lines, &age)
fmt.Println(age, "years")`,
  ),
  readsToEnd: main("bufio fmt os", 'for s := bufio.NewScanner(os.Stdin); s.Scan(); {\n}\nfmt.Println("ended")'),
  fails: {
    code: `package main

func share(things []int, n int) int {
	return 12 / things[n]
}

func main() {
	println(share([]int{1, 2}, 2))
}
`,
    says: "index out of range [2] with length 2",
    line: 4,
  },
  doesNotParse: { code: "package main\n\nfunc main() {\n\ty := = 2\n}\n", says: "unexpected =", line: 4 },
  recurses: `package main

func f(n int) int {
	return f(n+1) + n
}

func main() { println(f(0)) }
`,
  importsMissing: {
    code: 'package main\n\nimport "github.com/stretchr/testify"\n\nfunc main() { testify.Run() }\n',
    says: "package github.com/stretchr/testify is not here",
    line: 3,
  },
  exits: main("fmt os", 'fmt.Println("before")\nos.Exit(3)\nfmt.Println("after")'),
  loops: main("fmt", 'fmt.Println("on")\nfor {\n}'),
  resists: main(
    "fmt",
    `fmt.Println("on")
for {
	func() {
		defer func() { recover() }()
		var none map[string]int
		none["a"] = 1
	}()
}`,
  ),
  sleeps: main("fmt time", 'fmt.Println("on")\ntime.Sleep(10000 * time.Hour)'),
  floods: main("fmt", "for n := 0; ; n++ {\nfmt.Println(n)\n}"),
  writesTooMuch: main("fmt strings", 'for n := range 100000 {\nfmt.Println(n, strings.Repeat("x", 100))\n}'),
  fills:
    'package main\n\nimport "fmt"\n\nfunc main() {\n\tfilled := make([]byte, 40_000_000)\n\tfilled[9] = 1\n\tfmt.Println("filled")\n}\n',
  eatsMemory: main("fmt", "var hoard [][]byte\nfor {\nhoard = append(hoard, make([]byte, 1<<24))\nfmt.Print()\n}"),
  unicode: main(
    "bufio fmt os",
    'fmt.Println("grüße, 世界 🎈")\nline := bufio.NewScanner(os.Stdin)\nline.Scan()\nfmt.Println(line.Text())',
  ),
  awaits: main(
    "fmt time",
    'done := make(chan string)\ngo func() {\ntime.Sleep(time.Millisecond)\ndone <- "waited"\n}()\nfmt.Println(<-done)',
  ),
  leaves: main("os", 'os.Setenv("LEFTOVER", "1")\nos.Stdout.Close()'),
  looksAround: main("fmt os", 'if os.Getenv("LEFTOVER") == "" {\nfmt.Println("clean")\n}'),
  files: {
    code: 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println(fruit(5))\n}\n',
    files: [
      { name: "data.go", text: 'package main\n\nconst kind = "apples"\n' },
      {
        name: "helper.go",
        text: 'package main\n\nimport "strconv"\n\nfunc fruit(n int) string {\n\treturn strconv.Itoa(n+1) + " " + kind\n}\n',
      },
    ],
    fails: {
      code: "package main\n\nfunc main() {\n\tprintln(share(nil))\n}\n",
      files: [{ name: "helper.go", text: "package main\n\nfunc share(all []int) int {\n\treturn all[3]\n}\n" }],
      says: "index out of range [3] with length 0",
      file: "helper.go",
      line: 4,
    },
  },
  opens: main(
    "errors fmt io/fs os strings",
    `if _, err := os.Stat("out.txt"); err == nil {
fmt.Println("left")
}
data, err := os.ReadFile("data.txt")
if err != nil {
panic(err)
}
fmt.Println(strings.Split(string(data), "\\n")[1])
os.WriteFile("out.txt", []byte("new\\n"), 0o644)
out, err := os.OpenFile("out.txt", os.O_APPEND|os.O_WRONLY, 0o644)
if err != nil {
panic(err)
}
fmt.Fprintln(out, "more")
out.Close()
all, _ := os.ReadFile("./out.txt")
fmt.Print(string(all))
if _, err := os.Open("none.txt"); errors.Is(err, fs.ErrNotExist) {
fmt.Println("none")
}
os.Create("data.txt")`,
  ),
  waysOut: {
    tries: ({ url, host, port }) => ({
      "a file of the machine": main("os", 'if _, err := os.ReadFile("/etc/passwd"); err != nil {\npanic(err)\n}'),
      "a file of the system to write": main(
        "os",
        'if err := os.WriteFile("/etc/x", nil, 0o600); err != nil {\npanic(err)\n}',
      ),
      "another program": main("os/exec", `if err := exec.Command("curl", "${url}").Run(); err != nil {\npanic(err)\n}`),
      "a socket": main("net", `if _, err := net.Dial("tcp", "${host}:${port}"); err != nil {\npanic(err)\n}`),
      "the web": main("net/http", `if _, err := http.Get("${url}"); err != nil {\npanic(err)\n}`),
      C: `package main\n\n// #include <stdlib.h>\nimport "C"\n\nfunc main() { C.system(C.CString("curl ${url}")) }\n`,
      "JavaScript's objects": `package main

//go:wasmimport env fetch
func reach(address int32) int32

func main() { println(reach(0)) }
`,
    }),
  },
};
