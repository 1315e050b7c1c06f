/** Packages for Python programs that whoever runs the server has fetched. */
import { ask } from "./sessions";
import { list, number, object, record, string } from "./shape";
import { apiUrl } from "./urls";

/** One package, with what Pyodide's lock file says of it. */
export interface FetchedPackage {
  readonly name: string;
  readonly version: string;
  readonly file_name: string;
  readonly install_dir: string;
  readonly package_type: string;
  readonly sha256: string;
  readonly imports: readonly string[];
  readonly depends: readonly string[];
  /** Where it lies at the server; the name tells the content. */
  readonly file: string;
  readonly bytes: number;
}

/** `abi`: the Python that they are for. Packages have their normal names. */
export interface FetchedPackages {
  readonly abi: string;
  readonly packages: Readonly<Record<string, FetchedPackage>>;
}

export const readFetchedPackages = object<FetchedPackages>({
  abi: string,
  packages: record(
    object<FetchedPackage>({
      name: string,
      version: string,
      file_name: string,
      install_dir: string,
      package_type: string,
      sha256: string,
      imports: list(string),
      depends: list(string),
      file: string,
      bytes: number,
    }),
  ),
});

/** Which there are. @throws ApiError | NetworkError */
export const fetchPythonPackages = (): Promise<FetchedPackages> =>
  ask("/python-packages", { method: "GET" }, readFetchedPackages);

/** The address of a package's file. */
export const packageFileUrl = ({ file }: FetchedPackage): string =>
  apiUrl(`/assets/runtimes/fetched/${encodeURIComponent(file)}`);
