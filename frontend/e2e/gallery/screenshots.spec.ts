/** A picture of every state, at three widths and in all themes; German where its words are long and the width is narrow. */
import { fileURLToPath } from "node:url";
import { type BrowserContextOptions, test } from "@playwright/test";
import { wear } from "../harness/themes";
import { type GallerySite, openGallery } from "./site";
import { NARROW_STATES, reach, STATES, type State } from "./states";

const FOLDER = fileURLToPath(new URL("../../test-results/gallery/", import.meta.url));

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true };
const desk = { viewport: { width: 1440, height: 900 } };

interface Series {
  readonly options: BrowserContextOptions;
  readonly theme: "light" | "dark" | "high contrast" | "dark high contrast";
  readonly wish?: string;
  readonly states: readonly State[];
}

const SERIES: Readonly<Record<string, Series>> = {
  "1440": { options: desk, theme: "light", states: STATES },
  "1024": { options: tablet, theme: "light", states: STATES },
  "390": { options: phone, theme: "light", states: [...STATES, ...NARROW_STATES] },
  "1440-dark": { options: desk, theme: "dark", states: STATES },
  "1440-contrast": { options: desk, theme: "high contrast", states: STATES },
  "1440-dark-contrast": { options: desk, theme: "dark high contrast", states: STATES },
  "390-german": { options: phone, theme: "light", wish: "&language=de", states: [...STATES, ...NARROW_STATES] },
};

let site: GallerySite;
test.beforeAll(async () => {
  site = await openGallery();
});
test.afterAll(() => site.close());

for (const [name, { options, theme, wish = "", states }] of Object.entries(SERIES)) {
  test.describe(name, () => {
    test.use(options);
    test("every state", async ({ page }) => {
      for (const [at, state] of states.entries()) {
        // Words are found in English; a picture in another language shows what needs no press.
        if (wish !== "" && state.reach !== undefined) continue;
        await reach(page, site.url, state, wish);
        await wear(page, theme);
        const file = `${String(at).padStart(2, "0")}-${state.name.replaceAll(/[^a-z]+/gi, "-")}.png`;
        await page.screenshot({ path: `${FOLDER}${name}/${file}`, animations: "disabled" });
      }
    });
  });
}
