# Runs a program as `ruby main.rb` would, and answers one line about what went wrong, "" when nothing did.
->(code, name, files) do
  most_calls = 18
  $stdout.sync = $stderr.sync = true
  $0 = name
  at_ends = []
  Kernel.define_method(:at_exit) { |&block| at_ends.unshift(block) && block }
  Kernel.singleton_class.define_method(:at_exit) { |&block| at_ends.unshift(block) && block }
  refuse = lambda do |owner, names, sentence|
    names.each { |refused| owner.define_method(refused) { |*, **| raise NotImplementedError, sentence } }
  end
  refuse[Thread.singleton_class, %i[new start fork], "there are no threads in a browser: use Fiber"]
  programs = %i[system spawn exec fork `]
  [Kernel, Kernel.singleton_class].each { |owner| refuse[owner, programs, "there are no other programs in a browser"] }
  refuse[Process.singleton_class, programs - %i[system `], "there are no other programs in a browser"]
  refuse[IO.singleton_class, %i[popen], "there are no other programs in a browser"]
  if (data = code[/^__END__\r?\n(.*)\z/m, 1])
    require "stringio"
    Object.const_set(:DATA, StringIO.new(data))
  end

  # The files beside the program: `require_relative` and `load` evaluate them once or anew; as files they lie in its folder.
  source = lambda do |path|
    plain = path.to_s.delete_prefix("./")
    [plain, "#{plain}.rb"].find { |candidate| files.key?(candidate) && candidate.end_with?(".rb") }
  end
  evaluate = ->(file) { RubyVM::InstructionSequence.compile(files[file], file, file).eval }
  loaded = {}
  relative = lambda do |path|
    file = source[path] or raise LoadError, "cannot load such file -- #{path}"
    next false if loaded[file]
    loaded[file] = true
    evaluate[file]
    true
  end
  unless files.empty?
    [Kernel, Kernel.singleton_class].each do |owner|
      require_before, load_before = owner.instance_method(:require), owner.instance_method(:load)
      owner.define_method(:require_relative) { |path| relative[path] }
      owner.define_method(:require) do |path|
        path.to_s.start_with?("./") && source[path] ? relative[path] : require_before.bind_call(self, path)
      end
      owner.define_method(:load) do |path, *rest|
        next load_before.bind_call(self, path, *rest) unless file = source[path]
        evaluate[file]
        true
      end
    end
  end

  own_name = "(?:#{[name, *files.keys].map { |one| Regexp.escape(one) }.join("|")})"
  calls_of = lambda do |error|
    (error.backtrace || []).grep(/\A#{own_name}:\d/).map { |call| call.sub("<compiled>'", "<main>'") }
  end
  own = lambda do |error|
    calls = calls_of[error]
    next calls if calls.size <= most_calls
    [*calls.first(most_calls * 2 / 3), "#{calls.size - most_calls} calls more", *calls.last(most_calls / 3)]
  end
  plain = ->(text) { text.to_s.gsub(/\e\[[\d;]*m/, "") }
  in_one_line = lambda do |error|
    words = plain[error.message]
    place = error.is_a?(SyntaxError) ? words : calls_of[error].first
    says = error.is_a?(SyntaxError) && words[/\^ +(.*)/, 1] || words.lines.first.to_s.chomp
    file, line = place.to_s.match(/\A(#{own_name}):(\d+)/)&.captures
    "#{says} (#{error.class})#{" (#{file}, line #{line})" if line}"
  end
  report = lambda do |error|
    seen = error
    while seen
      seen.set_backtrace(own[seen]) unless seen.frozen?
      seen = seen.cause
    end
    # A program that does not parse has made no call yet.
    parsed = error.backtrace&.any?
    told = parsed ? error.full_message(highlight: false, order: :top) : error.detailed_message(highlight: false)
    $stderr.write(plain[told].chomp, "\n")
  end

  # What ends the program: a value of `exit`, or an error.
  attempt = lambda do |&body|
    body.call
    ""
  rescue SystemExit => exit
    exit.success? ? "" : "Exited with code #{exit.status}."
  rescue Exception => error
    answer = in_one_line[error]
    report[error]
    answer
  end
  ended = attempt.call { RubyVM::InstructionSequence.compile(code, name, name).eval }
  until at_ends.empty?
    last = attempt.call { at_ends.shift.call }
    ended = last unless last.empty?
  end
  ended
end
