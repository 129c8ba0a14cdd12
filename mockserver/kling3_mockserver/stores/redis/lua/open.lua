-- KEYS: state. ARGV: a seed for a store that has none, and a name that no other store has had.
-- Returns the seed, and how many processes were before this one.
redis.call('HSETNX', KEYS[1], 'seed', ARGV[1])
redis.call('HSETNX', KEYS[1], 'birth', ARGV[2])
return {redis.call('HGET', KEYS[1], 'seed'), redis.call('HINCRBY', KEYS[1], 'lives', 1) - 1}
