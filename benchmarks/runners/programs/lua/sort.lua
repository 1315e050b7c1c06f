-- Merge sort, written by hand: 100,000 numbers.
local function numbers(count)
  local x, found = 1, {}
  for i = 1, count do
    x = (x * 75 + 74) % 65537
    found[i] = x
  end
  return found
end

local function merge_sort(items, first, last)
  if first == last then return { items[first] } end
  local middle = (first + last) // 2
  local left, right = merge_sort(items, first, middle), merge_sort(items, middle + 1, last)
  local merged, i, j = {}, 1, 1
  while i <= #left and j <= #right do
    if left[i] <= right[j] then
      merged[#merged + 1] = left[i]
      i = i + 1
    else
      merged[#merged + 1] = right[j]
      j = j + 1
    end
  end
  table.move(left, i, #left, #merged + 1, merged)
  table.move(right, j, #right, #merged + 1, merged)
  return merged
end

local function kernel(items)
  local total = 0
  for place, item in ipairs(merge_sort(items, 1, #items)) do
    total = (total + (place - 1) * item) % 1000003
  end
  return total
end

local items = numbers(100000)

local best, answer = math.huge, nil
for _ = 1, 3 do
  local started = os.clock()
  answer = kernel(items)
  best = math.min(best, (os.clock() - started) * 1000)
end
print("answer " .. answer)
print("ms " .. best)
