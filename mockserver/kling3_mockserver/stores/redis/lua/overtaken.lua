-- KEYS: base. ARGV: entry, task, receiver, status and words of the fault that lets the next message go before.
local entry, id, receiver, put_off = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if not settle(entry, receiver) then return 0 end
if redis.call('EXISTS', task_key(id)) == 0 then
  redis.call('DECRBY', base .. 'waiting', redis.call('LLEN', lane_key(id)))
  redis.call('DEL', lane_key(id))
  return 1
end
redis.call('HDEL', task_key(id), 'attempt')
redis.call('HSET', task_key(id), 'put_off', put_off)
local first = redis.call('LPOP', lane_key(id))
local second = redis.call('LPOP', lane_key(id))
if second then
  redis.call('LPUSH', lane_key(id), first)
  redis.call('LPUSH', lane_key(id), second)
  activate(id)
else
  redis.call('HSET', task_key(id), 'aside', first)
end
return 1
