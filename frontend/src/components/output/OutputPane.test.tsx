// @vitest-environment jsdom
/** What the output pane shows, says and asks for. */
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";
import { LinePointerContext } from "../../hooks/linePointer";
import type { Runner } from "../../hooks/runner/useRunner";
import type { Participant, Run } from "../../services/collab/types";
import { renderInPage } from "../testing/renderInPage";
import { OutputPane } from "./OutputPane";

beforeAll(() => {
  // jsdom lays nothing out, so it cannot scroll.
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(cleanup);

const ines: Participant = { id: "p1", name: "Ines", color: "c0", role: "host" };
const tomas: Participant = { id: "p2", name: "Tomas", color: "c1", role: "candidate" };

function run(part: Partial<Run>): Run {
  return {
    id: "r1",
    by: tomas,
    language: "python",
    text: "file/main.py",
    codeHash: "",
    files: [],
    startedAt: "2026-01-01T12:00:00Z",
    output: [{ stream: "stdout", text: "42\n" }],
    truncated: false,
    outcome: "succeeded",
    durationMs: 12,
    error: null,
    peakMemoryBytes: null,
    step: null,
    stdin: "",
    runtime: "Pyodide 314.0.7, Chrome 156",
    ...part,
  };
}

function runner(part: Partial<Runner> = {}): Runner {
  const nothing = () => undefined;
  return {
    state: { kind: "idle", problem: null },
    runtime: { kind: "ready" },
    interactiveInput: true,
    readsInput: true,
    stdin: "",
    setStdin: nothing,
    run: nothing,
    runWithSteps: null,
    runAgain: async () => null,
    continuing: null,
    evaluate: nothing,
    stop: nothing,
    provideInput: nothing,
    retry: nothing,
    ...part,
  };
}

function show(runs: readonly Run[], by: Runner | null = runner()) {
  const pane = (shown: readonly Run[], by: Runner | null) => (
    <OutputPane runs={shown} languages={[]} yourId={ines.id} runner={by} />
  );
  const { rerender } = renderInPage(pane(runs, by));
  return { again: (shown: readonly Run[], nowBy = by) => rerender(pane(shown, nowBy)) };
}

const output = () => screen.getByRole("region", { name: "Output of the run" });

test("error output and typed input are told apart by words, not only by colour", () => {
  const streams = [
    { stream: "stdout", text: "Name? " },
    { stream: "stdin", text: "Ines\n" },
    { stream: "stderr", text: "oops\n" },
  ] as const;
  show([run({ output: streams })]);
  expect(output().textContent).toBe("Name? Input: Ines\nError output: oops\n");
});

test("a line of the file that an error names leads to the editor", () => {
  const shown: number[] = [];
  const traceback = 'Traceback:\n  File "main.py", line 7, in f\nKeyError: 1\n';
  const failed = run({
    outcome: "failed",
    output: [{ stream: "stderr", text: traceback }],
    error: "KeyError: 1 (main.py, line 7)",
  });
  renderInPage(
    <LinePointerContext
      value={{
        fileNames: ["main.py"],
        showLine: ({ line }) => shown.push(line),
        markStep: () => false,
        openStep: () => undefined,
      }}
    >
      <OutputPane runs={[failed]} languages={[]} yourId={ines.id} runner={runner()} />
    </LinePointerContext>,
  );
  fireEvent.click(within(output()).getByRole("button", { name: '"main.py", line 7' }));
  expect(shown).toEqual([7]);
  expect(output().textContent).toBe(`Error output: ${traceback}`);
});

test("why a run failed is said where its output does not", () => {
  show([run({ outcome: "failed", error: "The Python interpreter crashed; it was restarted." })]);
  expect(output().textContent).toBe("42\nThe Python interpreter crashed; it was restarted.");
});

test("the newest run is shown, and the next one in its place", () => {
  const { again } = show([run({})]);
  expect(output().textContent).toBe("42\n");
  again([run({}), run({ id: "r2", output: [{ stream: "stdout", text: "43\n" }] })]);
  expect(output().textContent).toBe("43\n");
});

test("the end of somebody's run is spoken, once", () => {
  const { again } = show([run({ outcome: "running", durationMs: null })]);
  again([run({})]);
  expect(screen.getByText("Run by Tomas succeeded, 12 ms")).toBeTruthy();
});

test("clearing hides a run here; the next one shows again", () => {
  const { again } = show([run({})]);
  fireEvent.click(screen.getByRole("button", { name: "Clear output" }));
  expect(screen.queryByRole("region", { name: "Output of the run" })).toBeNull();
  again([run({}), run({ id: "r2" })]);
  expect(output()).toBeTruthy();
});

test("a run that was cut or lost says so", () => {
  show([run({ truncated: true, outcome: "lost" })]);
  expect(within(output()).getByText(/wrote more than is kept/)).toBeTruthy();
  expect(within(output()).getByText(/went away before it finished/)).toBeTruthy();
});

test("one's own run that waits is answered with Enter, and its input ended with Ctrl+D", () => {
  const answers: (string | null)[] = [];
  const waits = runner({
    state: { kind: "running", runId: "r2", waitsForInput: true },
    provideInput: (line) => answers.push(line),
  });
  show([run({}), run({ id: "r2", by: ines, outcome: "running" }), run({ id: "r3" })], waits);
  const field = screen.getByRole("textbox", { name: "Input for the running code" });
  expect(document.activeElement).toBe(field);
  fireEvent.change(field, { target: { value: "Ines" } });
  fireEvent.submit(field);
  fireEvent.keyDown(field, { key: "d", ctrlKey: true });
  expect(answers).toEqual(["Ines", null]);
});

test("the question does not take the focus out of another field", () => {
  const elsewhere = document.createElement("textarea");
  document.body.append(elsewhere);
  elsewhere.focus();
  show(
    [run({ id: "r2", by: ines, outcome: "running" })],
    runner({ state: { kind: "running", runId: "r2", waitsForInput: true } }),
  );
  expect(document.activeElement).toBe(elsewhere);
  elsewhere.remove();
});

const text = (said: string) => [{ stream: "stdout", text: said }] as const;
const running = (waitsForInput: boolean) => runner({ state: { kind: "running", runId: "r2", waitsForInput } });
const OWN = run({ id: "r2", by: ines, outcome: "running", durationMs: null, output: text("mine") });
const THEIRS = run({ id: "r3", output: text("theirs") });

test("while one's own run goes on, what somebody else has run since is a press away, and so is the way back", () => {
  show([run({}), OWN, THEIRS], running(false));
  expect(output().textContent).toBe("mine");
  expect(screen.getByText("Tomas has run something since.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Show it" }));
  expect(output().textContent).toBe("theirs");
  fireEvent.click(screen.getByRole("button", { name: "Back to your run" }));
  expect(output().textContent).toBe("mine");
});

test("who looks at another run is brought back when their own asks for input, and stays there", () => {
  const { again } = show([OWN, THEIRS], running(false));
  fireEvent.click(screen.getByRole("button", { name: "Show it" }));
  again([OWN, THEIRS], running(true));
  expect(screen.getByRole("textbox", { name: "Input for the running code" })).toBeTruthy();
  again([OWN, THEIRS], running(false));
  expect(output().textContent).toBe("mine");
});

test("an earlier run that is looked at gives way to one's own that begins, and stays away when that has ended", () => {
  const { again } = show([run({}), THEIRS]);
  fireEvent.keyDown(screen.getByRole("combobox", { name: "Shown run" }), { key: "Enter" });
  fireEvent.keyDown(screen.getByRole("option", { name: /^#1/ }), { key: "Enter" });
  expect(output().textContent).toBe("42\n");
  again([run({}), THEIRS, OWN], running(false));
  expect(output().textContent).toBe("mine");
  expect(screen.queryByRole("button", { name: "Show it" })).toBeNull();
  again([run({}), THEIRS, { ...OWN, outcome: "succeeded" }]);
  expect(output().textContent).toBe("mine");
});

test("where a run is awaited it is said that it is prepared, or why it could not begin", () => {
  const { again } = show([], runner({ state: { kind: "preparing", language: "cpp" } }));
  expect(screen.getByText("Preparing…")).toBeTruthy();
  again([], runner({ state: { kind: "idle", problem: "C++ could not be loaded." } }));
  expect(screen.getByRole("alert").textContent).toBe("C++ could not be loaded.");
  expect(screen.queryByText("Preparing…")).toBeNull();
});

test("who cannot run is not asked for input", () => {
  show([run({ outcome: "running" })], null);
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(screen.queryByRole("button", { name: "Prepared input" })).toBeNull();
});

test("where code cannot ask, the prepared input stands open", () => {
  show([], runner({ interactiveInput: false }));
  expect(screen.getByRole("textbox", { name: "Prepared input" })).toBeTruthy();
});
