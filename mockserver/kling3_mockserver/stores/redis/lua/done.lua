-- KEYS: base. ARGV: entry, task, receiver, status; 'gone' where the receiver wants no more of the task.
local entry, id, receiver, status, gone = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if not settle(entry, receiver) then return 0 end
local count = 0
if gone == 'gone' then
  count = redis.call('LLEN', lane_key(id)) + redis.call('HDEL', task_key(id), 'aside')
  redis.call('DEL', lane_key(id))
  if redis.call('EXISTS', task_key(id)) == 1 then redis.call('HSET', task_key(id), 'gone', '1') end
else
  local first = redis.call('LINDEX', lane_key(id), 0)
  if first and string.sub(first, 1, #status + 1) == status .. ' ' then
    redis.call('LPOP', lane_key(id))
    count = 1
  end
end
redis.call('DECRBY', base .. 'waiting', count)
redis.call('HDEL', task_key(id), 'attempt')
local put_off = redis.call('HGET', task_key(id), 'put_off')
if put_off and string.sub(put_off, 1, #status + 1) == status .. ' ' then redis.call('HDEL', task_key(id), 'put_off') end
if redis.call('EXISTS', lane_key(id)) == 1 then activate(id) end
return 1
