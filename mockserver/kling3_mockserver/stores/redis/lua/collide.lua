-- KEYS: base. ARGV: who, millisecond. Returns 1 where the one before came in the same.
local last = KEYS[1] .. 'last:' .. ARGV[1]
if redis.call('GET', last) == ARGV[2] then return 1 end
redis.call('SET', last, ARGV[2], 'EX', 86400)
return 0
