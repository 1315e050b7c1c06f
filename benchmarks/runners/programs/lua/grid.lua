-- Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls.
local SIDE = 500
local STEPS = { { 0, 1 }, { 1, 0 }, { 0, -1 }, { -1, 0 } }

local function make_grid()
  local x, walls = 1, {}
  for i = 0, SIDE * SIDE - 1 do
    x = (x * 75 + 74) % 65537
    walls[i] = x % 4 == 0
  end
  walls[0] = false
  return walls
end

local function kernel(walls)
  local distances, queue, head, farthest = { [0] = 0 }, { { 0, 0 } }, 1, 0
  while head <= #queue do
    local row, column = queue[head][1], queue[head][2]
    head = head + 1
    farthest = distances[row * SIDE + column]
    for _, step in ipairs(STEPS) do
      local r, c = row + step[1], column + step[2]
      local place = r * SIDE + c
      if r >= 0 and r < SIDE and c >= 0 and c < SIDE and not walls[place] and not distances[place] then
        distances[place] = farthest + 1
        queue[#queue + 1] = { r, c }
      end
    end
  end
  return #queue .. " " .. farthest
end

local walls = make_grid()

local best, answer = math.huge, nil
for _ = 1, 3 do
  local started = os.clock()
  answer = kernel(walls)
  best = math.min(best, (os.clock() - started) * 1000)
end
print("answer " .. answer)
print("ms " .. best)
