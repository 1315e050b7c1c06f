// @vitest-environment jsdom
/** Starting a session, and joining one by its link. */
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { PastedLink } from "../../hooks/sessionLink";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { renderInPage } from "../testing/renderInPage";
import { OpenForm } from "./OpenForm";
import { StartForm, type StartWish } from "./StartForm";

afterEach(cleanup);

const load = () => Promise.reject(new Error("Nothing runs here."));
const LANGUAGES: readonly LanguageEntry[] = [
  { id: "python", label: "Python", fileName: "main.py", downloadBytes: 1, load },
  { id: "javascript", label: "JavaScript", fileName: "main.js", downloadBytes: 1, load },
];

function show(rememberedName: string, answer: string | null = null): StartWish[] {
  const wishes: StartWish[] = [];
  const onStart = async (wish: StartWish) => {
    wishes.push(wish);
    return answer;
  };
  renderInPage(<StartForm languages={LANGUAGES} rememberedName={rememberedName} onStart={onStart} />);
  return wishes;
}

const press = () => fireEvent.click(screen.getByRole("button", { name: "Start a session" }));

test("with a remembered name one press is enough", async () => {
  const wishes = show("Ines");
  press();
  expect(wishes).toEqual([{ language: "python", title: "", name: "Ines" }]);
  await screen.findByRole("button", { name: "Start a session" });
});

test("language and title may be chosen", async () => {
  const wishes = show("Ines");
  fireEvent.click(screen.getByRole("combobox", { name: "Language" }));
  fireEvent.click(screen.getByRole("option", { name: "JavaScript" }));
  fireEvent.change(screen.getByRole("textbox", { name: "Title" }), { target: { value: " Pairing " } });
  press();
  expect(wishes).toEqual([{ language: "javascript", title: "Pairing", name: "Ines" }]);
  await screen.findByRole("button", { name: "Start a session" });
});

test("without a name the field says what is missing, and nothing starts", () => {
  const wishes = show("  ");
  press();
  expect(wishes).toEqual([]);
  expect(screen.getByRole("textbox", { name: "Your name" }).getAttribute("aria-invalid")).toBe("true");
});

test("a server that is away is said beside the button, which can be pressed again", async () => {
  show("Ines", "The server does not answer.");
  press();
  expect((await screen.findByRole("alert")).textContent).toBe("The server does not answer.");
  expect(screen.getByRole("button", { name: "Start a session" }).hasAttribute("disabled")).toBe(false);
});

test("a pasted link opens its session, and what holds no id is refused in words", () => {
  const opened: PastedLink[] = [];
  renderInPage(<OpenForm onOpen={(link) => opened.push(link)} />);
  const field = screen.getByRole("textbox", { name: "Link or id of a session" });
  fireEvent.change(field, { target: { value: "hello" } });
  fireEvent.submit(field);
  expect(screen.getByText(/holds no session id/)).toBeTruthy();
  fireEvent.change(field, { target: { value: "http://x.test/session/0b9d6c1e-8a55-4f5e-9d2d-2f0a2a8f7c11" } });
  fireEvent.submit(field);
  expect(opened).toEqual([{ id: "0b9d6c1e-8a55-4f5e-9d2d-2f0a2a8f7c11", hostKey: null }]);
});
