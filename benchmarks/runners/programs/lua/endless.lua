print("printed " .. os.time() .. " " .. math.random(1 << 53))
while true do end
