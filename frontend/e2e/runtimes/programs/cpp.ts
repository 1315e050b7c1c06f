/** C++'s programs for the contract suite: C's, with the standard library of C++. */
import { c } from "./c";
import type { LanguagePrograms } from "./programs";

const main = (body: string): string => `#include <bits/stdc++.h>\nusing namespace std;\nint main() {\n${body}\n}\n`;

export const cpp: LanguagePrograms = {
  ...c,
  language: "cpp",
  fileName: "main.cpp",
  hello: '#include <iostream>\nint main() { std::cout << "hello" << std::endl; }\n',
  streams: main('cout << "out\\n";\ncerr << "err\\n";'),
  asks: main(`string name; int age;
cout << "name? ";
cin >> name;
cout << "hello " << name << endl << "age? ";
cin >> age;
cout << age << " years\\n";`),
  readsToEnd: main('string line;\nwhile (getline(cin, line));\ncout << "ended\\n";'),
  fails: {
    code: `#include <iostream>
#include <vector>
[[gnu::noinline]] int share(const std::vector<int>& shares, int n) {
  return 12 / shares[n];
}

int main() {
  std::cout << share({0, 1}, 0) << std::endl;
}
`,
    says: "division by zero",
    line: 4,
  },
  doesNotParse: { code: "int main() {\n  int y = = 2;\n}\n", says: "expected expression", line: 2 },
  importsMissing: {
    code: "#include <vector>\n#include <boost/any.hpp>\n",
    says: "'boost/any.hpp' file not found",
    line: 2,
  },
  files: {
    code: '#include <iostream>\n#include "helper.hpp"\n\nint main() {\n  std::cout << fruit(5) << std::endl;\n}\n',
    files: [
      { name: "kind.h", text: '#pragma once\n#define KIND "apples"\n' },
      { name: "helper.hpp", text: '#pragma once\n#include <string>\n#include "kind.h"\nstd::string fruit(int n);\n' },
      {
        name: "helper.cpp",
        text: '#include "helper.hpp"\n\nstd::string fruit(int n) { return std::to_string(n + 1) + " " + KIND; }\n',
      },
    ],
    fails: {
      code: "int share(int n);\n\nint main() { return share(0); }\n",
      files: [{ name: "helper.cpp", text: "int share(int n) {\n  volatile int none = n;\n  return 12 / none;\n}\n" }],
      says: "division by zero",
      file: "helper.cpp",
      line: 3,
    },
  },
  writesTooMuch: main('for (int n = 0; n < 100000; n++) cout << n << " " << string(100, \'x\') << "\\n";'),
  fills: main('vector<char> filled(40000000, 1);\ncout << (filled[9] ? "filled\\n" : "");'),
  eatsMemory: main("vector<vector<int>> hoard;\nfor (;;) hoard.emplace_back(1 << 22, 1);"),
  unicode: main('cout << "grüße, 世界 🎈" << endl;\nstring line;\ngetline(cin, line);\ncout << line << endl;'),
  opens: `#include <fstream>
#include <iostream>
#include <string>

int main() {
  if (std::ifstream("out.txt")) std::cout << "left\\n";
  std::ifstream data("data.txt");
  std::string line;
  std::getline(data, line);
  std::getline(data, line);
  std::cout << line << "\\n";
  std::ofstream("out.txt") << "new\\n";
  std::ofstream("out.txt", std::ios::app) << "more\\n";
  std::cout << std::ifstream("out.txt").rdbuf();
  if (!std::ifstream("none.txt")) std::cout << "none\\n";
  std::ofstream("data.txt");
}
`,
};
