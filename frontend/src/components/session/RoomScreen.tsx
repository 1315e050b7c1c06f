/** The open room: bar, banners, code and output. */
import type { EditorView } from "@codemirror/view";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useOfferedLanguages } from "../../hooks/languages";
import { LinePointerContext } from "../../hooks/linePointer";
import { useMessages } from "../../hooks/messages";
import { type Room, RoomContext } from "../../hooks/room";
import { type Runner, useRunner } from "../../hooks/runner/useRunner";
import { answerSave } from "../../hooks/statusLine";
import { useChat } from "../../hooks/useChat";
import { useFileCarets } from "../../hooks/useFileCarets";
import { type Files, useFiles } from "../../hooks/useFiles";
import { type Following, useFollowing } from "../../hooks/useFollowing";
import { useFormatting } from "../../hooks/useFormatting";
import { usePointer } from "../../hooks/usePointer";
import { useRoomCommands } from "../../hooks/useRoomCommands";
import { useRoomNews } from "../../hooks/useRoomNews";
import { useShortcuts } from "../../hooks/useShortcuts";
import { useOwnStanding, useStandings } from "../../hooks/useStandings";
import type { Stepping } from "../../hooks/useSteps";
import type { LanguageHelp } from "../../services/help/languageHelp";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { ChatPanel } from "../chat/ChatPanel";
import { OutputPane } from "../output/OutputPane";
import { Banners } from "./Banners";
import { CodePane } from "./CodePane";
import { FollowingBanner } from "./FollowingBanner";
import { Panes } from "./Panes";
import { RightsBanners } from "./RightsBanners";
import { RunControl } from "./RunControl";
import { TopBar } from "./TopBar";

interface RoomScreenProps {
  readonly room: Room;
  readonly entry: LanguageEntry;
  readonly languages: readonly LanguageEntry[];
}

/** Takes the caret to the line that the running code waits for; false where it does not wait. */
function focusRunInput(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-run-input]");
  field?.focus();
  return field !== null;
}

/**
 * Gives the caret back to the editor when the run is over whose question it left the editor for. Set the returned flag
 * when it leaves.
 */
function useBorrowedFocus(viewRef: RefObject<EditorView | null>, isIdle: boolean): RefObject<boolean> {
  const borrowed = useRef(false);
  useEffect(() => {
    if (!isIdle || !borrowed.current) return;
    borrowed.current = false;
    const active = document.activeElement;
    if (active === document.body || active?.closest("[data-run-output]")) viewRef.current?.focus();
  }, [isIdle, viewRef]);
  return borrowed;
}

/** Who goes to another file by themselves follows nobody any more. */
function endingFollowing(files: Files, { stop }: Following): Files {
  const open = (text: string) => {
    stop();
    files.open(text);
  };
  const create = (name: string) => {
    stop();
    files.create(name);
  };
  return { ...files, open, create };
}

/** Who may run chooses the step for everybody; in a session that has ended each looks alone. */
function steppingOf({ canRun, snapshot, propose }: Room): Stepping {
  if (canRun && snapshot.connection.kind === "live") {
    return { kind: "shared", share: (run, step) => propose({ type: "stepped", run, step }) };
  }
  return { kind: canRun || snapshot.session?.status === "ended" ? "alone" : "followed" };
}

/** Whether the next run starts at once. */
function isReady({ runtime }: Runner): boolean {
  return runtime.kind === "ready" || runtime.kind === "running";
}

export function RoomScreen({ room, entry, languages }: RoomScreenProps) {
  const { snapshot, canRun, client } = room;
  const { toast } = useMessages();
  const runner = useRunner(room, entry);
  useRoomNews(room, entry);

  const viewRef = useRef<EditorView | null>(null);
  const helpRef = useRef<LanguageHelp | null>(null);
  const files = useFiles(room, entry);
  const carets = useFileCarets(files.texts, snapshot.participants, snapshot.you?.id);
  const { pointer, onView, bringCode, calls: codeCalls } = usePointer({ viewRef, files, entry, client });
  const { run } = runner;
  const borrowed = useBorrowedFocus(viewRef, runner.state.kind === "idle");
  const onRun = useCallback(() => {
    if (entry.load === null) toast(texts.run.notRun(entry.label));
    const cameFromEditor = viewRef.current?.hasFocus === true;
    if (!focusRunInput()) run();
    else if (cameFromEditor) borrowed.current = true;
  }, [run, borrowed, entry, toast]);
  const onSave = useCallback(() => toast(answerSave(client.snapshot())), [client, toast]);
  const { format: onFormat, loading: formatterLoading } = useFormatting(entry, files.active.name, viewRef);
  useShortcuts({ onRun, onSave });

  const text = client.text(files.active.text);
  const following = useFollowing({ room, text, carets, open: files.open, viewRef, bringCode });
  const ownFiles = endingFollowing(files, following);
  const offered = useOfferedLanguages();
  useRoomCommands({
    ...{ room, entry, files: ownFiles, languages: offered, runner },
    ...{ viewRef, helpRef, onRun, onSave, onFormat },
  });
  const people = { standings: useStandings(files.texts), onFollow: following.follow };
  useOwnStanding(client, isReady(runner) ? entry.id : null);
  const chat = useChat(room);

  // Who may not begin another run must still be able to stop the one that is under way.
  const hasControl = (canRun && entry.load !== null) || runner.state.kind !== "idle";
  const control = hasControl ? <RunControl runner={runner} /> : null;
  return (
    <RoomContext value={room}>
      <div className="flex h-full flex-col">
        <TopBar entry={entry} chat={chat} people={people} />
        <Banners entry={entry} />
        <RightsBanners />
        <FollowingBanner following={following} />
        <main className="relative flex min-h-0 flex-1">
          <Panes
            beside={control}
            outputCalls={runner.state.kind !== "idle"}
            codeCalls={codeCalls}
            code={
              <CodePane
                {...{ entry, files: ownFiles, carets, runner, onRun, onSave, onFormat }}
                {...{ formatterLoading, viewRef, helpRef, onView }}
              />
            }
            output={
              <LinePointerContext value={pointer}>
                <OutputPane
                  runs={snapshot.runs}
                  languages={languages}
                  yourId={snapshot.you?.id ?? null}
                  runner={hasControl ? runner : null}
                  stepping={steppingOf(room)}
                />
              </LinePointerContext>
            }
          />
          {chat.isOpen && <ChatPanel chat={chat} viewRef={viewRef} />}
        </main>
      </div>
    </RoomContext>
  );
}
