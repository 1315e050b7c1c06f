/** What is Ruby's alone: its standard library, how a program ends, whose lines an error shows, what is not there. */
import { expect, test } from "./fixtures";

test.describe("ruby", () => {
  test("the standard library and the idioms of scripts work", async ({ room }) => {
    const code = `require "set"
require "json"
Point = Struct.new(:x, :y)
data = Data.define(:name)
puts JSON.generate({ "a" => [1, nil, 2.5] }), Set[3, 1, 3].size, Point.new(1, 2).to_a.sum, data.new("Ada").name
numbers = Enumerator.new { |y| n = 0; loop { y << (n += 1) } }
puts numbers.lazy.select(&:even?).first(3).inspect
case { name: "Ada", born: 1815 }
in { name: String => name, born: 1800.. } then puts name
end
fiber = Fiber.new { Fiber.yield 1; 2 }
puts fiber.resume + fiber.resume, 2**100
at_exit { puts "at the end" }
puts DATA.read if __FILE__ == $0
return
puts "never"
__END__
behind the program
`;
    const { stdout, stderr } = await room.run("ruby", { code });
    expect({ stdout, stderr }).toEqual({
      stdout:
        '{"a":[1,null,2.5]}\n2\n3\nAda\n[2, 4, 6]\nAda\n3\n1267650600228229401496703205376\nbehind the program\nat the end\n',
      stderr: "",
    });
  });

  test("an error is told as Ruby tells it, with its cause and the program's own lines alone", async ({ room }) => {
    const code = `def parse(text)
  Integer(text)
rescue ArgumentError
  raise KeyError, "no number"
end

[1].each { parse("x") }
`;
    const { stderr, result } = await room.run("ruby", { code });
    expect(result.error).toBe("no number (KeyError) (main.rb, line 4)");
    expect(stderr).toBe(`main.rb:4:in 'Object#parse': no number (KeyError)
	from main.rb:7:in 'block in <main>'
	from main.rb:7:in 'Array#each'
	from main.rb:7:in '<main>'
main.rb:2:in 'Kernel#Integer': invalid value for Integer(): "x" (ArgumentError)
	from main.rb:2:in 'Object#parse'
	from main.rb:7:in 'block in <main>'
	from main.rb:7:in 'Array#each'
	from main.rb:7:in '<main>'
`);
  });

  test("abort says why, and threads are refused in a sentence", async ({ room }) => {
    const aborted = await room.run("ruby", { code: 'abort "enough"' });
    expect({ error: aborted.result.error, stderr: aborted.stderr }).toEqual({
      error: "Exited with code 1.",
      stderr: "enough\n",
    });
    const threads = await room.run("ruby", { code: "Thread.new { 1 }" });
    expect(threads.result.error).toBe(
      "there are no threads in a browser: use Fiber (NotImplementedError) (main.rb, line 1)",
    );
  });
});
