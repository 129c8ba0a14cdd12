-- KEYS: base. ARGV: entry, task, receiver of what a process that ends has not begun.
local entry, id, receiver = ARGV[1], ARGV[2], ARGV[3]
if not settle(entry, receiver) then return 0 end
if redis.call('EXISTS', lane_key(id)) == 1 then activate(id) end
return 1
