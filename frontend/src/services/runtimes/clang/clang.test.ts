/** What clang makes runs as C and C++ do, and what goes wrong is told with the person's own line. */
import { beforeAll, expect, test, vi } from "vitest";
import { readLines } from "../compiled/program/lineTable";
import { explainTrap } from "../compiled/program/trap";
import { Exited, Wasi } from "../compiled/program/wasi";
import type { RunFile } from "../contract";
import type { Clang } from "./clang";
import { Compilation } from "./compilation";
import { everythingFor } from "./everything";

// Headers that are not compiled beforehand take two minutes of a processor that others share.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

let clang: Clang;

beforeAll(async () => {
  const packaged = (await import("@yowasp/clang")) as unknown as { runClang: Clang };
  clang = packaged.runClang;
});

async function run(
  code: string,
  files: readonly RunFile[] = [],
): Promise<{ stdout: string; stderr: string; error: string | null }> {
  const written = { stdout: "", stderr: "" };
  const compiled = await new Compilation(clang, "c").compile(code, "main.c");
  if (compiled.module === null) return { ...written, stderr: compiled.said, error: compiled.error };
  const wasi = new Wasi({
    write: (stream, bytes) => {
      written[stream] += new TextDecoder().decode(bytes);
    },
    display: () => false,
    readLine: () => ({ kind: "end" }),
    sleep: () => true,
    stopping: () => false,
    interruptCell: null,
  });
  wasi.folder.lay(files);
  const { instance } = await WebAssembly.instantiate(compiled.module, wasi.imports);
  try {
    wasi.start(instance);
    return { ...written, error: null };
  } catch (thrown) {
    if (thrown instanceof Exited) return { ...written, error: `exit ${thrown.code}` };
    wasi.flush();
    const lineOf = readLines(new Uint8Array(compiled.module), ["main.c"]);
    const { report, error } = explainTrap(thrown, wasi.lastWords, lineOf);
    return { ...written, stderr: written.stderr + report, error };
  }
}

test("a trap is told with its meaning and its chain of calls", async () => {
  const code = `#include <stdio.h>
[[gnu::noinline]] int share(int n) {
  return 12 / n;
}

int main(int argc, char **argv) {
  printf("%d\\n", share(argc - 1));
}
`;
  expect(await run(code)).toEqual({
    stdout: "",
    stderr: "main.c:3: division by zero\n  in share (main.c:3)\n  in main (main.c:7)\n",
    error: "division by zero (main.c, line 3)",
  });
});

test("a program carries its lines, and nothing else that only a debugger reads", async () => {
  const code =
    "struct node { int known_to_debuggers; };\nint main(int n, char **v) { struct node at = {n}; return at.known_to_debuggers; }\n";
  const { module } = await new Compilation(clang, "c").compile(code, "main.c");
  const text = new TextDecoder("latin1").decode(module ?? new ArrayBuffer());
  expect(text).toContain(".debug_line");
  expect(text).not.toContain("known_to_debuggers");
});

test("a null pointer is not followed", async () => {
  const code = `struct node { int value; };
[[gnu::noinline]] int valueOf(struct node *at) {
  return at->value;
}

int main(int argc, char **argv) { return valueOf(argc > 5 ? (void *)argv : 0); }
`;
  expect((await run(code)).error).toMatch(/null pointer.*\(main\.c, line 3\)$/);
});

test("abort says what the program said last", async () => {
  const code = "#include <assert.h>\nint main(int n, char **v) {\n  assert(n > 5);\n}\n";
  const { stderr, error } = await run(code);
  expect(stderr).toContain("Assertion failed: n > 5");
  expect(error).toMatch(/Assertion failed.*\(main\.c, line 3\)$/);
});

test("memory has an end", async () => {
  const code = `#include <stdio.h>
#include <stdlib.h>
char *volatile last;
int main(void) {
  int pieces = 0;
  while ((last = malloc(1 << 24))) pieces++;
  printf("%d", pieces);
  exit(3);
}
`;
  const { stdout, error } = await run(code);
  expect(error).toBe("exit 3");
  expect(Number(stdout)).toBeGreaterThan(20);
  expect(Number(stdout)).toBeLessThan(32);
});

const FILES = `#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void show(const char *name) {
  char line[80];
  FILE *file = fopen(name, "r");
  if (!file) {
    printf("%s: %s\\n", name, strerror(errno));
    return;
  }
  while (fgets(line, sizeof line, file)) printf("%s", line);
  fclose(file);
}

static void put(const char *name, const char *mode, const char *text) {
  FILE *file = fopen(name, mode);
  fputs(text, file);
  fclose(file);
}
`;

