/** What of a recording is worth a mark: joins, language switches, runs, what was said, the end, missing parts. */
import type { Participant, RunOutcome } from "../collab/types";
import type { LogEntry } from "../collab/wireShapes";

type MomentDetail =
  | { readonly kind: "joined" | "left" }
  | { readonly kind: "language"; readonly language: string }
  | { readonly kind: "started"; readonly language: string }
  | { readonly kind: "finished"; readonly outcome: RunOutcome; readonly durationMs: number | null }
  | { readonly kind: "titled"; readonly title: string }
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "fileCreated" | "fileRenamed"; readonly name: string }
  | { readonly kind: "fileRemoved" }
  | { readonly kind: "gathered" }
  | { readonly kind: "begun" | "ended" | "reopened" }
  | { readonly kind: "missing"; readonly entries: number };

/** Something that happened. At `position` it is the newest entry; `at` in milliseconds since 1970, `played` in playing time. */
export type Moment = MomentDetail & {
  readonly position: number;
  readonly at: number;
  readonly played: number;
  readonly by: Participant | null;
};

/** What an event is as a moment; `null` for what is no mark, such as a piece of output. */
export function describeEvent(event: LogEntry): MomentDetail | null {
  switch (event.type) {
    case "joined":
    case "left":
      return { kind: event.type };
    case "language":
      return { kind: "language", language: event.language };
    case "run_started":
      return { kind: "started", language: event.language };
    case "run_finished":
      return { kind: "finished", outcome: event.outcome, durationMs: event.durationMs };
    case "file_created":
      return { kind: "fileCreated", name: event.name };
    case "file_renamed":
      return { kind: "fileRenamed", name: event.name };
    case "file_removed":
      return { kind: "fileRemoved" };
    case "titled":
      return { kind: "titled", title: event.title };
    case "chat":
      return { kind: "said", text: event.text };
    case "gathered":
      return { kind: "gathered" };
    case "ended":
    case "reopened":
      return { kind: event.type };
    case "started":
      return { kind: "begun" };
    case "admitted":
    case "knocked":
    case "link_rotated":
    case "lobby":
    case "locked":
    case "named":
    case "removed":
    case "unlocked":
    case "run_output":
    case "run_display":
    case "stepped":
    case "unknown":
      return null;
  }
}
