-- KEYS: base. ARGV: milliseconds. Forgets processes of which nothing was heard for so long, and that hold nothing.
if redis.call('EXISTS', stream) == 0 then return 0 end
for _, each in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
  local consumer = {}
  for place = 1, #each, 2 do consumer[each[place]] = each[place + 1] end
  if consumer.pending == 0 and consumer.idle > tonumber(ARGV[1]) then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, consumer.name)
  end
end
return 1
