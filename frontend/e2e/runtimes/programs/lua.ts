/** Lua's programs for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

export const lua: LanguagePrograms = {
  language: "lua",
  fileName: "main.lua",
  hello: "print('hello')",
  streaming: `
local function pause()
  local start = os.clock()
  while os.clock() - start < 0.1 do end
end
for n = 1, 4 do
  if n > 1 then pause() end
  print(n)
end
`,
  streams: "print('out')\nio.stderr:write('err\\n')",
  asks: `
io.write("name? ")
local name = io.read()
print("hello " .. name)
io.write("age? ")
print(io.read("n") .. " years")
`,
  readsToEnd: "for line in io.lines() do end\nprint('ended')",
  fails: {
    code: "local function share(thing)\n  return thing.of.all\nend\n\nprint(share({}))\n",
    says: "attempt to index a nil value (field 'of')",
    line: 2,
  },
  doesNotParse: { code: "local x = 1\nlocal y = = 2\n", says: "unexpected symbol near '='", line: 2 },
  recurses: "local function f() return 1 + f() end\nprint(f())",
  importsMissing: { code: "local x = 1\nlocal socket = require('socket')", says: "module 'socket' not found", line: 2 },
  exits: "print('before')\nos.exit(3)\nprint('after')",
  loops: "print('on')\nwhile true do end",
  resists: "print('on')\nwhile true do pcall(function() while true do end end) end",
  sleeps: lacks("Lua has no way to sleep"),
  floods: "local n = 0\nwhile true do\n  print(n)\n  n = n + 1\nend",
  writesTooMuch: "for n = 0, 99999 do print(n, ('x'):rep(100)) end",
  fills: 'local filled = string.rep("x", 40000000)\nprint("filled")\n',
  eatsMemory: "local hoard = {}\nwhile true do hoard[#hoard + 1] = string.rep('x', 16 * 1024 * 1024) .. #hoard end",
  unicode: "print('grüße, 世界 🎈')\nprint(io.read())",
  awaits: lacks("Lua's coroutines wait for nothing but each other"),
  leaves: "leftover = 1\nprint = nil\nstring.format = nil\nos.exit = nil",
  looksAround: "assert(leftover == nil and string.format and os.exit)\nprint('clean')",
  files: {
    code: "local helper = require('helper')\nprint(helper.fruit(5))\n",
    files: [
      { name: "data.txt", text: "apples" },
      {
        name: "helper.lua",
        text: "local helper = {}\nfunction helper.fruit(n)\n  return (n + 1) .. ' ' .. io.open('data.txt'):read('a')\nend\nreturn helper\n",
      },
    ],
    fails: {
      code: "local helper = require('helper')\nhelper.share({})\n",
      files: [
        { name: "helper.lua", text: "return {\n  share = function(thing)\n    return thing.of.all\n  end,\n}\n" },
      ],
      says: "attempt to index a nil value (field 'of')",
      file: "helper.lua",
      line: 3,
    },
  },
  opens: `if io.open("out.txt") then print("left") end
local data = assert(io.open("data.txt"))
data:read()
print(data:read("l"))
local out = io.open("out.txt", "w")
out:write("new\\n")
out:close()
out = io.open("./out.txt", "a")
out:write("more\\n")
out:close()
for line in io.lines("out.txt") do print(line) end
if not io.open("none.txt") then print("none") end
io.open("data.txt", "w"):close()
`,
  waysOut: {
    tries: ({ url }) => ({
      "a file of the machine": "assert(io.open('/etc/passwd'))",
      "another program": `assert(os.execute('curl ${url}'))`,
      "a pipe": `assert(io.popen('curl ${url}'))`,
      sockets: "require('socket')",
      "a library": "assert(package.loadlib('libc.so', 'system'))",
      "JavaScript's objects": "assert(js or window or fetch or globalThis)",
    }),
  },
};
