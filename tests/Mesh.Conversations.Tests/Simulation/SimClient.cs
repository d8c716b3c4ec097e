using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>A client that retries by turn id, and writes down what it asked and was told.</summary>
internal sealed class SimClient(string name, SimWorld world)
{
    private const int MostTries = 6;
    private long _seen;
    private int _sent;

    public string Name { get; } = name;

    private SimRandom Random => world.Random;

    public async Task RunAsync()
    {
        await CreateAsync();
        for (var left = 2 + Random.Next(4); left > 0 && !world.IsOver; left--)
        {
            await (Random.Next(20) switch
            {
                < 11 => SendAsync(),
                < 14 => ReadAsync(),
                < 16 => ListAsync(),
                16 => CancelAsync(),
                17 => world.Deletes && Random.Next(2) == 0 ? HoldAsync() : UpdateAsync(),
                18 => CreateAsync(),
                _ => world.Deletes && Random.Next(2) == 0 ? DeleteAsync() : ReadAsync(),
            });
        }
    }

    private Task CreateAsync() => DoAsync(OperationKind.Create, silo => silo.Conversations.CreateAsync(new ConversationSettings(), "h", default), (o, _) => o);

    private Task UpdateAsync() => TryAsync(silo => silo.Conversations.UpdateAsync(s => s with { Title = Name }, null, default));

    private Task HoldAsync()
    {
        var held = Random.Next(3) > 0;
        return TryAsync(silo => silo.HoldAsync(held));
    }

    private Task DeleteAsync() => DoAsync(OperationKind.Delete, silo => silo.DeleteAsync(), (o, _) => o);

    private Task ReadAsync()
    {
        long? seen = Random.Next(2) == 0 ? _seen : null;
        return DoAsync(OperationKind.Read, silo => silo.Conversations.ReadAsync(seen, default), (o, head) => Seen(o with { Version = head.Version, Digest = head.Digest }));
    }

    private Task ListAsync() => DoAsync(OperationKind.Read, silo => silo.Conversations.TurnsAsync(1, 64, default), (o, read) => Seen(o with
    {
        Version = read.Head.Version,
        Digest = read.Head.Digest,
        List = [.. SimVerdict.List(read.Turns)],
    }));

    private OperationRecord Seen(OperationRecord read)
    {
        _seen = Math.Max(_seen, read.Version);
        return read;
    }

    private async Task SendAsync()
    {
        var (id, content) = Random.Next(10) switch { 0 => ("shared", "h"), 1 => ("shared", "other"), 2 => ("shared-2", "h"), _ => ($"{Name}-{++_sent}", "h") };
        await SendAsync(new TurnRequest
        {
            TurnId = id,
            Hash = content,
            Kind = Random.Next(8) switch { 0 => TurnKind.Edit, 1 => TurnKind.Regenerate, _ => TurnKind.Send },
            Target = 1 + Random.Next(3),
            ExpectedVersion = Random.Next(8) == 0 ? _seen : null,
            Timeout = Random.Next(2) == 0 ? null : TimeSpan.FromSeconds(30),
            Chat = new ChatRequest { Messages = [] },
        });
    }

    private Task SendAsync(TurnRequest request) => DoAsync(
        OperationKind.Send,
        silo => silo.SendAsync(request),
        (o, turn) => turn switch
        {
            { State: TurnState.Committed } => Seen(o with { Version = turn.Version, Attempt = turn.Attempt, Answer = SimVerdict.Said(turn) }),
            { State: TurnState.Cancelled } => o with { Result = OperationResult.Failed },
            _ => null,
        },
        request.TurnId,
        request.Hash);

    private async Task CancelAsync()
    {
        var id = Random.Next(3) == 0 || _sent == 0 ? "shared" : $"{Name}-{_sent}";
        await DoAsync(OperationKind.Cancel, silo => silo.CancelAsync(id), (o, turn) => turn.State switch
        {
            TurnState.Cancelled => o,
            TurnState.Committed => o with { Kind = OperationKind.Lookup, Content = turn.Request.Hash, Version = turn.Version, Attempt = turn.Attempt, Answer = SimVerdict.Said(turn) },
            _ => o with { Result = OperationResult.Failed },
        }, id);
    }

    // Asks until it is answered; what was once not known is no failure any more, but for refusals that say that the turn is not there and cannot come.
    private async Task DoAsync<T>(OperationKind kind, Func<SimSilo, Task<T>> call, Func<OperationRecord, T, OperationRecord?> told, string turn = "", string content = "")
    {
        var operation = new OperationRecord { Kind = kind, Conversation = "c", Session = Name, Invoked = world.Scheduler.Draws, Ended = 0, Result = OperationResult.Unknown, Turn = turn, Content = content };
        var unknown = false;
        for (var tries = 0; tries < MostTries && !world.IsOver; tries++)
        {
            try
            {
                var answer = await world.CallAsync(call);
                if (told(operation with { Result = OperationResult.Done }, answer) is { } done)
                {
                    Note(done);
                    return;
                }

                unknown = true;
            }
            catch (MeshException e) when (e.Error.Code == MeshErrorCode.Unavailable)
            {
                unknown = true;
            }
            catch (MeshException e)
            {
                Note(Refused(operation, e.Error, unknown));
                return;
            }
        }

        Note(operation);
    }

    private static OperationRecord Refused(OperationRecord operation, MeshError error, bool unknown) => error switch
    {
        { Reason: "conversation_not_found" } when operation.Kind == OperationKind.Read => operation with { Result = OperationResult.Done, Version = OperationRecord.Gone },
        { Reason: "stale_version" or "turn_id_reused" } => operation with { Result = OperationResult.Failed },
        _ => operation with { Result = unknown ? OperationResult.Unknown : OperationResult.Failed },
    };

    private async Task TryAsync<T>(Func<SimSilo, Task<T>> call)
    {
        try
        {
            await world.CallAsync(call);
        }
        catch (MeshException)
        {
            // Whatever became of it: nothing that is checked rests on it.
        }
    }

    private void Note(OperationRecord operation)
    {
        world.History.Add(operation with { Ended = world.Scheduler.Draws });
        world.Scheduler.Trace?.Add($"{world.Scheduler.Draws,5} {Name} notes {world.History[^1]}");
    }
}
