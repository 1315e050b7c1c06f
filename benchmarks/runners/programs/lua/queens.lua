-- All ways to place ten queens.
local function place(size, row, columns, rising, falling)
  if row == size then return 1 end
  local count = 0
  for column = 0, size - 1 do
    if not (columns[column] or rising[row + column] or falling[row - column]) then
      columns[column], rising[row + column], falling[row - column] = true, true, true
      count = count + place(size, row + 1, columns, rising, falling)
      columns[column], rising[row + column], falling[row - column] = false, false, false
    end
  end
  return count
end

local function kernel(size) return place(size, 0, {}, {}, {}) end

local best, answer = math.huge, nil
for _ = 1, 3 do
  local started = os.clock()
  answer = kernel(10)
  best = math.min(best, (os.clock() - started) * 1000)
end
print("answer " .. answer)
print("ms " .. best)
