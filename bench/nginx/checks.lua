-- The checks on a call, as one would write them by hand. Every command in keys.lua has the user as its first argument.
local cjson = require "cjson.safe"
local keys = require "keys"

local max_arguments = 13

local function refuse(status, exit_code, text)
  ngx.status = status
  ngx.header["Content-Type"] = "text/html; charset=UTF-8"
  ngx.header["Hestia-Exit-Code"] = exit_code
  local body = "Error: " .. text
  ngx.header["Content-Length"] = #body
  ngx.print(body)
  return ngx.exit(status)
end

local function trim(text)
  return (text:gsub("^[ \t\n\r%z\v]+", ""):gsub("[ \t\n\r%z\v]+$", ""))
end

-- Form fields; where they hold no credential, JSON, whatever its type says: real clients send it under any.
local function read_fields()
  ngx.req.read_body()
  local body = ngx.req.get_body_data()
  if body == nil then return nil end
  local media_type = (ngx.var.content_type or ""):lower()
  if media_type:find("application/x-www-form-urlencoded", 1, true) == 1 then
    local fields, fault = ngx.req.get_post_args(1000)
    if fault == "truncated" then return nil end
    if fields and (fields.access_key or fields.hash or fields.user) then return fields end
  end
  local decoded = cjson.decode(body)
  return type(decoded) == "table" and decoded or nil
end

-- Text of a field. A field that was sent twice is a table.
local function text_of(fields, name)
  local value = fields[name]
  if value == nil or value == cjson.null then return nil end
  if type(value) == "number" then return string.format("%d", value) end
  if type(value) ~= "string" then return refuse(422, 2, name .. " is invalid") end
  return value
end

local function read_call(fields)
  local id, secret = text_of(fields, "access_key"), text_of(fields, "secret_key")
  local hash = text_of(fields, "hash")
  if id == nil and hash ~= nil and #hash == 61 and hash:sub(21, 21) == ":" then
    id, secret = hash:sub(1, 20), hash:sub(22)
  end
  local arguments = {}
  for index = 1, max_arguments do
    local argument = text_of(fields, "arg" .. index)
    if argument ~= nil then arguments[#arguments + 1] = trim(argument) end
  end
  return trim(id or ""), trim(secret or ""), trim(text_of(fields, "cmd") or ""), arguments
end

if ngx.req.get_method() ~= "POST" then return refuse(405, 405, "data received is null or invalid") end
local fields = read_fields()
if fields == nil then return refuse(405, 405, "data received is null or invalid") end
local id, secret, command, arguments = read_call(fields)
if command == "" then return refuse(422, 2, "Command not provided") end
local key = keys[id]
if key == nil or key.secret ~= secret then return refuse(401, 9, "Authentication failed") end
ngx.var.key = id
ngx.var.command = command
if not key.commands[command] then
  return refuse(401, 10, "Key " .. id .. " don't have permission to run the command " .. command)
end
if arguments[1] ~= key.user then
  return refuse(401, 10, "Key " .. id .. ' - the "user" argument doesn\'t match the key\'s user')
end
ngx.var.judged = ngx.encode_base64(cjson.encode({ id = id, command = command, arguments = arguments }))
