-- KEYS: base. ARGV: entry, task, receiver, the number of the next attempt, its moment.
local entry, id, receiver, attempt, moment = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if not settle(entry, receiver) then return 0 end
if redis.call('EXISTS', task_key(id)) == 1 then
  redis.call('HSET', task_key(id), 'attempt', attempt)
  redis.call('ZADD', base .. 'later', moment, id)
else
  redis.call('DECRBY', base .. 'waiting', redis.call('LLEN', lane_key(id)))
  redis.call('DEL', lane_key(id))
end
return 1
