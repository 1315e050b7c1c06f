/** The recording on the screen: the code and the output of a moment, what happened, and the controls. */
import { useMemo } from "react";
import { usePlayerFact } from "../../hooks/useReplay";
import { useReplayKeys } from "../../hooks/useReplayKeys";
import type { Player } from "../../services/replay/player";
import type { Recording } from "../../services/replay/recording";
import { LANGUAGES } from "../../services/runtimes/registry";
import { OutputPane } from "../output/OutputPane";
import { Panes } from "../session/Panes";
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
              <div className="min-h-0 flex-3">
                <OutputPane runs={frame.runs} languages={LANGUAGES} yourId={null} runner={null} />
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
