using System.Globalization;
using Mesh.Conversations.Log;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SQLitePCL;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Conversations;

/// <summary>A conversation of 10,000 turns asks its store for no more than one of 10, in commands, bytes and pages.</summary>
public sealed class ConversationCostTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const int Few = 10;
    private const int Many = 10_000;
    private const int Appends = 20;
    private const double Allowed = 1.2;
    private static readonly ConversationKey s_key = new("acme", "c1");

    [Fact]
    public async Task Redis_AtTenThousandTurns_IsAskedForNoMore()
    {
        var few = await RedisCostAsync(Few);
        var many = await RedisCostAsync(Many);
        output.WriteLine($"append: {few.Append} at {Few} turns, {many.Append} at {Many}; open: {few.Open} and {many.Open}");

        Assert.Equal(few.Append.Commands, many.Append.Commands);
        Assert.Equal(few.Open.Commands, many.Open.Commands);
        Assert.InRange(many.Append.Bytes, 0, few.Append.Bytes * Allowed);
        Assert.InRange(many.Open.Bytes, 0, few.Open.Bytes * Allowed);
    }

    [Fact]
    public async Task Sqlite_AtTenThousandTurns_WritesAndReadsNoMore()
    {
        var few = await SqliteCostAsync(Few);
        var many = await SqliteCostAsync(Many);
        output.WriteLine($"append: {few.Append} bytes at {Few} turns, {many.Append} at {Many}; open: {few.Open} and {many.Open} pages");

        Assert.InRange(many.Append, 0, few.Append * Allowed);
        Assert.InRange(many.Open, 0, few.Open * Allowed);
    }

    private async Task<((long Commands, long Bytes) Append, (long Commands, long Bytes) Open)> RedisCostAsync(int turns)
    {
        await using var open = await OpenRedis.OnAsync(redis.Server);
        var conversation = new Turns(open.Log, s_key);
        await conversation.CreateAsync();
        await FillAsync(open.Log, turns);
        await conversation.AppendAsync("warm");
        await conversation.OpenAsync();
        var before = await AskedAsync(open);
        for (var i = 0; i < Appends; i++)
        {
            await conversation.AppendAsync($"more-{i}");
        }

        var between = await AskedAsync(open);
        Assert.Equal(8, await conversation.OpenAsync());
        var after = await AskedAsync(open);
        var look = (await AskedAsync(open)).Bytes - after.Bytes;
        return ((between.Commands - before.Commands, between.Bytes - before.Bytes - look), (after.Commands - between.Commands, after.Bytes - between.Bytes - look));
    }

    // Commands within scripts count too. What the look itself takes is taken off again.
    private static async Task<(long Commands, long Bytes)> AskedAsync(OpenRedis open)
    {
        var server = await open.ServerAsync();
        var commands = (await server.InfoAsync("commandstats")).SelectMany(s => s).Where(c => IsOfTheLog(c.Key)).Sum(c => Number(c.Value.Split('=', ',')[1]));
        var stats = (await server.InfoAsync("stats")).SelectMany(s => s).ToDictionary();
        return (commands, Number(stats["total_net_input_bytes"]) + Number(stats["total_net_output_bytes"]));
    }

    private static bool IsOfTheLog(string command) => command[(command.IndexOf('_', StringComparison.Ordinal) + 1)..] is not ("info" or "ping" or "config|get" or "echo");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<(double Append, double Open)> SqliteCostAsync(int turns)
    {
        using var folder = new TemporaryFolder();
        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        await using var store = new SqliteStore(folder.Path);
        var log = new SqliteConversationLog(store, services.GetRequiredService<Serializer>());
        var conversation = new Turns(log, s_key);
        await conversation.CreateAsync();
        await FillAsync(log, turns);

        // The log of the file holds each page that a write changed; emptied, it says how many those are.
        var wal = new FileInfo(folder.File("mesh.db-wal"));
        store.Read(c => c.Read(row => row.GetInt64(0), "PRAGMA wal_checkpoint(TRUNCATE)"));
        for (var i = 0; i < Appends; i++)
        {
            await conversation.AppendAsync($"more-{i}");
        }

        wal.Refresh();
        var before = PagesRead(store);
        Assert.Equal(8, await conversation.OpenAsync());
        return (wal.Length, PagesRead(store) - before);
    }

    // The one reader that the pool holds.
    private static long PagesRead(SqliteStore store) => store.Read(connection =>
    {
        raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_HIT, out var hits, out _, 0);
        raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_MISS, out var misses, out _, 0);
        return (long)hits + misses;
    });

    private static async Task FillAsync(IConversationLog log, int turns)
    {
        var head = (await log.ReadHeadAsync(s_key, default))!;
        var like = (await new Turns(new InMemoryConversationLog(), s_key).OneAsync())!;
        for (var from = 1; from <= turns; from += LogBounds.MostTurnsWritten)
        {
            var last = Math.Min(turns, from + LogBounds.MostTurnsWritten - 1);
            var next = head with { Sequence = head.Sequence + 1, Turns = last, Version = last, Leaf = last, LastCommitted = last, Digest = like.Digest };
            var written = Enumerable.Range(from, last - from + 1).Select(n => like with { Number = n, Parent = n - 1, Version = n, Request = like.Request with { TurnId = $"t{n}" } });
            Assert.Equal(WriteOutcome.Written, await log.WriteAsync(s_key, new LogWrite { Seen = head, Head = next, Turns = [.. written] }, default));
            head = next;
        }
    }
}
