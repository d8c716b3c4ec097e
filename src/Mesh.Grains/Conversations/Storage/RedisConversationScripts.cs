namespace Mesh.Grains.Conversations.Storage;

/// <summary>What the Redis does in one step each. No value is ever part of a script's text.</summary>
internal static class RedisConversationScripts
{
    /// <summary>Something that was acknowledged is not there any more.</summary>
    public const int Lost = -1;

    /// <summary>Not the head that was seen, or a turn's id is taken.</summary>
    public const int Stale = 0;

    /// <summary>
    /// The guarded write. Keys: head, turns, turn ids, outbox, pending, due. Values: sequence and epoch seen (empty for none), sequence, epoch,
    /// head, 1 to erase turns, name, count of turns, count of events, notes (empty to leave them), the two places in what is due (empty for none), then each turn's number, id and
    /// record, then each event's sequence and record.
    /// </summary>
    public const string Write = """
        local there = redis.call('HMGET', KEYS[1], 'sequence', 'epoch', 'turns')
        local turns, events = tonumber(ARGV[8]), tonumber(ARGV[9])
        local firstEvent = 13 + 3 * turns
        if ARGV[1] == '' then
          if there[1] then return 0 end
          if redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4]) > 0 then return -1 end
        elseif there[1] ~= ARGV[1] or there[2] ~= ARGV[2] then
          return 0
        elseif redis.call('HLEN', KEYS[2]) ~= tonumber(there[3]) or redis.call('HLEN', KEYS[3]) ~= tonumber(there[3]) then
          return -1
        end
        for at = 13, firstEvent - 1, 3 do
          local number = redis.call('HGET', KEYS[3], ARGV[at + 1])
          if number and number ~= ARGV[at] then return 0 end
        end
        if ARGV[6] == '1' then
          redis.call('UNLINK', KEYS[2], KEYS[3])
          redis.call('HDEL', KEYS[1], 'notes')
        end
        if ARGV[10] ~= '' then redis.call('HSET', KEYS[1], 'notes', ARGV[10]) end
        for at = 13, firstEvent - 1, 3 do
          redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 2])
          redis.call('HSET', KEYS[3], ARGV[at + 1], ARGV[at])
        end
        redis.call('HSET', KEYS[1], 'sequence', ARGV[3], 'epoch', ARGV[4], 'turns', redis.call('HLEN', KEYS[2]), 'record', ARGV[5])
        for i = 0, events - 1 do
          redis.call('ZADD', KEYS[4], ARGV[firstEvent + 2 * i], string.format('%02d', i) .. ARGV[firstEvent + 2 * i + 1])
        end
        if events > 0 then redis.call('SADD', KEYS[5], ARGV[7]) end
        for i, field in ipairs({'due', 'expiring'}) do
          local was, now = redis.call('HGET', KEYS[1], field), ARGV[10 + i]
          if was and was ~= now then redis.call('ZREM', KEYS[6], was) end
          if now == '' then
            if was then redis.call('HDEL', KEYS[1], field) end
          elseif was ~= now then
            redis.call('ZADD', KEYS[6], 0, now)
            redis.call('HSET', KEYS[1], field, now)
          end
        end
        return 1
        """;

    /// <summary>The head again, after it was not found: the record, nothing, or <see cref="Lost"/> where other parts are left. Keys: head, turns, turn ids, outbox.</summary>
    public const string FindHead = """
        local record = redis.call('HGET', KEYS[1], 'record')
        if record then return record end
        if redis.call('EXISTS', unpack(KEYS)) > 0 then return -1 end
        return false
        """;

    /// <summary>A turn by its id: the record, nothing, or <see cref="Lost"/> where not all turns and ids are there. Keys: head, turns, turn ids. Value: the id.</summary>
    public const string FindTurn = """
        local number = redis.call('HGET', KEYS[3], ARGV[1])
        if number then return redis.call('HGET', KEYS[2], number) or -1 end
        local turns = redis.call('HGET', KEYS[1], 'turns')
        if turns and redis.call('HLEN', KEYS[3]) ~= tonumber(turns) then return -1 end
        return false
        """;

    /// <summary>Forgets events up to a sequence. Keys: outbox, pending. Values: the sequence, the name.</summary>
    public const string Forget = """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
        if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[2]) end
        return 1
        """;

