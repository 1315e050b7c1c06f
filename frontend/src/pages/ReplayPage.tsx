/** The page that plays a session back. */
import { useParams } from "react-router";
import { ReplayFace } from "../components/replay/ReplayFace";

export function ReplayPage() {
  const { id = "" } = useParams();
  return <ReplayFace key={id} sessionId={id} />;
}
