using CsCheck;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Contract;

public abstract partial class ConversationLogContract
{
    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, 2], Gen.Select(Gen.Long[1, 6], Gen.Int[1, 6]).Array[0, 3], Gen.Int[0, 2], Gen.Int[0, 11], Gen.Int[0, 3],
        (seen, id, turns, events, erases, forgets) => new Step(seen, id, turns, events, erases == 0, forgets == 0));

    // The log in memory is the model: small enough to be right by reading it.
    [Fact]
    public Task Steps_InAnyCourse_GiveWhatTheModelGives() => s_step.Array[1, 25].SampleAsync(RunAsync, iter: Courses, threads: 1);

    [Fact]
    public Task Writers_AtOnce_LoseAndDoubleNothing() => Gen.Select(Gen.Int[2, 5], Gen.Int[1, 8]).SampleAsync(RaceAsync, iter: Math.Max(3, Courses / 10), threads: 1);

    private async Task RunAsync(Step[] steps)
    {
        var (model, tenant) = (new InMemoryConversationLog(), Guid.NewGuid().ToString());
        foreach (var step in steps)
        {
            var key = new ConversationKey(tenant, $"c{step.Id}");
            var write = WriteOf(step, key, await model.ReadHeadAsync(key, default), await model.FindTurnAsync(key, "t1", default) is not null);
            Assert.Equal(await model.WriteAsync(key, write, default), await Log.WriteAsync(key, write, default));
            if (step.Forgets && await model.ReadOutboxAsync(key, default) is [var oldest, ..])
            {
                await model.ForgetOutboxAsync(key, oldest.Sequence, default);
                await Log.ForgetOutboxAsync(key, oldest.Sequence, default);
            }
        }

        for (var id = 0; id <= 2; id++)
        {
            Assert.Equal(await PictureAsync(model, new(tenant, $"c{id}")), await PictureAsync(Log, new(tenant, $"c{id}")));
        }
    }

    private static LogWrite WriteOf(Step step, ConversationKey key, ConversationHead? there, bool taken)
    {
        // Mostly what is there; sometimes nothing, a sequence off or an epoch off.
        var seen = step.Seen switch
        {
            0 => null,
            1 => there is null ? Head(key) : there with { Sequence = there.Sequence - 1 },
            2 => there is null ? Head(key) : there with { Epoch = there.Epoch + 1 },
            _ => there,
        };
        var head = there is null ? Head(key) : Next(there) with { Epoch = there.Epoch + (step.Seen % 2) };

        // A turn keeps its id for ever, so one that takes another's is tried only where that one is there.
        TurnRecord[] turns = [.. step.Turns.DistinctBy(t => t.Number).Select(t => Turn(t.Number, $"t{(taken && t.Id == 6 ? 1 : t.Number)}") with { Epoch = head.Sequence }).DistinctBy(t => t.Request.TurnId)];
        return new LogWrite
        {
            Seen = seen,
            Head = head,
            Turns = turns,
            Events = [.. Enumerable.Range(0, step.Events).Select(n => Event(head.Sequence, n))],
            ErasesTurns = step.Erases,
        };
    }

    private static async Task<string> PictureAsync(IConversationLog log, ConversationKey key)
    {
        var found = new List<TurnRecord?>();
        for (var number = 1; number <= 6; number++)
        {
            found.Add(await log.FindTurnAsync(key, $"t{number}", default));
        }

        return Spelled.Out(new { Head = await log.ReadHeadAsync(key, default), Turns = await log.ReadTurnsAsync(key, 0, 10, default), Found = found, Outbox = await log.ReadOutboxAsync(key, default) });
    }

    private async Task RaceAsync(int writers, int writes)
    {
        var key = new ConversationKey("race", Guid.NewGuid().ToString());
        var head = Head(key);
        await WriteAsync(null, head);

        var written = await Task.WhenAll(Enumerable.Range(1, writers).Select(writer => Task.Run(() => WriteManyAsync(key, writer, writes))));

        var last = (await Log.ReadHeadAsync(key, default))!;
        var turns = await Log.ReadTurnsAsync(key, 1, LogBounds.MostTurnsRead, default);
        Assert.Equal(writers * writes, written.Sum(w => w.Count));
        Assert.Equal(1 + (writers * writes), last.Sequence);
        Assert.Equal(Enumerable.Range(1, writers * writes).Select(n => (long)n), turns.Select(t => t.Number));
        Assert.Equal(written.SelectMany(w => w).OrderBy(w => w.Number), turns.Select(t => (t.Number, t.Request.TurnId)));
        Assert.Equal(turns.Select(t => t.Number + 1), (await Log.ReadOutboxAsync(key, default)).Select(e => e.Sequence));
    }

    private async Task<List<(long Number, string TurnId)>> WriteManyAsync(ConversationKey key, int writer, int writes)
    {
        var written = new List<(long, string)>();
        while (written.Count < writes)
        {
            var seen = (await Log.ReadHeadAsync(key, default))!;
            var turn = Turn(seen.Sequence, $"{writer}-{written.Count}");
            if (await WriteAsync(seen, Next(seen), [turn], [Event(seen.Sequence + 1)]) == WriteOutcome.Written)
            {
                written.Add((turn.Number, turn.Request.TurnId));
            }
        }

        return written;
    }

    private sealed record Step(int Seen, int Id, (long Number, int Id)[] Turns, int Events, bool Erases, bool Forgets);
}
