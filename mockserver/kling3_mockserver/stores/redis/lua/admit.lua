-- KEYS: base. ARGV: now, then of each limit the name of its window, how many it lets in, its seconds.
-- Counts one more in all of them, or in none; returns the place of the limit that is met and when its window began.
local now = tonumber(ARGV[1])
local found = {}
for place = 2, #ARGV, 3 do
  local window = KEYS[1] .. 'window:' .. ARGV[place]
  local held = redis.call('HMGET', window, 'began', 'used')
  local began, used = held[1] or ARGV[1], tonumber(held[2] or '0')
  if now - tonumber(began) >= tonumber(ARGV[place + 2]) then began, used = ARGV[1], 0 end
  if used >= tonumber(ARGV[place + 1]) then return {(place - 2) / 3, began} end
  table.insert(found, {window, began, used})
end
for _, each in ipairs(found) do
  redis.call('HSET', each[1], 'began', each[2], 'used', each[3] + 1)
  redis.call('EXPIRE', each[1], 86400)
end
return {}
