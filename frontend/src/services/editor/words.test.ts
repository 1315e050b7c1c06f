/** Where nothing knows the language, its own words and those of the text are offered. */
import { CompletionContext, type CompletionSource, completeFromList } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { languageExtension } from "./languages";

async function offered(language: string, text: string): Promise<string[]> {
  const state = EditorState.create({ doc: text, extensions: languageExtension(language) });
  const sources = state.languageDataAt<CompletionSource | readonly string[]>("autocomplete", text.length);
  const context = new CompletionContext(state, text.length, true);
  const results = await Promise.all(
    sources.map((source) => (typeof source === "function" ? source : completeFromList(source))(context)),
  );
  return results.flatMap((result) => result?.options.map(({ label }) => label) ?? []);
}

describe("completion by words", () => {
  it.each(["java", "lua", "rust"])("knows the words of the text and of %s", async (language) => {
    const labels = await offered(language, "remaining = 3;\nre");
    expect(labels).toContain("remaining");
    expect(labels).toContain("return");
  });

  it("offers only the words of the text where the language is not known", async () => {
    const labels = await offered("plain", "remaining\nre");
    expect(labels).toEqual(["remaining"]);
  });

  it("leaves what completes names by itself alone", async () => {
    expect(await offered("python", "# lonely\nlon")).not.toContain("lonely");
  });
});
