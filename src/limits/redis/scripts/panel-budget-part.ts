/**
 * The part of `settleScript` for the panel's budget for wrong passwords.
 *
 * Passwords that the panel may refuse are members of a sorted set, by when they count no longer: `SHARE open ID` while they are in flight, `SHARE wrong ID`
 * then. With mode `panel` an attempt takes room in it, and the script answers `reserved`, `in-flight` or `used-up`; with `conclude` it gives the room back, or
 * keeps it to the end of the window. An attempt whose gateway has died stays, too: the panel may have refused it.
 */
export const panelBudgetPart = `
local passwordsKey = base .. 'passwords'
local function keepPassword(share, state)
  redis.call('ZADD', passwordsKey, now + passwordsFor, share .. ' ' .. state .. ' ' .. id)
  redis.call('ZREMRANGEBYRANK', passwordsKey, 0, -33)
  redis.call('PEXPIRE', passwordsKey, passwordsFor)
end
if mode == 'panel' then
  redis.call('ZREMRANGEBYSCORE', passwordsKey, '-inf', now)
  notLater(passwordsKey, passwordsFor)
  local used, open = { anyone = 0, known = 0 }, { anyone = 0, known = 0 }
  for _, password in ipairs(redis.call('ZRANGE', passwordsKey, 0, -1)) do
    local share, state = string.match(password, '^(%a+) (%a+)')
    used[share] = used[share] + 1
    if state == 'open' then open[share] = open[share] + 1 end
  end
  local left = 'used-up'
  for _, share in ipairs(isKnown and { 'known', 'anyone' } or { 'anyone' }) do
    if used[share] < perShare then
      keepPassword(share, 'open')
      return 'reserved'
    end
    if open[share] > 0 then left = 'in-flight' end
  end
  return left
end
if mode == 'conclude' then
  local held
  for _, share in ipairs({ 'known', 'anyone' }) do
    if redis.call('ZREM', passwordsKey, share .. ' open ' .. id) == 1 then held = share end
  end
  if has('w') or (held and has('h')) then keepPassword(held or (isKnown and 'known' or 'anyone'), 'wrong') end
end
`;
