# Ruby's Net::HTTP.
require 'net/http'
$stdout.sync = true
while (line = $stdin.gets)
  method, port, size = line.split
  begin
    client = Net::HTTP.new('127.0.0.1', port.to_i)
    response = method == 'post' ? client.post('/', 'x' * size.to_i) : client.get('/')
    puts "#{response.code} #{response.body.to_s.bytesize}"
  rescue SystemCallError => e then puts "errno:#{e.errno}\t#{e.class}: #{e.message}"
  rescue StandardError => e then puts "error\t#{e.class}: #{e.message}"
  end
end
