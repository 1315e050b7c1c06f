/** A session that has ended: when, its code, its runs and its chat to read, and the files to take along. */
import type { EditorView } from "@codemirror/view";
import { Download, History } from "lucide-react";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { formatDate } from "../../hooks/format";
import { type Room, RoomContext } from "../../hooks/room";
import { replayPath } from "../../hooks/sessionLink";
import { takeAlong } from "../../hooks/takeAlong";
import { useChat } from "../../hooks/useChat";
import { useFiles } from "../../hooks/useFiles";
import type { Participant, SessionInfo } from "../../services/collab/types";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { ChatButton } from "../chat/ChatButton";
import { ChatPanel } from "../chat/ChatPanel";
import { SettingsButton } from "../dialogs/SettingsButton";
import { OutputPane } from "../output/OutputPane";
import { Button } from "../ui/Button";
import { Mark } from "../ui/Wordmark";
import { Banners } from "./Banners";
import { CodeEditor } from "./CodeEditor";
import { ConnectionStatus } from "./ConnectionStatus";
import { DeleteDialog } from "./DeleteDialog";
import { FileBar } from "./FileBar";
import { Panes } from "./Panes";

interface EndedScreenProps {
  readonly room: Room;
  readonly session: SessionInfo;
  readonly entry: LanguageEntry;
  readonly languages: readonly LanguageEntry[];
}

const NO_CARETS = new Map<string, readonly Participant[]>();
const nothing = () => undefined;

/** What a host can still decide about an ended session. */
function HostEnd({ room }: { readonly room: Room }) {
  const [isDeleting, setIsDeleting] = useState(false);
  const isLive = room.snapshot.connection.kind === "live";
  return (
    <>
      <Button disabled={!isLive} onClick={() => room.propose({ type: "reopened" })}>
        {texts.reopening.reopen}
      </Button>
      <Button look="quiet" onClick={() => setIsDeleting(true)}>
        {texts.deletion.open}
      </Button>
      <DeleteDialog sessionId={room.client.sessionId} open={isDeleting} onOpenChange={setIsDeleting} />
    </>
  );
}

export function EndedScreen({ room, session, entry, languages }: EndedScreenProps) {
  const { client, snapshot } = room;
  const viewRef = useRef<EditorView | null>(null);
  const chat = useChat(room);
  const files = useFiles(room, entry);
  const { label, take } = takeAlong(room, entry);
  const endedAt = session.endedAt === null ? null : new Date(session.endedAt);
  return (
    <RoomContext value={room}>
      <div className="flex h-full flex-col">
        <header className="shrink-0 border-b border-ink bg-panel px-4 py-4">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
            <Link to="/" aria-label={texts.room.goHome} className="rounded-md">
              <Mark />
            </Link>
            <div className="min-w-48 flex-1">
              <p className="truncate text-xs text-ink-2">{session.title === "" ? texts.untitled : session.title}</p>
              <h1 className="text-lg font-semibold tracking-[-0.015em]">
                {texts.ended.heading(endedAt === null ? null : formatDate(endedAt))}
              </h1>
            </div>
            <ChatButton chat={chat} />
            <SettingsButton />
            {(snapshot.connection.kind !== "live" || snapshot.saved === "unsent") && <ConnectionStatus />}
            <Button onClick={take}>
              <Download aria-hidden size={15} strokeWidth={1.75} />
              {label}
            </Button>
            {room.leads && <HostEnd room={room} />}
            <Link
              to={replayPath(client.sessionId)}
              className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-2.5 text-sm font-medium text-accent-ink hover:bg-accent-hover pointer-coarse:h-10"
            >
              <History aria-hidden size={15} strokeWidth={1.75} />
              {texts.room.replay}
            </Link>
            <Link
              to="/"
              className="inline-flex h-8 items-center rounded-sm text-sm font-medium text-ink-2 underline-offset-4 hover:underline pointer-coarse:h-10"
            >
              {texts.pages.home}
            </Link>
          </div>
          <p className="mt-2 max-w-2xl text-sm text-ink-2 sm:pl-11">{texts.ended.explain}</p>
        </header>
        <Banners entry={entry} />
        <main className="relative flex min-h-0 flex-1">
          <Panes
            beside={null}
            outputCalls={false}
            code={
              <section aria-label={texts.room.codeTab} className="flex h-full min-h-0 flex-col bg-surface">
                <div className="flex h-11 shrink-0 items-center justify-between border-b border-rule bg-panel px-4">
                  <h2 className="font-mono text-sm font-medium">{files.active.name}</h2>
                  <span className="text-xs text-ink-3">{texts.room.readOnly}</span>
                </div>
                {files.list.length > 1 && <FileBar files={files} carets={NO_CARETS} />}
                <CodeEditor
                  entry={entry}
                  files={files}
                  onRun={nothing}
                  onSave={nothing}
                  onFormat={nothing}
                  onHelp={nothing}
                  isRunAwaited={false}
                  viewRef={viewRef}
                />
              </section>
            }
            output={
              <OutputPane runs={snapshot.runs} languages={languages} yourId={snapshot.you?.id ?? null} runner={null} />
            }
          />
          {chat.isOpen && <ChatPanel chat={chat} viewRef={viewRef} />}
        </main>
      </div>
    </RoomContext>
  );
}
