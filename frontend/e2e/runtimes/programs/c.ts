/** C's programs for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

const main = (body: string): string => `#include <stdio.h>\n#include <stdlib.h>\nint main(void) {\n${body}\n}\n`;

export const c: LanguagePrograms = {
  language: "c",
  fileName: "main.c",
  hello: main('puts("hello");'),
  streaming: `#include <stdio.h>
#include <unistd.h>
int main(void) {
  for (int n = 1; n <= 4; n++) {
    if (n > 1) usleep(100000);
    printf("%d\\n", n);
  }
}
`,
  streams: main('puts("out");\nfputs("err\\n", stderr);'),
  asks: main(`char name[80]; int age;
printf("name? ");
scanf("%79s", name);
printf("hello %s\\n", name);
printf("age? ");
scanf("%d", &age);
printf("%d years\\n", age);`),
  readsToEnd: main('char line[80];\nwhile (fgets(line, 80, stdin));\nputs("ended");'),
  fails: {
    code: `#include <stdio.h>
[[gnu::noinline]] int share(int n) {
  return 12 / n;
}

int main(int argc, char **argv) {
  printf("%d\\n", share(argc - 1));
}
`,
    says: "division by zero",
    line: 3,
  },
  doesNotParse: { code: "int main(void) {\n  int y = = 2;\n}\n", says: "expected expression", line: 2 },
  recurses: `#include <stdio.h>
int f(int n) {
  volatile int m = n;
  return f(m + 1) + m;
}
int main(void) { printf("%d\\n", f(0)); }
`,
  importsMissing: {
    code: "#include <stdio.h>\n#include <curl/curl.h>\n",
    says: "'curl/curl.h' file not found",
    line: 2,
  },
  exits: main('puts("before");\nexit(3);\nputs("after");'),
  loops: main('puts("on");\nfor (volatile int n = 0;; n = n + 1);'),
  resists: lacks("C catches nothing"),
  sleeps: '#include <stdio.h>\n#include <unistd.h>\nint main(void) { puts("on"); sleep(10000); }\n',
  floods: main('for (long n = 0;; n++) printf("%ld\\n", n);'),
  writesTooMuch: main('for (int n = 0; n < 100000; n++) printf("%d %0100d\\n", n, 0);'),
  fills:
    '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint main(void) {\n  char *volatile filled = malloc(40000000);\n  memset(filled, 1, 40000000);\n  printf("%s\\n", filled[9] ? "filled" : "");\n}\n',
  eatsMemory: `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
char *volatile piece;
int main(void) {
  for (;;) {
    piece = malloc(1 << 24);
    if (piece == NULL) { fputs("out of memory\\n", stderr); abort(); }
    memset(piece, 1, 1 << 24);
  }
}
`,
  unicode: main('char line[200];\nputs("grüße, 世界 🎈");\nfgets(line, 200, stdin);\nfputs(line, stdout);'),
  awaits: lacks("C waits for nothing without stopping"),
  leaves: main('static int leftover = 1;\nsetenv("LEFTOVER", "1", 1);\nreturn leftover - 1;'),
  looksAround: main('if (getenv("LEFTOVER") == NULL) puts("clean");'),
  files: {
    code: '#include <stdio.h>\n#include "helper.h"\n\nint main(void) {\n  printf("%d %s\\n", more(5), KIND);\n}\n',
    files: [
      { name: "helper.h", text: '#define KIND "apples"\nint more(int n);\n' },
      { name: "helper.c", text: '#include "helper.h"\n\nint more(int n) {\n  return n + 1;\n}\n' },
    ],
    fails: {
      code: '#include <stdio.h>\nint share(int n);\n\nint main(void) {\n  printf("%d", share(0));\n}\n',
      files: [{ name: "helper.c", text: "int share(int n) {\n  volatile int none = n;\n  return 12 / none;\n}\n" }],
      says: "division by zero",
      file: "helper.c",
      line: 3,
    },
  },
  opens: `#include <stdio.h>

int main(void) {
  char line[80];
  if (fopen("out.txt", "r")) puts("left");
  FILE *file = fopen("data.txt", "r");
  fgets(line, sizeof line, file);
  printf("%s", fgets(line, sizeof line, file));
  fclose(file);
  file = fopen("out.txt", "w");
  fputs("new\\n", file);
  fclose(file);
  file = fopen("out.txt", "a");
  fputs("more\\n", file);
  fclose(file);
  file = fopen("out.txt", "r");
  while (fgets(line, sizeof line, file)) printf("%s", line);
  if (!fopen("none.txt", "r")) puts("none");
  fopen("data.txt", "w");
}
`,
  waysOut: {
    tries: ({ url }) => ({
      "a file of the machine": main(
        'FILE *file = fopen("/etc/passwd", "r");\nif (file == NULL) return 1;\nputs("reached");',
      ),
      "a file of the system to write": main(
        'FILE *file = fopen("/etc/x", "w");\nif (file == NULL) return 1;\nputs("reached");',
      ),
      "another program": main(`return system("curl ${url}");`),
      "a process": "#include <unistd.h>\nint main(void) { return fork(); }\n",
      "a socket": "#include <sys/socket.h>\nint main(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0; }\n",
      "JavaScript's objects": `#include <stdio.h>
__attribute__((import_module("env"), import_name("fetch"))) int reach(const char *);
int main(void) { reach("${url}"); puts("reached"); }
`,
    }),
  },
};
