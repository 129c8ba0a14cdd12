-- KEYS: base. ARGV: who, balance. Pays one order; returns 0 where as many are paid as the balance lets.
local paid = tonumber(redis.call('HGET', KEYS[1] .. 'paid', ARGV[1]) or '0')
if paid >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1] .. 'paid', ARGV[1], paid + 1)
return 1
