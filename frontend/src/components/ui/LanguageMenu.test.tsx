// @vitest-environment jsdom
/** Choosing among many languages by typing, by keys and by pointer. */
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { LANGUAGES } from "../../services/runtimes/registry";
import { renderInPage } from "../testing/renderInPage";
import { LanguageMenu } from "./LanguageMenu";

afterEach(cleanup);

function open(): string[] {
  const chosen: string[] = [];
  renderInPage(<LanguageMenu languages={LANGUAGES} value="python" onChange={(id) => chosen.push(id)} />);
  fireEvent.click(screen.getByRole("combobox", { name: "Language" }));
  return chosen;
}

const search = () => screen.getByRole("searchbox", { name: "Search languages" });
const type = (text: string) => fireEvent.change(search(), { target: { value: text } });
const press = (key: string) => fireEvent.keyDown(search(), { key });
const active = () => document.getElementById(search().getAttribute("aria-activedescendant") ?? "")?.textContent;

test("a few letters and Enter choose a language, and the menu closes", () => {
  const chosen = open();
  type("typ");
  expect(screen.getAllByRole("option")).toHaveLength(1);
  press("Enter");
  expect(chosen).toEqual(["typescript"]);
  expect(screen.queryByRole("searchbox")).toBeNull();
});

test("the keys begin at the present language and stop at the ends", () => {
  const chosen = open();
  expect(active()).toContain("Python");
  press("ArrowUp");
  expect(active()).toContain("Python");
  press("ArrowDown");
  expect(active()).toContain("JavaScript");
  press("Enter");
  expect(chosen).toEqual(["javascript"]);
});

test("each language says what it costs, or that it does not run", () => {
  open();
  expect(screen.getByRole("option", { name: "Python, 6.4 MB", selected: true })).toBeTruthy();
  expect(screen.getByRole("option", { name: "Java, does not run here" })).toBeTruthy();
});

test("what matches nothing is said, and Enter then chooses nothing", () => {
  const chosen = open();
  type("fortran");
  expect(screen.getByText("No language matches “fortran”.")).toBeTruthy();
  press("Enter");
  expect(chosen).toEqual([]);
});
