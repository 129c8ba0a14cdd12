-- KEYS: state. ARGV: the version that was changed, then the name and text of each document. Returns whether it is done.
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
for place = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], 'document:' .. ARGV[place], ARGV[place + 1]) end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1
