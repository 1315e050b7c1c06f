/** Server-sent events, read from an answer's body as it comes. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html */

export interface ServerSentEvent {
  /** Empty where the event has no type. */
  readonly type: string;
  readonly data: string;
}

/** Cuts a text that comes in parts into events. Comments tell nothing. */
export class EventReader {
  #rest = "";
  #type = "";
  #data: string[] = [];

  /** The events that are complete with this part. */
  read(part: string): ServerSentEvent[] {
    const lines = (this.#rest + part).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#takeLine(line));
  }

  #takeLine(line: string): ServerSentEvent[] {
    if (line === "") {
      const event = { type: this.#type, data: this.#data.join("\n") };
      const isEmpty = this.#data.length === 0;
      this.#type = "";
      this.#data = [];
      return isEmpty ? [] : [event];
    }
    if (line.startsWith("event: ")) this.#type = line.slice("event: ".length);
    else if (line.startsWith("data: ")) this.#data.push(line.slice("data: ".length));
    return [];
  }
}
