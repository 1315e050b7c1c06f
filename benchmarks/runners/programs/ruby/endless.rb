puts "printed #{Time.now.to_f}"
loop {}
