// @vitest-environment jsdom
/** The page's language: which one somebody gets, and that a change is seen at once. */
import { act, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useInterfaceLanguage } from "../hooks/useInterfaceLanguage";
import { pickInterfaceLanguage, speak, texts } from ".";

afterEach(() => speak("en"));

test.each([
  [["de-CH", "en"], "de"],
  [["fr-FR", "de"], "de"],
  [["fr-FR", "ja"], "en"],
  [["en-GB", "de"], "en"],
  [["constructor"], "en"],
  [[], "en"],
] as const)("who wants %j gets %s", (wanted, language) => {
  expect(pickInterfaceLanguage(wanted)).toBe(language);
});

test("a counted thing takes the form that its language has for the count", () => {
  expect([0, 1, 2].map(texts.people.open)).toEqual(["0 people here", "1 person here", "2 people here"]);
  speak("de");
  expect([0, 1, 2].map(texts.people.open)).toEqual(["0 Personen hier", "1 Person hier", "2 Personen hier"]);
});

test("a change of language draws the page anew and names it to the browser", () => {
  function Page() {
    useInterfaceLanguage();
    return <p>{texts.run.run}</p>;
  }
  const { container } = render(<Page />);
  expect(container.textContent).toBe("Run");
  act(() => speak("de"));
  expect(container.textContent).toBe("Ausführen");
  expect(document.documentElement.lang).toBe("de");
});
