import { banPrelude } from './ban-prelude.ts';
import { panelBudgetPart } from './panel-budget-part.ts';
import { DecisionScript } from '../link/decision-script.ts';

/**
 * One decision as a whole, the end of an attempt that was reserved, or room for one in the panel's budget for wrong passwords.
 *
 * KEYS, after the bans: what counts the failures of each subject, `BASEfailures:NAME`; where there is an attempt, the prefixes that its key is known
 * from; then for each charge its window, and where it has one its burst. The first charge is the address's.
 *
 * ARGV: terms; and lines, each with its end: `settle`, `peek`, `conclude` or `panel`; the result of the attempt; flags (`a`: there is an attempt, `k`: the
 * asking gateway knows the prefix, `d`: from a success within the day, `e`: nothing bans the address, `g`: the panel has the key, `r`: what failures
 * refuse is reported only, but for bans by hand, `w`: the panel has refused the attempt, `h`: it may have, where room was reserved for that); kinds of the
 * subjects, a letter each (`p` pair, `a` address, `n` network, `k` key, `u` and `v` a pair and a key of an id that the panel does not have);
 * prefix; id of the reservation; then each charge as `CALLS WINDOW BURST BURSTWINDOW UR`: 1 for U says that the asking gateway has seen the limit used
 * up, 1 for R that it is reported only.
 *
 * Terms: attempts and window of pair, address, network and key; first and longest ban; bans kept at most; for how long a success counts, and how
 * many prefixes of a key are kept; how long a reservation lasts that nobody concludes, and when such an attempt is worth another; how many
 * passwords the panel may refuse of anyone, and of known prefixes together, and within which window (see `panelBudgetPart`).
 *
 * Answers a text, its parts apart by spaces: `ok` with 0, or with what would have refused (`b` for failures, the numbers of charges, apart by commas);
 * `login` with the wait, or `limit` with the number of the charge; how long ago the pair's last success was, -1 where none is known; how many subjects were counted or are
 * banned, and of each its number, what became of it, time left, level and cause; then of each charge that was taken or refused its number, what is
 * left, its window's time left, from what it was taken (0: nothing, 1: the window, 2: the burst), and the burst's time left.
 */
