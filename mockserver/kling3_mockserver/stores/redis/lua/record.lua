-- KEYS: base, state. ARGV: generation, how many of a kind are remembered, kind, text. Its number is that of its entry.
local base = KEYS[1]
if (redis.call('HGET', KEYS[2], 'generation') or '0') ~= ARGV[1] then return 0 end
local number = redis.call('HINCRBY', KEYS[2], 'records', 1)
redis.call('XADD', base .. 'journal:' .. ARGV[3], 'MAXLEN', '~', ARGV[2], number .. '-0', ARGV[3], ARGV[4])
return number
