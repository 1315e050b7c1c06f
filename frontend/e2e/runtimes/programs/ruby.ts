/** Ruby's programs for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

export const ruby: LanguagePrograms = {
  language: "ruby",
  fileName: "main.rb",
  hello: 'puts "hello"',
  streaming: "(1..4).each { |n| sleep 0.1 if n > 1; puts n }",
  streams: 'puts "out"\nwarn "err"',
  asks: 'print "name? "\nname = gets.chomp\nputs "hello #{name}"\nprint "age? "\nputs "#{$stdin.gets.to_i} years"',
  readsToEnd: 'while gets\nend\nputs "ended"',
  fails: {
    code: "def share(n)\n  12 / n\nend\n\nputs share(0)\n",
    says: "divided by 0",
    line: 2,
  },
  doesNotParse: { code: "x = 1\ny = = 2\n", says: "expected an expression after `=`", line: 2 },
  recurses: "def f(n)\n  f(n + 1) + 1\nend\nputs f(0)",
  importsMissing: { code: 'x = 1\nrequire "rails"\n', says: "cannot load such file -- rails", line: 2 },
  exits: 'puts "before"\nexit 3\nputs "after"',
  loops: 'puts "on"\nloop { }',
  resists: 'puts "on"\nloop do\n  loop { }\nrescue Exception\n  next\nend',
  sleeps: 'puts "on"\nsleep',
  floods: "n = 0\nloop do\n  puts n\n  n += 1\nend",
  writesTooMuch: "100_000.times { |n| puts \"#{n} #{'x' * 100}\" }",
  fills: 'filled = "x" * 40_000_000\nputs "filled"\n',
  eatsMemory: 'hoard = []\nloop { hoard << "x" * (16 * 1024 * 1024) }',
  unicode: 'puts "grüße, 世界 🎈"\nputs gets',
  awaits: lacks("Ruby waits for nothing but by its threads, which are not there"),
  leaves: "$leftover = 1\nclass String\n  def upcase = 'no'\nend\nmodule Kernel\n  def puts(*) = nil\nend\nexit!(0)",
  looksAround: 'raise "left" if $leftover || "a".upcase != "A"\nputs "clean"',
  files: {
    code: "require_relative 'helper'\nputs fruit(5)\n",
    files: [
      { name: "data.txt", text: "apples" },
      { name: "helper.rb", text: "def fruit(n)\n  \"#{n + 1} #{File.read('data.txt')}\"\nend\n" },
    ],
    fails: {
      code: "require_relative './helper.rb'\nshare(0)\n",
      files: [{ name: "helper.rb", text: "def share(n)\n  12 / n\nend\n" }],
      says: "divided by 0 (ZeroDivisionError)",
      file: "helper.rb",
      line: 2,
    },
  },
  opens: `puts "left" if File.exist?("out.txt")
puts File.readlines("data.txt")[1]
File.write("out.txt", "new\\n")
File.open("./out.txt", "a") { |out| out.puts "more" }
puts File.read("out.txt")
begin
  File.open("none.txt")
rescue Errno::ENOENT
  puts "none"
end
File.write("data.txt", "")
`,
  waysOut: {
    tries: ({ url, host, port }) => ({
      "a file of the machine": 'File.read("/etc/passwd")',
      "a file of the system to write": 'File.write("/etc/x", "")',
      "another program": `system("curl ${url}")`,
      "a pipe": `IO.popen("curl ${url}").read`,
      "a process": "fork { }",
      "a socket": `require "socket"\nTCPSocket.new("${host}", ${port})`,
      "the web": `require "net/http"\nNet::HTTP.get(URI("${url}"))`,
      "JavaScript's objects": `require "js"\nJS.global.fetch("${url}")`,
      "JavaScript's code": `require "js"\nJS.eval("return fetch('${url}')")`,
    }),
  },
};
