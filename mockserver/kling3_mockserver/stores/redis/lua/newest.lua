-- KEYS: base. ARGV: name of a sorted set, first place, last place. Returns id and content of each, newest first.
local base, found = KEYS[1], {}
for _, id in ipairs(redis.call('ZREVRANGE', base .. ARGV[1], ARGV[2], ARGV[3])) do
  local content = redis.call('HGET', base .. 'task:' .. id, 'content')
  if content then
    table.insert(found, id)
    table.insert(found, content)
  end
end
return found
