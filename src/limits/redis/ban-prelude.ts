/**
 * What the scripts of a panel begin with. Each is handed the same keys first: bans by subject, their ends, the order of their changes. The first
 * holds the number of the last change, too (`#change`), and a mark (`#mark`): where that is gone, Redis has lost its data.
 *
 * A ban reads `CAUSE LEVEL END FORGOTTEN`; it is remembered from END to FORGOTTEN, so that the next one is longer. One that was ended by hand has
 * END 0 and stays until it would have ended, so that every gateway learns of it. Times are milliseconds of Redis' own clock, which is the same
 * for all gateways.
 */
export const banPrelude = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function readBan(text)
  if not text then return nil end
  local cause, level, ends, forgotten = string.match(text, '^(%S+) (%d+) (%d+) (%d+)$')
  return { cause = cause, level = tonumber(level), ends = tonumber(ends), forgotten = tonumber(forgotten) }
end

local function banOf(subject)
  return readBan(redis.call('HGET', KEYS[1], subject))
end

local function drop(subject)
  redis.call('HDEL', KEYS[1], subject)
  redis.call('ZREM', KEYS[2], subject)
  redis.call('ZREM', KEYS[3], subject)
end

local function prune()
  for _, subject in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 16)) do drop(subject) end
end

local function hasRoom(subject, most)
  prune()
  if redis.call('HEXISTS', KEYS[1], subject) == 1 or redis.call('ZCARD', KEYS[2]) < most then return true end
  local next = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  local ban = banOf(next)
  if ban and ban.ends > now then return false end
  drop(next)
  return true
end

local function put(subject, cause, level, ends, forgotten)
  redis.call('HSET', KEYS[1], subject, string.format('%s %d %.0f %.0f', cause, level, ends, forgotten))
  redis.call('ZADD', KEYS[2], forgotten, subject)
  redis.call('ZADD', KEYS[3], redis.call('HINCRBY', KEYS[1], '#change', 1), subject)
end

local function banLength(level, first, longest)
  return math.min(longest, first * 2 ^ math.min(level - 1, 30))
end

-- Failures of an id that the panel does not have: so many in a window that ends, and its last ban.
local function readUnknown(text)
  local used, ends, level, banned = string.match(text or '', '^(%d+) (%d+) (%d+) (%d+)$')
  local found = { used = tonumber(used or 0), ends = tonumber(ends or 0), level = tonumber(level or 0), banned = tonumber(banned or 0) }
  if found.ends <= now then found.used = 0 end
  return found
end

-- For how long a subject is refused; nil: it is not.
local function leftOf(found, attempts)
  if found.banned > now then return found.banned - now end
  if found.used >= attempts then return found.ends - now end
  return nil
end
`;
