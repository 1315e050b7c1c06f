/** What a run wrote: both streams and the input that was typed, told apart by shape, by word and by colour. */

import { ArrowDown } from "lucide-react";
import { memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { OutputChunk, OutputPiece, OutputStream, Run } from "../../services/collab/types";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { intoBlocks } from "./blocks";
import { DisplayView } from "./DisplayView";
import { ErrorText } from "./ErrorText";

/** How near the end counts as reading the newest line. */
const NEAR_END_PX = 24;

/** What a screen reader hears before a piece; a sighted person sees it by shape and colour. */
function spokenLabel(stream: OutputStream): string {
  if (stream === "stdout") return "";
  if (stream === "prompt") return texts.prompt.echo;
  return stream === "stderr" ? texts.output.errorOutput : texts.output.inputEcho;
}

interface PieceProps extends OutputChunk {
  readonly label: string;
}

const Piece = memo(function Piece({ stream, text, label }: PieceProps) {
  if (stream === "stdout") return <span>{text}</span>;
  if (stream === "stderr") {
    return (
      <span className="text-bad">
        <span className="sr-only">{label}</span>
        <ErrorText text={text} />
      </span>
    );
  }
  if (stream === "prompt") {
    return (
      <span className="font-semibold text-ink">
        <span className="sr-only">{label}</span>
        {text}
      </span>
    );
  }
  return (
    <span className="font-semibold text-ink underline decoration-accent decoration-2 underline-offset-4">
      <span className="sr-only">{label}</span>
      {text}
    </span>
  );
});

function Blocks({ output }: { readonly output: readonly OutputPiece[] }) {
  const blocks = useMemo(() => intoBlocks(output), [output]);
  return blocks.map((block, index) =>
    "display" in block ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever grow at the end
      <DisplayView key={index} display={block.display} />
    ) : (
      <div
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever grow at the end
        key={index}
        data-stream={block.isError ? "stderr" : "stdout"}
        className={block.isError ? "-ml-3 border-l-2 border-bad bg-bad-wash py-0.5 pl-2.5" : ""}
      >
        {block.pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces only ever grow at the end
          <Piece key={at} stream={piece.stream} text={piece.text} label={spokenLabel(piece.stream)} />
        ))}
      </div>
    ),
  );
}

/** Why a run failed, where what it wrote does not say so: the interpreter crashed, memory ran out, it left with a number. */
function UntoldError({ run: { error, outcome, output } }: { readonly run: Run }) {
  if (outcome !== "failed" || error === null) return null;
  const says = error.replace(/ \([^()]*, line \d+\)$/, "");
  if (output.some((piece) => piece.stream === "stderr" && piece.text.includes(says))) return null;
  return (
    <p className="mt-1 font-sans text-bad" data-run-error>
      <ErrorText text={error} />
    </p>
  );
}

/** The steps of a run are looked at elsewhere. */
const isUnseen = (piece: OutputPiece): boolean => piece.stream === "display" && piece.display.kind === "trace";

interface RunOutputProps {
  readonly run: Run;
  /** Of its output what is shown; all of it where none is given. */
  readonly shown?: readonly OutputPiece[];
  /** What stands below the output and scrolls with it: the input line. */
  readonly children?: ReactNode;
  /** What stands behind all of it: the prompt. */
  readonly behind?: ReactNode;
}

export function RunOutput({ run, shown = run.output, children, behind }: RunOutputProps) {
  const box = useRef<HTMLElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  const hasInputLine = Boolean(children);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of what is shown asks to be followed
  useLayoutEffect(() => {
    if (!isFollowing) return;
    // In the frame's own layout: to ask for one now would keep what was written from the screen for some milliseconds.
    const frame = requestAnimationFrame(() => {
      if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, isFollowing, hasInputLine]);

  // The line that goes with the answer takes the focus with it; the output around it keeps it for the next question.
  useLayoutEffect(() => {
    if (!hasInputLine) return;
    const region = box.current;
    return () => {
      if (region?.contains(document.activeElement) || document.activeElement === document.body) region?.focus();
    };
  }, [hasInputLine]);

  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current ?? document.body;
    setIsFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
  };

  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        data-run-output
        onScroll={onScroll}
        aria-label={texts.output.text}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto code-size px-4 py-3 font-mono break-words whitespace-pre-wrap outline-none [tab-size:4] focus-visible:shadow-[inset_2px_0_0_var(--focus)]"
      >
        {shown.every(isUnseen) && !hasInputLine && (
          <p className="font-sans text-ink-3">
            {run.outcome === "running" || shown !== run.output ? texts.output.waitingOutput : texts.output.noOutput}
          </p>
        )}
        <Blocks output={shown} />
        {shown === run.output && <UntoldError run={run} />}
        {run.truncated && (
          <p className="mt-2 border-t border-dashed border-rule-strong pt-2 font-sans text-xs text-attention">
            {texts.output.truncated}
          </p>
        )}
        {run.outcome === "lost" && (
          <p className="mt-2 border-t border-dashed border-rule-strong pt-2 font-sans text-xs text-ink-2">
            {texts.output.lost}
          </p>
        )}
        {children}
        {behind}
      </section>
      {!isFollowing && run.outcome === "running" && (
        <Button className="absolute right-4 bottom-3 shadow-pop" onClick={() => setIsFollowing(true)}>
          <ArrowDown aria-hidden size={14} />
          {texts.output.scrollDown}
        </Button>
      )}
    </div>
  );
}