    /// <summary>
    /// Takes a tombstone away: 1 when nothing is left, 0 when it is another one or has something to tell on. Keys: head, turns, turn ids,
    /// outbox, due. Values: its sequence and epoch.
    /// </summary>
    public const string Purge = """
        local there = redis.call('HMGET', KEYS[1], 'sequence', 'epoch', 'due', 'expiring')
        if not there[1] then return 1 end
        if there[1] ~= ARGV[1] or there[2] ~= ARGV[2] or redis.call('EXISTS', KEYS[4]) > 0 then return 0 end
        for i = 3, 4 do
          if there[i] then redis.call('ZREM', KEYS[5], there[i]) end
        end
        redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
        return 1
        """;

    /// <summary>
    /// Tenants in a lane, in hex, from one to the next whatever each of them has. Keys: due. Values: the lane's letter, the tenant before in hex
    /// (empty for none), how many. A slash is what comes behind the dot that ends a tenant.
    /// </summary>
    public const string Tenants = """
        local found, after = {}, '[' .. ARGV[1]
        if ARGV[2] ~= '' then after = '(' .. ARGV[1] .. ARGV[2] .. '/' end
        local last = '(' .. string.char(string.byte(ARGV[1]) + 1)
        while #found < tonumber(ARGV[3]) do
          local one = redis.call('ZRANGEBYLEX', KEYS[1], after, last, 'LIMIT', 0, 1)[1]
          if not one then break end
          local tenant = string.sub(one, 2, string.find(one, '.', 1, true) - 1)
          found[#found + 1] = tenant
          after = '(' .. ARGV[1] .. tenant .. '/'
        end
        return found
        """;

    /// <summary>
    /// Books what is not booked. Keys: booked, audit, then the usage of each day. Values: id, how long usage is kept in seconds, the oldest audit
    /// record that is kept, count of bookings, then for each: sequence, audit record (empty for none), which of the keys its usage goes to (0 for none),
    /// count of figures, then each figure's name and value.
    /// </summary>
    public const string Book = """
        local booked = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
        local at, last = 5, booked
        for _ = 1, tonumber(ARGV[4]) do
          local sequence, audit, day, figures = tonumber(ARGV[at]), ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
          at = at + 4
          if sequence > booked then
            last = sequence
            if audit ~= '' then redis.call('ZADD', KEYS[2], 0, audit) end
            for i = 0, figures - 1 do redis.call('HINCRBY', KEYS[day], ARGV[at + 2 * i], ARGV[at + 2 * i + 1]) end
            if figures > 0 then redis.call('EXPIRE', KEYS[day], ARGV[2]) end
          end
          at = at + 2 * figures
        end
        if last > booked then
          redis.call('HSET', KEYS[1], ARGV[1], last)
          redis.call('ZREMRANGEBYLEX', KEYS[2], '-', '(' .. ARGV[3])
        end
        return 1
        """;

    /// <summary>
    /// Puts a conversation into its tenant's list, unless something as new is there. Keys: list, summaries. Values: id, sequence in 20 digits,
    /// time of update in 19 digits (empty when it was deleted), summary. What stays of a deleted one is its sequence.
    /// </summary>
    public const string Follow = """
        local row = redis.call('HGET', KEYS[2], ARGV[1])
        if row then
          if string.sub(row, 1, 20) >= ARGV[2] then return 0 end
          redis.call('ZREM', KEYS[1], string.sub(row, 21, 39) .. ARGV[1])
        end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ARGV[3] .. ARGV[4])
        if ARGV[3] ~= '' then redis.call('ZADD', KEYS[1], 0, ARGV[3] .. ARGV[1]) end
        return 1
        """;

    /// <summary>A page of a tenant's list, rows as <see cref="Follow"/> wrote them. Keys: list, summaries. Values: where it begins, how many.</summary>
    public const string List = """
        local ids = redis.call('ZREVRANGEBYLEX', KEYS[1], ARGV[1], '-', 'LIMIT', 0, ARGV[2])
        if #ids == 0 then return {} end
        for i = 1, #ids do ids[i] = string.sub(ids[i], 20) end
        return redis.call('HMGET', KEYS[2], unpack(ids))
        """;
}
