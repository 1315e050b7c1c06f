/** Words that a language has itself, for completion; of the languages whose highlighting does not offer them. */

const split = (words: string): readonly string[] => words.split(/\s+/);

/** By the language's id. */
export const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  csharp:
    split(`abstract as async await base bool break byte case catch char checked class const continue decimal default
delegate do double else enum event explicit extern false finally fixed float for foreach if implicit in int interface internal
is lock long namespace new null object operator out override params private protected public readonly record ref return sbyte
sealed short sizeof static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using var virtual
void volatile while yield`),
  kotlin:
    split(`abstract actual annotation as break by catch class companion const constructor continue crossinline data do
else enum external false final finally for fun if import in infix init inline inner interface internal is lateinit null object
open operator out override package private protected public return sealed super suspend tailrec this throw true try typealias
val var vararg when where while`),
  lua: split(`and break do else elseif end false for function goto if in local nil not or repeat return then true until while
assert error ipairs math next pairs pcall print require select setmetatable string table tonumber tostring type`),
  rust: split(`as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i32 i64 if impl in
let loop match mod move mut pub ref return self Self static str String struct super trait true type u32 u64 u8 unsafe use usize
where while Option Some None Result Ok Err Vec println`),
  scala:
    split(`abstract case catch class def derives do else end enum export extends extension false final finally for given if
implicit import inline lazy match new null object open override package private protected return sealed super then this throw
trait transparent true try type using val var while with yield`),
  swift:
    split(`actor any as associatedtype async await break case catch class continue default defer deinit do else enum
extension fallthrough false fileprivate final for func guard if import in init inout internal is lazy let mutating nil open
operator override private protocol public repeat required rethrows return self Self some static struct subscript super switch
throw throws true try typealias unowned var weak where while`),
  sqlite:
    split(`all alter and as asc autoincrement begin between by case cast check collate column commit constraint create cross
current_date current_timestamp default delete desc distinct drop else end except exists explain foreign from full glob group
having in index inner insert intersect into is join key left like limit not null offset on or order outer over partition
primary pragma recursive references returning right rollback row_number select set table then transaction union unique update
using values view when where with count sum avg min max coalesce integer text real`),
  postgres:
    split(`all alter analyze and any array as asc begin between bigint boolean by case cast check coalesce column commit
constraint create cross current_date current_timestamp date default delete desc distinct do drop else end except exists explain
false foreign from full function generate_series group having ilike in index inner insert integer intersect interval into is
join json jsonb key lateral left like limit not null numeric offset on or order outer over partition primary references
returning returns right rollback row_number rows select serial set similar table text then timestamp to true union unique update
using values varchar view when where window with count sum avg min max string_agg array_agg`),
};
