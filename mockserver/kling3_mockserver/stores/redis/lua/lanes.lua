-- What stands before each script that moves messages. A task's messages wait in its lane (a list); a task whose lane
-- is not empty is active (one entry of the stream), parked (its receiver has enough), or waits for its next attempt.
local base = KEYS[1]
local stream, group = base .. 'deliveries', 'couriers'
-- Entries of the stream for one receiver: one that is dead keeps no other waiting.
local MOST_ACTIVE = 64

local function task_key(id) return base .. 'task:' .. id end
local function lane_key(id) return base .. 'lane:' .. id end
local function parked_key(receiver) return base .. 'parked:' .. receiver end

local function offer(id, receiver)
  redis.call('XADD', stream, '*', 'task', id, 'receiver', receiver)
end

local function activate(id)
  local receiver = redis.call('HGET', task_key(id), 'receiver')
  if not receiver then
    redis.call('DECRBY', base .. 'waiting', redis.call('LLEN', lane_key(id)))
    redis.call('DEL', lane_key(id))
  elseif redis.call('HINCRBY', base .. 'receivers', receiver, 1) <= MOST_ACTIVE then
    offer(id, receiver)
  else
    redis.call('RPUSH', parked_key(receiver), id)
  end
end

local function release(receiver)
  if redis.call('HINCRBY', base .. 'receivers', receiver, -1) <= 0 then
    redis.call('HDEL', base .. 'receivers', receiver)
  end
  local parked = redis.call('LPOP', parked_key(receiver))
  if parked then offer(parked, receiver) end
end

-- Whether the entry was still to be acknowledged: whoever took it over from a process that seemed dead may have.
local function settle(entry, receiver)
  if redis.call('XACK', stream, group, entry) == 0 then return false end
  redis.call('XDEL', stream, entry)
  release(receiver)
  return true
end
