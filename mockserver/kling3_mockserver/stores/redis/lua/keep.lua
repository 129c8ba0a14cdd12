-- KEYS: base, state. ARGV: generation, id of an upload, its facts, its bytes ('' for none), how many those are, how many
-- bytes and how many uploads are held at most. The bytes of the oldest go first.
local base, id, size = KEYS[1], ARGV[2], tonumber(ARGV[5])
if (redis.call('HGET', KEYS[2], 'generation') or '0') ~= ARGV[1] then return 0 end
local function key(name) return base .. 'upload:' .. name end
local all, bytes = base .. 'uploads', base .. 'upload-bytes'
if not redis.call('ZSCORE', all, id) then redis.call('ZADD', all, redis.call('INCR', base .. 'number'), id) end
local held = tonumber(redis.call('HGET', key(id), 'size') or '0')
redis.call('HSET', key(id), 'facts', ARGV[3], 'content', ARGV[4], 'size', size)
local total = redis.call('INCRBY', bytes, size - held)

local function drop(name)
  local dropped = tonumber(redis.call('HGET', key(name), 'size') or '0')
  if dropped > 0 then
    redis.call('HSET', key(name), 'content', '', 'size', 0)
    total = redis.call('DECRBY', bytes, dropped)
  end
end

if total > tonumber(ARGV[6]) then
  for _, name in ipairs(redis.call('ZRANGE', all, 0, -1)) do
    if total <= tonumber(ARGV[6]) then break end
    if name ~= id then drop(name) end
  end
end
while redis.call('ZCARD', all) > tonumber(ARGV[7]) do
  local oldest = redis.call('ZPOPMIN', all)[1]
  drop(oldest)
  redis.call('DEL', key(oldest))
end
return 1
