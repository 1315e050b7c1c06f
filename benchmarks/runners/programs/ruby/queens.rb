# All ways to place ten queens.
def place(size, row, columns, rising, falling)
  return 1 if row == size

  count = 0
  size.times do |column|
    next if columns[column] || rising[row + column] || falling[row - column + size]

    columns[column] = rising[row + column] = falling[row - column + size] = true
    count += place(size, row + 1, columns, rising, falling)
    columns[column] = rising[row + column] = falling[row - column + size] = false
  end
  count
end

def kernel(size)
  place(size, 0, [], [], [])
end

best = Float::INFINITY
answer = nil
3.times do
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  answer = kernel(10)
  best = [best, (Process.clock_gettime(Process::CLOCK_MONOTONIC) - started) * 1000].min
end
puts "answer #{answer}"
puts "ms #{best}"
