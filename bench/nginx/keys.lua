-- Keys with their owners, and what their profiles come to. None of them exists.
local listing = { ["v-list-user"] = true, ["v-list-web-domains"] = true, ["v-list-dns-records"] = true }

return {
  ["BENCHKEY000000000000"] = { secret = "s00000000" .. string.rep("x", 31), user = "user0", commands = listing },
  ["AKIDAKIDAKIDAKIDAKID"] = { secret = string.rep("s", 40), user = "bob", commands = listing },
}
