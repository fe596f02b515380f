# Ruby's sockets: `sockets.rb readpartial`, or `read` or `gets`, which read until the end or a newline.
require 'socket'
$stdout.sync = true
socket = nil
answer = ->(outcome, words = '') { puts "#{outcome}\t#{words}".tr("\n", ' ') }
while (line = $stdin.gets)
  word, rest = line.chomp.split(' ', 2)
  begin
    case word
    when 'open'
      link, where = rest.split(' ', 2)
      socket = link == 'unix' ? UNIXSocket.new(where) : TCPSocket.new('127.0.0.1', where.to_i)
      answer.('done')
    when 'read'
      data = case ARGV[0]
             when 'readpartial' then socket.readpartial(rest.to_i)
             when 'read' then socket.read
             when 'gets' then socket.gets
             end
      answer.(data.nil? || data.empty? ? 'EOF' : data.bytesize, data.inspect)
    when 'write' then answer.(socket.write(rest))
    when 'shutdown' then socket.close_write; answer.('0')
    when 'close' then socket.close; answer.('0')
    end
  rescue EOFError => e then answer.('EOF', "#{e.class}: #{e.message}")
  rescue SystemCallError => e then answer.("errno:#{e.errno}", "#{e.class}: #{e.message}")
  rescue IOError => e then answer.('error', "#{e.class}: #{e.message}")
  end
end
