/** A moment in words. */
import { formatDuration } from "../../hooks/format";
import type { Moment } from "../../services/replay/moments";
import { findLanguage } from "../../services/runtimes/registry";
import { texts } from "../../texts";

const labelOf = (language: string) => findLanguage(language)?.label ?? language;

export function describeMoment(moment: Moment): string {
  const words = texts.replay.moment;
  const who = moment.by?.name ?? words.somebody;
  switch (moment.kind) {
    case "joined":
    case "left":
    case "gathered":
    case "ended":
    case "reopened":
    case "begun":
      return words[moment.kind](who);
    case "language":
    case "started":
      return words[moment.kind](who, labelOf(moment.language));
    case "said":
      return words.said(who, moment.text);
    case "fileCreated":
    case "fileRenamed":
      return words[moment.kind](who, moment.name);
    case "fileRemoved":
      return words.fileRemoved(who);
    case "titled":
      return words.titled(who, moment.title);
    case "missing":
      return words.missing(moment.entries);
    case "finished": {
      const duration = moment.durationMs === null ? null : formatDuration(moment.durationMs);
      return words.finished(who, texts.run.outcome[moment.outcome], duration);
    }
  }
}
