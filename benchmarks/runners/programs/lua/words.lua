-- Counting words: 200,000 of 5,000.
local function make_text(count)
  local x, words = 1, {}
  for i = 1, count do
    x = (x * 75 + 74) % 65537
    words[i] = "w" .. x % 5000
  end
  return table.concat(words, " ")
end

local function kernel(text)
  local counts, distinct, best = {}, 0, nil
  for word in text:gmatch("%S+") do
    if counts[word] == nil then distinct = distinct + 1 end
    counts[word] = (counts[word] or 0) + 1
  end
  for word, count in pairs(counts) do
    if best == nil or count > counts[best] or (count == counts[best] and word < best) then best = word end
  end
  return distinct .. " " .. best .. " " .. counts[best]
end

local text = make_text(200000)

local best, answer = math.huge, nil
for _ = 1, 3 do
  local started = os.clock()
  answer = kernel(text)
  best = math.min(best, (os.clock() - started) * 1000)
end
print("answer " .. answer)
print("ms " .. best)
