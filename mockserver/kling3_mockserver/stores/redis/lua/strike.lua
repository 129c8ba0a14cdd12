-- KEYS: base. ARGV: address, now, seconds of the window, how many strikes shut it out, for how many seconds.
local box = KEYS[1] .. 'box:' .. ARGV[1]
local now = tonumber(ARGV[2])
local held = redis.call('HMGET', box, 'began', 'strikes')
local began, strikes = held[1] or ARGV[2], tonumber(held[2] or '0')
if now - tonumber(began) < tonumber(ARGV[3]) then strikes = strikes + 1 else began, strikes = ARGV[2], 1 end
local until_then = ARGV[2]
if strikes >= tonumber(ARGV[4]) then until_then = string.format('%.6f', now + tonumber(ARGV[5])) end
redis.call('HSET', box, 'began', began, 'strikes', strikes, 'until', until_then)
redis.call('EXPIRE', box, 86400)
return strikes
