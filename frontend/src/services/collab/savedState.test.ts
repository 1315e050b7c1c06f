/** "Saved" on the screen means on the server's disk. */
import { expect, it } from "vitest";
import { type SavingFacts, savedState } from "./savedState";

const calm: SavingFacts = {
  isLive: true,
  isEnded: false,
  trouble: "none",
  hasUnsavedTexts: false,
  hasUnsavedEvents: false,
  isLoading: false,
};

it("[SV1] is saved only when every frame with a change is", () => {
  expect(savedState(calm)).toBe("saved");
  expect(savedState({ ...calm, hasUnsavedTexts: true })).toBe("saving");
  expect(savedState({ ...calm, hasUnsavedEvents: true })).toBe("saving");
});

it("is loading, and not saved, before the server's text is here", () => {
  expect(savedState({ ...calm, isLoading: true })).toBe("loading");
  expect(savedState({ ...calm, isLoading: true, hasUnsavedTexts: true })).toBe("saving");
  expect(savedState({ ...calm, isLoading: true, trouble: "paused" })).toBe("paused");
});

it("[SV3] is trouble while the server cannot write", () => {
  expect(savedState({ ...calm, trouble: "failing", hasUnsavedTexts: true })).toBe("trouble");
});

it.each(["paused", "damaged"] as const)("[SV4] [SV5] is %s while the server takes no edits", (trouble) => {
  expect(savedState({ ...calm, trouble })).toBe(trouble);
  expect(savedState({ ...calm, trouble, hasUnsavedTexts: true })).toBe(trouble);
  expect(savedState({ ...calm, trouble, hasUnsavedTexts: true, isLive: false })).toBe("unsent");
});

it("is unsent without a connection where something waits, and saved where nothing does", () => {
  expect(savedState({ ...calm, isLive: false, hasUnsavedTexts: true })).toBe("unsent");
  expect(savedState({ ...calm, isLive: false })).toBe("saved");
});

it("[RM3] stays unsent after the end of the session, which takes nothing any more", () => {
  expect(savedState({ ...calm, isEnded: true, hasUnsavedTexts: true })).toBe("unsent");
});
