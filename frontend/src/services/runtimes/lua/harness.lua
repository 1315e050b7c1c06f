-- Runs one program as `lua main.lua` would: standard streams led to the page, errors with the person's own lines only.
local host = ...
local load, xpcall, tostring, traceback, type, select = load, xpcall, tostring, debug.traceback, type, select
local error, tonumber, setmetatable, table_concat = error, tonumber, setmetatable, table.concat

package.path, package.cpath = "", ""
-- Lua's own seed is the time in seconds and an address, which is the same in every run here.
math.randomseed(host.chance(), host.chance())
os.exit = function(code)
  if code == nil or code == true then code = 0 end
  if code == false then code = 1 end
  host.exit(code)
end

--- What was read and not yet taken; nil once the input has ended.
local waiting = ""

local function fill()
  if waiting == nil then return false end
  local line = host.read_line()
  if line == nil then
    local rest = waiting
    if rest == "" then waiting = nil end
    return false
  end
  waiting = waiting .. line .. "\n"
  return true
end

local function take(pattern)
  local found = waiting:match("^" .. pattern)
  if found then waiting = waiting:sub(#found + 1) end
  return found
end

local function read_line(keeps_end)
  if waiting == "" and not fill() then return nil end
  local line = take("[^\n]*\n") or take("[^\n]*")
  return keeps_end and line or (line:gsub("\n$", ""))
end

local function read_number()
  while waiting and waiting:match("^%s*$") and fill() do end
  if not waiting then return nil end
  take("%s*")
  return tonumber(take("[+-]?[%w.]+[+-]?%d*") or "")
end

local function read_all()
  while fill() do end
  local all = waiting or ""
  waiting = nil
  return all
end

local function read_count(count)
  while waiting and #waiting < count and fill() do end
  if not waiting or (waiting == "" and count > 0) then return nil end
  local part = waiting:sub(1, count)
  waiting = waiting:sub(count + 1)
  return part
end

local function read_one(format)
  if waiting == nil then return format == "a" and "" or nil end
  if type(format) == "number" then return read_count(format) end
  format = format:gsub("^%*", ""):sub(1, 1)
  if format == "n" then return read_number() end
  if format == "a" then return read_all() end
  if format == "l" or format == "L" then return read_line(format == "L") end
  error("bad argument #1 to 'read' (invalid format)", 3)
end

local function read(first, ...)
  local answer = read_one(first or "l")
  if select("#", ...) == 0 or answer == nil then return answer end
  return answer, read(...)
end

local function written(level, ...)
  local parts = {}
  for at = 1, select("#", ...) do
    local part = select(at, ...)
    if type(part) ~= "string" and type(part) ~= "number" then
      error(("bad argument #%d to 'write' (string expected, got %s)"):format(at, type(part)), level + 1)
    end
    parts[at] = tostring(part)
  end
  return table_concat(parts)
end

--- A standard stream: what a file of Lua can do, and nothing that needs a disk.
local function stream(name, fields)
  local methods = {
    close = function() return true end,
    flush = function(self) return self end,
    setvbuf = function() return true end,
    seek = function() return nil, "Illegal seek", 29 end,
  }
  for field, value in pairs(fields) do methods[field] = value end
  return setmetatable({}, { __index = methods, __name = "FILE*", __tostring = function() return "file (" .. name .. ")" end })
end

local function lines(format)
  return function() return read(format) end
end

local function output(name)
  return stream(name, {
    write = function(self, ...)
      host.write(name, written(2, ...))
      return self
    end,
  })
end

local open_lines, open_output, open_input, open_type = io.lines, io.output, io.input, io.type
local stdin = stream("stdin", { read = function(_, ...) return read(...) end, lines = function(_, format) return lines(format) end })
local stdout, stderr = output("stdout"), output("stderr")
local standard = { [stdin] = true, [stdout] = true, [stderr] = true }
local current = { input = stdin, output = stdout }

--- Files that the program opens itself are the C library's; only what they are led to is remembered here.
local function choose(kind, open)
  return function(file)
    if type(file) == "string" then file = open(file) end
    if file ~= nil then current[kind] = file end
    return current[kind]
  end
end

io.stdin, io.stdout, io.stderr = stdin, stdout, stderr
io.input, io.output = choose("input", open_input), choose("output", open_output)
io.read = function(...) return current.input:read(...) end
io.write = function(...)
  if current.output ~= stdout then return current.output:write(...) end
  host.write("stdout", written(2, ...))
  return stdout
end
io.lines = function(file, ...)
  if file == nil then return current.input:lines(...) end
  return open_lines(file, ...)
end
io.type = function(file) return standard[file] and "file" or open_type(file) end
print = function(...)
  local parts = {}
  for at = 1, select("#", ...) do parts[at] = tostring((select(at, ...))) end
  host.write("stdout", table_concat(parts, "\t") .. "\n")
end

--- The files beside the program lie where the C library finds them; `require` finds them by the names that errors tell.
table.insert(package.searchers, 2, function(module)
  local name = module:gsub("%.", "/") .. ".lua"
  local text = host.file(name)
  if not text then return "no file '" .. name .. "' in the session" end
  local chunk, problem = load(text, "@" .. name, "t")
  if not chunk then error(problem, 0) end
  return chunk, name
end)

--- The traceback down to the program's first line, without what stands below it.
local function own_traceback()
  local trace = traceback("", 3)
  local ours = trace:find("\n\t[C]: in function 'xpcall'", 1, true)
  return ours and trace:sub(1, ours - 1) or trace
end

local function report(problem)
  local text = type(problem) == "string" and problem or tostring(problem)
  return (text:gsub("\n\tno f[^\n]*", "")) .. own_traceback()
end

return function(source, name)
  local program, problem = load(source, "@" .. name, "t")
  if not program then return problem end
  local ok, said = xpcall(program, report)
  return not ok and said or nil
end
