-- KEYS: base, state. ARGV: seconds after which tasks are forgotten. Forgets some of those that are older.
local base = KEYS[1]
local until_then = tonumber(redis.call('TIME')[1]) - tonumber(ARGV[1])
local old = redis.call('ZRANGEBYSCORE', base .. 'born', '-inf', until_then, 'LIMIT', 0, 500)
for _, id in ipairs(old) do
  local list = redis.call('HGET', base .. 'task:' .. id, 'list')
  if list then redis.call('ZREM', list, id) end
  redis.call('ZREM', base .. 'tasks', id)
  redis.call('ZREM', base .. 'born', id)
  if redis.call('HEXISTS', base .. 'task:' .. id, 'aside') == 1 then redis.call('DECR', base .. 'waiting') end
  redis.call('DEL', base .. 'task:' .. id)
end
if #old > 0 then redis.call('HINCRBY', KEYS[2], 'replaced', 1) end
return #old
