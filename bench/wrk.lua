-- Sends prepared requests (bench/load.py writes them) and prints what came back as one line of JSON.
-- wrk gives every thread an interpreter of its own; each takes every n-th request, so that none is sent by two.

local threads = {}

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

function init(args)
   requests, at, once, ran_out = {}, 0, args[2] == "once", false
   statuses = {}
   local file = assert(io.open(args[1], "rb"))
   local line, count = file:read("*l"), 0
   local all = {}
   while line do
      all[#all + 1] = file:read(tonumber(line))
      line = file:read("*l")
   end
   file:close()
   -- wrk's -t: two; a list that is shorter is sent by both.
   local step = once and 2 or 1
   for index = 1 + (once and number or 0), #all, step do
      requests[#requests + 1] = all[index]
   end
   if not once then at = number * math.floor(#requests / 2) end
end

function request()
   at = at + 1
   if at > #requests then
      if once then
         ran_out = true
         wrk.thread:stop()
      end
      at = 1
   end
   return requests[at]
end

function response(status)
   statuses[status] = (statuses[status] or 0) + 1
end

function done(summary, latency)
   local total, out, used = {}, false, 0
   for _, thread in ipairs(threads) do
      for status, count in pairs(thread:get("statuses")) do
         total[status] = (total[status] or 0) + count
      end
      out = out or thread:get("ran_out")
      used = math.max(used, thread:get("at") * 2)
   end
   local told = {}
   for status, count in pairs(total) do
      told[#told + 1] = string.format('"%d": %d', status, count)
   end
   local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   io.write(string.format(
      '\n{"requests": %d, "errors": %d, "used": %d, "ran_out": %s, "seconds": %.6f, "p50": %.3f, "p99": %.3f, ' ..
      '"statuses": {%s}}\n', summary.requests, failed, used, tostring(out), summary.duration / 1e6,
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, table.concat(told, ", ")))
end
