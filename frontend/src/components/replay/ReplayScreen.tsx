/** The recording on the screen: the code and the output of a moment, what happened, and the controls. */
import { useEffect, useMemo } from "react";
import { usePlayerFact } from "../../hooks/useReplay";
import { useReplayKeys } from "../../hooks/useReplayKeys";
import { READER, useReplayRunner } from "../../hooks/useReplayRunner";
import type { Player } from "../../services/replay/player";
import type { Recording } from "../../services/replay/recording";
import { LANGUAGES } from "../../services/runtimes/registry";
import { OutputPane } from "../output/OutputPane";
import { Panes } from "../session/Panes";
import { RunControl } from "../session/RunControl";
import { MomentList } from "./MomentList";
import { ReplayBar } from "./ReplayBar";
import { ReplayCode } from "./ReplayCode";
import { Transport } from "./Transport";

interface ReplayScreenProps {
  readonly sessionId: string;
  readonly recording: Recording;
  readonly player: Player;
  readonly reload: () => void;
}

export function ReplayScreen({ sessionId, recording, player, reload }: ReplayScreenProps) {
  const position = usePlayerFact(player, (snapshot) => snapshot.position);
  const frame = useMemo(() => recording.frameAt(position), [recording, position]);
  useReplayKeys(player);
  const { runner, own, forget } = useReplayRunner(recording);
  // biome-ignore lint/correctness/useExhaustiveDependencies: at another position other runs are looked at
  useEffect(forget, [position]);
  const runs = useMemo(() => [...frame.runs, ...own], [frame, own]);
  const isRunning = runner.state.kind !== "idle";
  return (
    <div className="flex h-full flex-col">
      <ReplayBar sessionId={sessionId} recording={recording} reload={reload} />
      <main className="flex min-h-0 flex-1 flex-col">
        <Panes
          beside={null}
          outputCalls={false}
          code={<ReplayCode recording={recording} player={player} frame={frame} />}
          output={
            <div className="flex h-full min-h-0 flex-col">
              {isRunning && (
                <div className="flex shrink-0 justify-end border-b border-rule bg-panel px-2 py-1.5">
                  <RunControl runner={runner} />
                </div>
              )}
              <div className="min-h-0 flex-3">
                <OutputPane
                  runs={runs}
                  languages={LANGUAGES}
                  yourId={READER.id}
                  runner={runs.length > 0 ? runner : null}
                />
              </div>
              <MomentList recording={recording} player={player} position={position} />
            </div>
          }
        />
      </main>
      <Transport recording={recording} player={player} />
    </div>
  );
}
