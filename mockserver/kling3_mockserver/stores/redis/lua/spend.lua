-- KEYS: base. ARGV: name of a window, now, its seconds. Counts one more; returns when it began and how many there were.
local window = KEYS[1] .. 'window:' .. ARGV[1]
local held = redis.call('HMGET', window, 'began', 'used')
local began, used = held[1] or ARGV[2], tonumber(held[2] or '0')
if tonumber(ARGV[2]) - tonumber(began) >= tonumber(ARGV[3]) then began, used = ARGV[2], 0 end
redis.call('HSET', window, 'began', began, 'used', used + 1)
redis.call('EXPIRE', window, 86400)
return {began, used}
