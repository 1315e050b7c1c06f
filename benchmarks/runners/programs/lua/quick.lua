print("printed " .. os.time() .. " " .. math.random(1 << 53))
