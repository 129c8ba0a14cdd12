-- KEYS: base, state. ARGV: generation, task, content, receiver, list, seconds until it is forgotten (0: never),
-- then place and name of each status that is to be told of, and its moment.
-- Returns 0 where everything was forgotten meanwhile.
local base, generation, id, expiry = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[6])
if (redis.call('HGET', KEYS[2], 'generation') or '0') ~= generation then return 0 end
local task, list = base .. 'task:' .. id, base .. 'list:' .. ARGV[5]
local number = redis.call('INCR', base .. 'number')
redis.call('HSET', task, 'content', ARGV[3], 'receiver', ARGV[4], 'list', list)
redis.call('ZADD', list, number, id)
redis.call('ZADD', base .. 'tasks', number, id)
for place = 7, #ARGV, 2 do
  redis.call('ZADD', base .. 'due', ARGV[place + 1], id .. ' ' .. ARGV[place])
end
if expiry == 0 then return 1 end
local now, born = tonumber(redis.call('TIME')[1]), base .. 'born'
redis.call('ZADD', born, now, id)
-- When no process is left that would forget it: a minute later than one that is there does.
for _, key in ipairs({task, list, base .. 'tasks', born}) do redis.call('EXPIRE', key, expiry + 60) end
return 1