export const settleScript = new DecisionScript(`${banPrelude}
local lines, terms = {}, {}
for line in string.gmatch(ARGV[2], '([^\\n]*)\\n') do lines[#lines + 1] = line end
for number in string.gmatch(ARGV[1], '%d+') do terms[#terms + 1] = tonumber(number) end
local mode, result, flags, kinds, prefix, id = unpack(lines)
local inFlightKey, leasesKey = base .. 'in-flight', base .. 'leases'
local first, longest, mostBans, knownFor, mostKnown, leaseFor, retry, perShare, passwordsFor = unpack(terms, 9)
local termOf = { p = 1, u = 1, a = 3, n = 5, k = 7, v = 7 }
local function has(flag) return string.find(flags, flag, 1, true) ~= nil end
local hasAttempt, isKnown, isExempt, counts = has('a'), has('k'), has('e'), mode ~= 'peek'
local size, nextKey = #kinds, 1 + #kinds

local function release(each)
  local names = redis.call('HGET', inFlightKey, '#' .. each)
  redis.call('ZREM', leasesKey, each)
  if not names then return end
  redis.call('HDEL', inFlightKey, '#' .. each)
  for name in string.gmatch(names, '[^\\n]+') do
    if redis.call('HINCRBY', inFlightKey, name, -1) <= 0 then redis.call('HDEL', inFlightKey, name) end
  end
end
if mode == 'conclude' then release(id) end
${panelBudgetPart}

local subjects, names, keys = {}, {}, {}
for at = 1, size do names[at], keys[at] = string.sub(KEYS[1 + at], #base + #'failures:' + 1), KEYS[1 + at] end
if size > 0 then
  local bans, used = redis.call('HMGET', bansKey, unpack(names)), redis.call('MGET', unpack(keys))
  local inFlight = {}
  if redis.call('ZCARD', leasesKey) > 0 then
    if counts then
      for _, each in ipairs(redis.call('ZRANGEBYSCORE', leasesKey, '-inf', now, 'LIMIT', 0, 16)) do release(each) end
      notLater(leasesKey, leaseFor)
    end
    inFlight = redis.call('HMGET', inFlightKey, unpack(names))
  end
  for at = 1, size do
    local kind = string.sub(kinds, at, at)
    local found
    if kind == 'u' or kind == 'v' then
      found = readUnknown(used[at])
    else
      local ban = readBan(bans[at])
      found = { ban = ban, used = tonumber(used[at] or 0), ends = 0, level = ban and ban.level or 0, banned = ban and ban.ends or 0 }
    end
    found.kind, found.name, found.key = kind, names[at], keys[at]
    found.attempts, found.window = terms[termOf[kind]], terms[termOf[kind] + 1]
    if not found.ban or found.ban.cause ~= 'manual' then endInTime(found, longest, counts) end
    if found.used >= found.attempts and found.ends == 0 then found.ends = now + leftIn(keys[at], found.window) end
    found.left = leftOf(found, found.attempts)
    found.inFlight = tonumber(inFlight[at] or 0)
    subjects[at] = found
  end
end
local knownKey, knownAgo = nil, isKnown and 0 or -1
if hasAttempt then
  nextKey = nextKey + 1
  knownKey = KEYS[nextKey]
  -- A success lies in the future where the clock was set back.
  local ago = isKnown and 0 or math.max(0, now - tonumber(redis.call('ZSCORE', knownKey, prefix) or 0))
  if ago < knownFor then isKnown, knownAgo = true, ago end
end

-- The gates: for one attempt the same whatever its result. A known pair is judged by itself, and by bans by hand.
local wait, reportedWait, reportsFailures = 0, 0, has('r')
for _, subject in ipairs(subjects) do
  local left = subject.left
  local isByHand = left and subject.ban and subject.ban.ends > now and subject.ban.cause == 'manual'
  if isKnown and subject.kind ~= 'p' and subject.kind ~= 'u' and not isByHand then left = nil end
  if not left and not isKnown and subject.inFlight > 0 and subject.used + subject.inFlight >= subject.attempts then left = retry end
  if left and not isExempt then
    if reportsFailures and not isByHand then reportedWait = left elseif left > wait then wait = left end
  end
end

local charges = {}
for at = 7, #lines do
  local calls, window, burst, burstWindow, usedUp = string.match(lines[at], '^(%d+) (%d+) (%d+) (%d+) (%d)%d$')
  nextKey = nextKey + 1
  local charge = { key = KEYS[nextKey], calls = tonumber(calls), window = tonumber(window), burstUsed = 0, burstLeft = 0 }
  charge.used = tonumber(redis.call('GET', charge.key) or 0)
  charge.left = charge.used > 0 and leftIn(charge.key, charge.window) or charge.window
  charge.burst, charge.burstWindow = tonumber(burst), tonumber(burstWindow)
  charge.isReported = string.sub(lines[at], -1) == '1'
  if charge.burst > 0 then
    nextKey = nextKey + 1
    charge.burstKey = KEYS[nextKey]
    charge.burstUsed = tonumber(redis.call('GET', charge.burstKey) or 0)
    charge.burstLeft = charge.burstUsed > 0 and leftIn(charge.burstKey, charge.burstWindow) or charge.burstWindow
  end
  charge.room = math.max(0, charge.calls - charge.used) + math.max(0, charge.burst - charge.burstUsed)
  if usedUp == '1' then charge.room = 0 end
  charges[#charges + 1] = charge
end

local outcome, detail, reported = 'ok', 0, {}
if wait > 0 then
  outcome, detail = 'login', wait
else
  if reportedWait > 0 then reported[1] = 'b' end
  for at = isKnown and 2 or 1, #charges do
    if charges[at].room <= 0 then
      if charges[at].isReported then
        reported[#reported + 1] = at
      else
        outcome, detail = 'limit', at
        break
      end
    end
  end
  if outcome == 'ok' and #reported > 0 then detail = table.concat(reported, ',') end
end
-- What proves a key is no count: it stands where a limit of the key refuses the call.
local mayProve = outcome == 'ok' or (outcome == 'limit' and detail > 1)
if mode == 'conclude' then outcome, mayProve = 'ok', true end

local reports = {}
local function report(at, what, left, level, cause)
  for _, each in ipairs({ at, what, left, level, cause }) do reports[#reports + 1] = each end
end

local function strikeUnknown(subject)
  if subject.used == 0 then subject.ends = now + subject.window end
  subject.used = subject.used + 1
  if subject.kind == 'u' and subject.used >= subject.attempts then
    local isRemembered = subject.banned > 0 and subject.banned + longest > now
    subject.level = (isRemembered and subject.level or 0) + 1
    subject.banned, subject.used = now + banLength(subject.level, first, longest), 0
  end
  writeUnknown(subject, longest)
end

local function strike(at, subject)
  if subject.left then return end
  if subject.kind == 'u' or subject.kind == 'v' then
    strikeUnknown(subject)
    return report(at, 'counted', 0, 0, '')
  end
  local used = redis.call('INCR', subject.key)
  if used == 1 then redis.call('PEXPIRE', subject.key, subject.window) else leftIn(subject.key, subject.window) end
  if used < subject.attempts or subject.kind == 'k' or not hasRoom(subject.name, mostBans) then return report(at, 'counted', 0, 0, '') end
  local level = (subject.ban and subject.ban.forgotten > now and subject.level or 0) + 1
  local lasts = banLength(level, first, longest)
  put(subject.name, string.match(subject.name, '^%a+'), level, now + lasts, now + lasts + longest)
  redis.call('DEL', subject.key)
  report(at, 'begun', lasts, level, '')
end

local function succeed()
  if has('g') and subjects[1].used > 0 then redis.call('DEL', subjects[1].key) end
  if has('d') then return end
  redis.call('ZADD', knownKey, now, prefix)
  redis.call('ZREMRANGEBYSCORE', knownKey, '-inf', now - knownFor)
  redis.call('ZREMRANGEBYRANK', knownKey, 0, -1 - mostKnown)
  redis.call('PEXPIRE', knownKey, knownFor)
end

local function reserve()
  local reserved = {}
  for _, subject in ipairs(subjects) do
    local isIn = not isExempt
    if isKnown then isIn = subject.kind == 'p' elseif isExempt then isIn = subject.kind == 'k' end
    if isIn then
      redis.call('HINCRBY', inFlightKey, subject.name, 1)
      reserved[#reserved + 1] = subject.name
    end
  end
  redis.call('HSET', inFlightKey, '#' .. id, table.concat(reserved, '\\n'))
  redis.call('ZADD', leasesKey, now + leaseFor, id)
  redis.call('PEXPIRE', inFlightKey, 2 * leaseFor)
  redis.call('PEXPIRE', leasesKey, 2 * leaseFor)
end

local answer = { outcome, detail, knownAgo, 0 }
local function take(at)
  local charge, from = charges[at], 0
  if charge.room > 0 and counts then
    charge.room = charge.room - 1
    local key, window = charge.key, charge.window
    from = 1
    if charge.used >= charge.calls then key, window, from = charge.burstKey, charge.burstWindow, 2 end
    if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, window) end
  end
  for _, each in ipairs({ at, charge.room, charge.left, from, charge.burstLeft }) do reports[#reports + 1] = each end
end

for at, subject in ipairs(subjects) do
  if subject.ban and subject.ban.ends > now then report(at, 'banned', subject.left, subject.level, subject.ban.cause) end
end
if mayProve and result == 'proven' and counts then succeed() end
local isMisused = result == 'misused'
if mayProve and (result == 'failed' or isMisused) and counts and outcome == 'ok' then
  for at, subject in ipairs(subjects) do
    local isOfKey = subject.kind == 'k' or subject.kind == 'v'
    if (not isExempt or isOfKey) and not (isOfKey and isMisused) then strike(at, subject) end
  end
end
if outcome == 'ok' and result == 'unproven' and counts then reserve() end
answer[4] = #reports / 5
if outcome == 'login' then
  take(1)
elseif outcome == 'limit' then
  charges[detail].room = 0
  take(detail)
else
  for at = result == 'proven' and 2 or 1, #charges do take(at) end
end
for _, each in ipairs(reports) do answer[#answer + 1] = each end
-- One text: a number each costs the asking side five times as much to read.
return table.concat(answer, ' ')
`);
