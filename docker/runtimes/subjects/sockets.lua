-- LuaSocket. It tells no errno, and 'closed' of ends and errors alike.
local socket = require 'socket'
local unix = require 'socket.unix'
local connection
io.stdout:setvbuf 'line'

local function answer(outcome, words) print(outcome .. '\t' .. (words or '')) end
local function failure(words) answer(words == 'closed' and 'closed' or 'error', words) end

for line in io.lines() do
  local word, rest = line:match '^(%S+) ?(.*)$'
  if word == 'open' then
    local link, where = rest:match '^(%S+) (.*)$'
    local opened, why
    if link == 'unix' then
      connection = (unix.stream or unix)()
      opened, why = connection:connect(where)
    else
      connection, why = socket.connect('127.0.0.1', tonumber(where))
      opened = connection
    end
    if opened then answer 'done' else failure(why) end
  elseif word == 'read' then
    -- What is there is given, also when less is there than was asked for.
    connection:settimeout(0.2)
    local data, why, part = connection:receive(tonumber(rest))
    local got = data or part or ''
    if #got > 0 then answer(#got, why) else failure(why) end
  elseif word == 'write' then
    local sent, why = connection:send(rest)
    if sent then answer(sent) else failure(why) end
  elseif word == 'shutdown' then
    local done, why = connection:shutdown 'send'
    if done then answer '0' else failure(why) end
  elseif word == 'close' then
    connection:close()
    answer '0'
  end
end
