/** Which lines of the person's file an error names. */
import { expect, test } from "vitest";
import { placeOf, splitAtPlaces } from "./places";

const linesIn = (text: string, fileName = "main.py"): (number | null)[] =>
  splitAtPlaces(text, [fileName]).flatMap(({ place }) => (place === null ? [] : [place.line]));

test.each([
  ['  File "main.py", line 12, in share', "main.py", 12],
  ["ZeroDivisionError: division by zero (main.py, line 3)", "main.py", 3],
  ["    at share (main.js:7:15)", "main.js", 7],
  ["main.cpp:4:2: error: expected ';'", "main.cpp", 4],
])("%s", (text, fileName, line) => {
  expect(linesIn(text, fileName)).toEqual([line]);
});

test.each(['File "domain.py", line 2', 'File "main_py", line 2', "main.py", "main.python:3", "xmain.py:3"])(
  "%s names no line of main.py",
  (text) => {
    expect(linesIn(text)).toEqual([]);
  },
);

test("nothing of the text is lost", () => {
  const text = 'a\n  File "main.py", line 1, in f\n  File "main.py", line 22\nb';
  const pieces = splitAtPlaces(text, ["main.py"]);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  expect(linesIn(text)).toEqual([1, 22]);
});

test("each of several files is told by its name", () => {
  const text = 'File "helper.py", line 3\n at f (a.js:7:1)\nboom (main.py, line 2)';
  const places = splitAtPlaces(text, ["main.py", "helper.py", "a.js"]).flatMap(({ place }) => place ?? []);
  expect(places.map(({ fileName, line }) => `${fileName} ${line}`)).toEqual(["helper.py 3", "a.js 7", "main.py 2"]);
});

test("an error's place is the line that it ends with", () => {
  expect(placeOf("expected ';' (main.cpp, line 3)", "main.cpp")).toEqual({ line: 3, says: "expected ';'" });
  expect(placeOf("exit status 3", "main.cpp")).toBeNull();
  expect(placeOf("expected ';' (other.cpp, line 3)", "main.cpp")).toBeNull();
});
