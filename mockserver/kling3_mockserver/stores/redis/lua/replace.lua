-- KEYS: base, state. ARGV: task, content, content before ('': whatever it is), then place and name of each status, and its
-- moment.
local base, id = KEYS[1], ARGV[1]
local held = redis.call('HGET', base .. 'task:' .. id, 'content')
if not held then return 1 end
if ARGV[3] ~= '' and held ~= ARGV[3] then return 0 end
redis.call('HSET', base .. 'task:' .. id, 'content', ARGV[2])
redis.call('HINCRBY', KEYS[2], 'replaced', 1)
for place = 4, #ARGV, 2 do
  redis.call('ZADD', base .. 'due', ARGV[place + 1], id .. ' ' .. ARGV[place])
end
return 1
