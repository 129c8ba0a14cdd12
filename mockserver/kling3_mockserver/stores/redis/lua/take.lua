-- KEYS: base. ARGV: now, consumer, how many, milliseconds after which another's entries are taken over (0: not now).
-- Returns the moment at which something is due next, or '', and what was taken:
-- entry, task, receiver, content, first of the lane, attempt, what has put it off, '1' where its receiver wants no more.
local now, consumer, most, idle = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local AT_ONCE = 200

local function push(id, status, moment)
  local task = redis.call('HMGET', task_key(id), 'receiver', 'aside')
  if not task[1] then return end
  local length = redis.call('RPUSH', lane_key(id), status .. ' ' .. moment)
  redis.call('INCR', base .. 'waiting')
  if task[2] then
    redis.call('HDEL', task_key(id), 'aside')
    redis.call('RPUSH', lane_key(id), task[2])
  end
  if length == 1 then activate(id) end
end

local due = redis.call('ZRANGEBYSCORE', base .. 'due', '-inf', now, 'WITHSCORES', 'LIMIT', 0, AT_ONCE)
for place = 1, #due, 2 do
  redis.call('ZREM', base .. 'due', due[place])
  local id, status = string.match(due[place], '^(%S+) %d (%S+)$')
  push(id, status, due[place + 1])
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'later', '-inf', now, 'LIMIT', 0, AT_ONCE)) do
  redis.call('ZREM', base .. 'later', id)
  activate(id)
end

local taken = {}
local function add(entries)
  for _, each in ipairs(entries) do
    local entry, id, receiver = each[1], each[2][2], each[2][4]
    local task = redis.call('HMGET', task_key(id), 'content', 'attempt', 'put_off', 'gone')
    local first = redis.call('LINDEX', lane_key(id), 0) or ''
    for _, value in ipairs({entry, id, receiver, task[1] or '', first, task[2] or '1', task[3] or '', task[4] or ''}) do
      table.insert(taken, value)
    end
  end
end

if redis.call('SETNX', base .. 'grouped', 1) == 1 then
  redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
end
if idle > 0 then
  add(redis.call('XAUTOCLAIM', stream, group, consumer, idle, '0-0', 'COUNT', most)[2])
end
local read = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', most, 'STREAMS', stream, '>')
if read then add(read[1][2]) end

local next_moment = ''
for _, name in ipairs({'due', 'later'}) do
  local first = redis.call('ZRANGE', base .. name, 0, 0, 'WITHSCORES')[2]
  if first and (next_moment == '' or tonumber(first) < tonumber(next_moment)) then next_moment = first end
end
table.insert(taken, 1, next_moment)
return taken
