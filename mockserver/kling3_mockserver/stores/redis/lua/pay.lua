-- KEYS: base. ARGV: who, cost, balance, both in ten-thousandths. Pays one order; returns -1, or what was paid where that
-- leaves too little for it.
local paid = tonumber(redis.call('HGET', KEYS[1] .. 'spent', ARGV[1]) or '0')
if paid + tonumber(ARGV[2]) > tonumber(ARGV[3]) then return paid end
redis.call('HINCRBY', KEYS[1] .. 'spent', ARGV[1], ARGV[2])
return -1
