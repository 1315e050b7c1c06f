/** A line across the room that says what is the matter and what to do about it. */

import * as m from "framer-motion/m";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

type BannerTone = "note" | "attention" | "bad";

const TONES: Record<BannerTone, { readonly icon: typeof Info; readonly look: string }> = {
  note: { icon: Info, look: "bg-panel text-ink" },
  attention: { icon: TriangleAlert, look: "bg-attention-wash text-attention" },
  bad: { icon: CircleAlert, look: "bg-bad-wash text-bad" },
};

interface BannerProps {
  readonly tone: BannerTone;
  readonly children: ReactNode;
  /** Buttons, at the end of the line. */
  readonly actions?: ReactNode;
}

export function Banner({ tone, children, actions }: BannerProps) {
  const { icon: Icon, look } = TONES[tone];
  return (
    <m.div
      role={tone === "bad" ? "alert" : "status"}
      initial={{ height: 0, opacity: 0 }}
      animate={{ height: "auto", opacity: 1 }}
      exit={{ height: 0, opacity: 0 }}
      transition={{ duration: 0.18 }}
      className={`overflow-hidden border-b border-rule ${look}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
        <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
        <p className="min-w-48 flex-1 text-sm">{children}</p>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </m.div>
  );
}
