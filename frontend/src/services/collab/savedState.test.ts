/** "Saved" on the screen means on the server's disk. */
import { expect, it } from "vitest";
import { savedState } from "./savedState";

const calm = {
  isLive: true,
  isEnded: false,
  hasTrouble: false,
  hasUnsavedTexts: false,
  hasUnsavedEvents: false,
};

it("[SV1] is saved only when every frame with a change is", () => {
  expect(savedState(calm)).toBe("saved");
  expect(savedState({ ...calm, hasUnsavedTexts: true })).toBe("saving");
  expect(savedState({ ...calm, hasUnsavedEvents: true })).toBe("saving");
});

it("[SV3] is trouble while the server cannot write", () => {
  expect(savedState({ ...calm, hasTrouble: true, hasUnsavedTexts: true })).toBe("trouble");
});

it("is unsent without a connection where something waits, and saved where nothing does", () => {
  expect(savedState({ ...calm, isLive: false, hasUnsavedTexts: true })).toBe("unsent");
  expect(savedState({ ...calm, isLive: false })).toBe("saved");
});

it("[RM3] stays unsent after the end of the session, which takes nothing any more", () => {
  expect(savedState({ ...calm, isEnded: true, hasUnsavedTexts: true })).toBe("unsent");
});
