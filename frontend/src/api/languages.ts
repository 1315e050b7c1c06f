/** Which languages the server offers. */
import { ask } from "./sessions";
import { list, object, string } from "./shape";

const readLanguages = object<{ languages: readonly string[] }>({ languages: list(string) });

/** The ids of the languages that a session can have. @throws ApiError | NetworkError */
export async function fetchLanguages(): Promise<readonly string[]> {
  return (await ask("/languages", { method: "GET" }, readLanguages)).languages;
}