test("a program reads the files beside it, and what it has written itself", async () => {
  const code = `${FILES}
int main(void) {
  show("data.txt");
  show("./data.txt");
  show("/data.txt");
  show("none.txt");
  put("new.txt", "w", "first\\n");
  put("new.txt", "a", "second\\n");
  show("new.txt");
  put("data.txt", "w", "x\\n");
  show("data.txt");
  FILE *both = fopen("data.txt", "r+");
  fseek(both, 3, SEEK_SET);
  fputs("y\\n", both);
  fclose(both);
  both = fopen("data.txt", "rb");
  char bytes[8];
  printf("%zu bytes, %d\\n", fread(bytes, 1, 8, both), bytes[2]);
  mkdir("folder", 0700);
  put("folder/deep.txt", "wx", "deep\\n");
  show("folder/deep.txt");
  printf("%d\\n", fopen("folder/deep.txt", "wx") == NULL);
  rename("new.txt", "old.txt");
  remove("data.txt");
  DIR *here = opendir(".");
  for (struct dirent *entry; (entry = readdir(here));) printf("%s ", entry->d_name);
}
`;
  const files = [{ name: "data.txt", text: "grüße\n" }];
  expect(await run(code, files)).toEqual({
    stdout: `grüße
grüße
grüße
none.txt: No such file or directory
first
second
x
5 bytes, 0
deep
1
. .. folder old.txt `,
    stderr: "",
    error: null,
  });
});

test("a program may write much line by line, and is told when there is no room, which removing gives back", async () => {
  const code = `${FILES}
int main(void) {
  FILE *file = fopen("out.txt", "w");
  long written = 0;
  while (fputs("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\\n", file) >= 0) written += 64;
  printf("%s after %ld MB\\n", strerror(errno), written >> 20);
  fclose(file);
  remove("out.txt");
  put("out.txt", "w", "again\\n");
  show("out.txt");
}
`;
  expect((await run(code)).stdout).toBe("No space left on device after 64 MB\nagain\n");
});

test("there is a folder for what a program needs for a moment, apart from the session's files", async () => {
  const code = `${FILES}
int main(void) {
  put("/tmp/scratch.txt", "w", "for a moment\\n");
  show("/tmp/scratch.txt");
  show("scratch.txt");
  struct dirent *entry;
  for (DIR *folder = opendir("/"); (entry = readdir(folder));) printf("%s ", entry->d_name);
  rename("/tmp/scratch.txt", "kept.txt");
  show("kept.txt");
  show("/tmp/scratch.txt");
}
`;
  expect((await run(code)).stdout.split("\n")).toEqual([
    "for a moment",
    "scratch.txt: No such file or directory",
    ". .. for a moment",
    "/tmp/scratch.txt: No such file or directory",
    "",
  ]);
});

test("a file that another one takes the place of gives its room back", async () => {
  const code = `${FILES}
static void fill(const char *name, int megabytes) {
  static char block[1 << 20];
  FILE *file = fopen(name, "w");
  int written = 0;
  while (written < megabytes && fwrite(block, sizeof block, 1, file) == 1) written++;
  fclose(file);
  printf("%s %d\\n", name, written);
}
int main(void) {
  fill("first", 40);
  fill("/tmp/second", 20);
  rename("/tmp/second", "first");
  rename("first", "first");
  fill("third", 64);
}
`;
  expect((await run(code)).stdout).toBe("first 40\n/tmp/second 20\nthird 44\n");
});

test("<bits/stdc++.h> brings the rare parts of the standard library, too, when a program means them", async () => {
  const code = `#include <bits/stdc++.h>
using namespace std;

int main() {
  mt19937 random(chrono::steady_clock::now().time_since_epoch().count());
  cout << uniform_int_distribution<int>(1, 6)(random) << popcount(7u) << numbers::pi << endl;
  ofstream("/tmp/out") << regex_replace("a-b", regex("-"), "+") << format("{:>4}", 42);
  int number = 0;
  string_view digits = "12";
  from_chars(digits.data(), digits.data() + digits.size(), number);
  any anything = complex<double>(1, 2);
  lock_guard<mutex> guard(*new mutex);
  println("{} {}", number, any_cast<complex<double>>(anything).real());
}
`;
  const { module, said } = await new Compilation(clang, "cpp").compile(code, "main.cpp");
  expect(said).toBe("");
  expect(module).not.toBeNull();
});

test("<bits/stdc++.h> is no more than what is compiled beforehand for a program that means nothing else", () => {
  const plain =
    "#include <bits/stdc++.h>\nusing namespace std;\nint main() { vector<int> v; sort(v.begin(), v.end()); }\n";
  expect(everythingFor([plain], true)).toBe("");
  expect(everythingFor(["#include <random>\n", "mt19937 random;\n"], true)).toBe("");
  expect(everythingFor(["mt19937 random;\n", plain], true)).toBe("#include <random>\n");
});

test("a program's own names are its own behind <bits/stdc++.h>", async () => {
  const code = `#include <bits/stdc++.h>
using namespace std;

vector<int> numbers = {3, 1, 2};
int expected = 6;
bool any = true;
void print(string text) { cout << text << endl; }
string format(string text, int width) { return text + string(width, ' '); }

int main() {
  print("sum of any numbers");
  print(format("is", 2) + to_string(accumulate(numbers.begin(), numbers.end(), 0) == expected && any));
}
`;
  const { module, said } = await new Compilation(clang, "cpp").compile(code, "main.cpp");
  expect(said).toBe("");
  expect(module).not.toBeNull();
});
