-- KEYS: state, which the server has lost. ARGV: the seed that it had, a name that no other store has had, and a number
-- above that of any process: ids are made by seed and number.
redis.call('HSETNX', KEYS[1], 'seed', ARGV[1])
redis.call('HSETNX', KEYS[1], 'lives', ARGV[3])
return redis.call('HSETNX', KEYS[1], 'birth', ARGV[2])
