/** A glimpse of a room: one text, two carets, one run. A picture, so it is spoken as one sentence. */
import { formatDuration } from "../../hooks/format";
import { texts } from "../../texts";
import { paletteVariable } from "../session/Avatar";

type Ink = "keyword" | "function" | "number" | "plain";

const INKS: Record<Ink, string> = {
  keyword: "var(--syntax-keyword)",
  function: "var(--syntax-function)",
  number: "var(--syntax-number)",
  plain: "var(--editor-text)",
};

const k = (text: string): [Ink, string] => ["keyword", text];
const f = (text: string): [Ink, string] => ["function", text];
const n = (text: string): [Ink, string] => ["number", text];
const p = (text: string): [Ink, string] => ["plain", text];

interface Line {
  readonly pieces: readonly [Ink, string][];
  readonly caret?: { readonly name: string; readonly color: string };
}

const LINES: readonly Line[] = [
  { pieces: [k("def "), f("longest_run"), p("(values):")] },
  { pieces: [p("    best = run = "), n("1")] },
  { pieces: [p("    "), k("for "), p("before, now "), k("in "), f("pairwise"), p("(values):")] },
  {
    pieces: [p("        run = run + "), n("1 "), k("if "), p("now == before "), k("else "), n("1")],
    caret: { name: "Ines", color: "c4" },
  },
  { pieces: [p("        best = "), f("max"), p("(best, run)")] },
  { pieces: [p("    "), k("return "), p("best")], caret: { name: "Tomas", color: "c1" } },
];

function Caret({ name, color }: { readonly name: string; readonly color: string }) {
  const background = paletteVariable(color);
  return (
    <span className="relative">
      <span className="absolute top-[-0.15em] h-[1.35em] w-0.5" style={{ background }} />
      <span
        className="absolute top-[-0.15em] left-0.5 rounded-r-sm px-1 font-sans text-[0.625rem] leading-[1.35rem] font-semibold"
        style={{ background, color: "var(--participant-text)" }}
      >
        {name}
      </span>
    </span>
  );
}

export function Scene() {
  return (
    <div
      role="img"
      aria-label={texts.home.scene}
      className="mt-9 max-w-2xl overflow-hidden rounded-lg border border-rule bg-surface font-mono text-xs leading-6 select-none max-lg:hidden"
    >
      <div className="flex">
        <div className="border-r border-rule py-3 pr-3 pl-4 text-right text-(--editor-gutter)">
          {LINES.map((_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture
            <div key={index}>{index + 1}</div>
          ))}
        </div>
        <div className="flex-1 py-3 pl-4 whitespace-pre">
          {LINES.map(({ pieces, caret }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture
            <div key={index}>
              {pieces.map(([ink, text]) => (
                <span key={`${ink}${text}`} style={{ color: INKS[ink] }}>
                  {text}
                </span>
              ))}
              {caret !== undefined && <Caret {...caret} />}
            </div>
          ))}
        </div>
      </div>
      <div className="flex items-center gap-3 border-t border-rule bg-panel px-4 text-2xs leading-8">
        <span className="h-3 w-1 bg-accent" />
        <span className="text-ink">4</span>
        <span className="ml-auto text-good">{texts.run.outcome.succeeded}</span>
        <span className="text-ink-3">Tomas · {formatDuration(1)}</span>
      </div>
    </div>
  );
}
