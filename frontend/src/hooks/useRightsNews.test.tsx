// @vitest-environment jsdom
/** What hosts change is said once, to those whom it concerns. */
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderInPage } from "../components/testing/renderInPage";
import { NO_RIGHTS } from "../services/collab/rights";
import type { Rights } from "../services/collab/types";
import type { RoomView } from "./roomView";
import { useRightsNews } from "./useRightsNews";

afterEach(cleanup);

interface Step {
  readonly view: RoomView["kind"];
  readonly rights?: Partial<Rights>;
  readonly leads?: boolean;
  readonly isLocked?: boolean;
}

function News({ view, rights = {}, leads = false, isLocked = false }: Step) {
  const locked = { edit: isLocked ? ("you" as const) : null, run: null, paste: null, help: null };
  useRightsNews({ snapshot: { rights: { ...NO_RIGHTS, ...rights } }, locked, leads }, view);
  return null;
}

test.each<[string, Step, Step, string | null]>([
  ["being let in", { view: "waiting" }, { view: "open" }, "You have been let in"],
  ["a reopened session", { view: "ended" }, { view: "open" }, "The session is open again"],
  ["the start", { view: "open", rights: { preparing: true } }, { view: "open" }, "The session has started"],
  ["what is unlocked", { view: "open", isLocked: true }, { view: "open" }, "Nothing is locked for you any more"],
  [
    "the lobby, to hosts",
    { view: "open", leads: true },
    { view: "open", leads: true, rights: { lobby: true } },
    "New people wait in the lobby until a host lets them in",
  ],
  ["nothing of the lobby to others", { view: "open" }, { view: "open", rights: { lobby: true } }, null],
  ["nothing on arrival", { view: "opening" }, { view: "open" }, null],
])("%s is said", (_, before, after, said) => {
  const { rerender } = renderInPage(<News {...before} />);
  rerender(<News {...after} />);
  const region = screen.getByRole("region", { name: "Messages" });
  if (said === null) expect(region.textContent).toBe("");
  else expect(region.textContent).toContain(said);
});
