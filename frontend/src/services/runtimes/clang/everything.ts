/**
 * GNU's `<bits/stdc++.h>`, which interview programs ask for: all of the standard library. Most of it is compiled beforehand; were the
 * rest, too, every program would take half as long again. What of that rest a program mentions is read with it instead.
 */
import allHeaders from "./headers.hpp?raw";

/** Where it is found, within the folder of our headers. */
export const EVERYTHING = { folder: "bits", name: "stdc++.h" } as const;

const INCLUDES_ALL = /^\s*#\s*include\s*<bits\/stdc\+\+\.h>/m;
const INCLUDE = /^\s*#\s*include\s*<([\w/.+]+)>/gm;

const namesIn = (code: string): string[] => Array.from(code.matchAll(INCLUDE), ([, name = ""]) => name);

const prepared: ReadonlySet<string> = new Set(namesIn(allHeaders));

/**
 * The other headers, and what shows that a program means them. Not each word that they define: with `using namespace std`, a program's
 * own `print` or `numbers` would be one of two then.
 */
const RARE: Readonly<Record<string, RegExp>> = {
  any: /\bstd::any\b|\bany_cast\b/,
  bit: /\b(?:bit_\w+|has_single_bit|popcount|count[lr]_\w+|rot[lr]|endian|byteswap)\b/,
  cfenv: /\bfe[a-z]+(?:round|except|env)\b/,
  charconv: /\b(?:from|to)_chars\b/,
  chrono: /\bchrono(?:_literals)?\b/,
  cinttypes: /\b(?:PRI|SCN)[a-zA-Z]+\d+\b/,
  complex: /\bcomplex\s*<|\bcomplex_literals\b/,
  condition_variable: /\bcondition_variable\b/,
  cstdarg: /\bva_(?:list|start)\b/,
  ctime: /\b(?:time|clock|ctime|mktime|\w+time_r?|difftime)\s*\(/,
  cwchar: /\b(?:wchar_t|wprintf|wcs\w+|wint_t)\b/,
  cwctype: /\b(?:isw|tow)[a-z]+\b/,
  exception: /\bstd::exception\b|\bexception_ptr\b|\bterminate\(/,
  expected: /\bexpected\s*<|\bunexpected\b/,
  filesystem: /\bfilesystem\b/,
  flat_map: /\bflat_(?:multi)?map\b/,
  flat_set: /\bflat_(?:multi)?set\b/,
  format: /\bstd::v?format\w*\b|\bformat\w*\(.*"[^"\n]*\{/,
  fstream: /\b[io]?fstream\b/,
  future: /\b(?:future|promise|packaged_task)\s*<|\basync\(/,
  locale: /\blocale\b|\buse_facet\b/,
  mdspan: /\bmdspan\b/,
  memory_resource: /\bpmr\b/,
  mutex: /\b(?:mutex|\w+_mutex|\w+_lock|lock_guard|call_once)\b/,
  numbers: /\bnumbers::/,
  print: /\bstd::print\b|\bprintln\b|\bprint\("[^"\n]*\{/,
  random:
    /\b(?:mt19937\w*|minstd_rand0?|ranlux\w+|knuth_b|random_device|default_random_engine|seed_seq|\w+_distribution)\b/,
  ratio: /\bratio(?:_\w+)?\s*</,
  regex: /\bw?regex\w*\b|\b[sc]match\b/,
  scoped_allocator: /\bscoped_allocator_adaptor\b/,
  source_location: /\bsource_location\b/,
  system_error: /\b(?:system_error|error_code|errc)\b/,
  thread: /\bstd::j?thread\b|\bthis_thread\b|\bthread\s+\w+\(/,
  typeindex: /\btype_index\b/,
  typeinfo: /\btypeid\b|\btype_info\b/,
  valarray: /\bvalarray\b/,
};

/** Whether the precompiled header holds some of what the program includes. */
export const isPrepared = (code: string): boolean =>
  INCLUDES_ALL.test(code) || namesIn(code).some((name) => prepared.has(name));

/** The text of `<bits/stdc++.h>` for this program. @param sources all of it. */
export function everythingFor(sources: readonly string[], isPrecompiled: boolean): string {
  const meant = sources.some((source) => INCLUDES_ALL.test(source))
    ? Object.keys(RARE).filter((header) => sources.some((source) => RARE[header]?.test(source)))
    : [];
  return [isPrecompiled ? "" : allHeaders, ...meant.map((header) => `#include <${header}>\n`)].join("");
}
