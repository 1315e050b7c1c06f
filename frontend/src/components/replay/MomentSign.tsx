/** A moment as a sign: its shape says what happened, its colour who did it or how it went. */
import {
  Braces,
  Check,
  CircleSlash,
  DoorOpen,
  FileMinus,
  FilePen,
  FilePlus,
  FileWarning,
  Flag,
  LogIn,
  LogOut,
  type LucideIcon,
  Megaphone,
  MessageSquare,
  Play,
  Square,
  Type,
  X,
} from "lucide-react";
import type { Moment } from "../../services/replay/moments";
import { paletteVariable } from "../session/Avatar";

const ICONS: Record<Exclude<Moment["kind"], "finished">, LucideIcon> = {
  joined: LogIn,
  left: LogOut,
  language: Braces,
  started: Play,
  titled: Type,
  fileCreated: FilePlus,
  fileRenamed: FilePen,
  fileRemoved: FileMinus,
  said: MessageSquare,
  gathered: Megaphone,
  begun: DoorOpen,
  ended: Flag,
  reopened: DoorOpen,
  missing: FileWarning,
};

const OUTCOMES = {
  succeeded: { icon: Check, look: "text-good" },
  failed: { icon: X, look: "text-bad" },
  stopped: { icon: Square, look: "text-ink-2" },
  lost: { icon: CircleSlash, look: "text-attention" },
  running: { icon: Play, look: "text-ink-2" },
} as const;

export function MomentSign({ moment }: { readonly moment: Moment }) {
  if (moment.kind === "finished") {
    const { icon: Icon, look } = OUTCOMES[moment.outcome];
    return <Icon aria-hidden size={14} strokeWidth={2.25} className={`shrink-0 ${look}`} />;
  }
  const Icon = ICONS[moment.kind];
  const style = moment.by === null ? undefined : { color: paletteVariable(moment.by.color) };
  return <Icon aria-hidden size={14} strokeWidth={2} style={style} className="shrink-0" />;
}
