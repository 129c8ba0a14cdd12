-- KEYS: state. Begins another generation of everything but settings and clock; returns the one before.
local before = redis.call('HGET', KEYS[1], 'generation') or '0'
redis.call('HINCRBY', KEYS[1], 'generation', 1)
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HDEL', KEYS[1], 'document:scenarios', 'document:faults')
return before
