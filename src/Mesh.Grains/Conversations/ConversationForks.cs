using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Grains.Access;

namespace Mesh.Grains.Conversations;

/// <summary>Makes conversations that begin with the turns of others.</summary>
public sealed class ConversationForks(TenantGrains grains)
{
    /// <summary>Most turns that are copied: all of them are held for a moment.</summary>
    public const int MostTurns = 4096;

    /// <summary>Copies a branch into a new conversation. One that was left half-way goes on where it stopped.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="from">The conversation to copy from.</param>
    /// <param name="turn">The last turn to copy, by number; 0 for the last on the branch that goes on.</param>
    /// <param name="to">The new conversation's id.</param>
    /// <param name="title">Its title; empty for the same.</param>
    /// <exception cref="MeshException">not_found; invalid_request: too many turns come before it; conflict: the turn is not committed, or the new id is taken; unavailable: it may be half there, ask again.</exception>
    public async Task<ConversationHead> ForkAsync(CallerIdentity caller, string from, long turn, string to, string title)
    {
        var head = await CallAsync(caller, from, c => c.ReadAsync(null));
        var leaf = turn == 0 ? head.Leaf : turn;
        var turns = await BranchAsync(caller, from, leaf);
        var settings = head.Settings with { Title = title.Length > 0 ? title : head.Settings.Title };

        // Known before the copy is: whoever deletes this one is told where its turns are as well.
        await CallAsync(caller, from, c => c.NoteForkAsync(to));
        var copy = await CallAsync(caller, to, c => c.CreateAsync(settings, $"fork of {from} at {leaf} as {title}"));
        for (var done = 0; done < turns.Count; done += LogBounds.MostTurnsWritten)
        {
            TurnRecord[] some = [.. turns.Skip(done).Take(LogBounds.MostTurnsWritten)];
            copy = await CallAsync(caller, to, c => c.CopyTurnsAsync(some, done));
        }

        return copy;
    }

    private async Task<List<TurnRecord>> BranchAsync(CallerIdentity caller, string from, long leaf)
    {
        var turns = new List<TurnRecord>();
        while (leaf > 0)
        {
            var some = await CallAsync(caller, from, c => c.ReadBranchAsync(leaf, LogBounds.MostTurnsRead));
            turns.AddRange(some);
            leaf = some[^1].Parent;
            if (turns.Count > MostTurns)
            {
                throw new MeshException(MeshErrorCode.InvalidRequest, "fork_too_long", $"'turn' has more than {MostTurns} turns before it, which is more than a copy may hold.", "turn");
            }
        }

        turns.Reverse();
        return turns;
    }

    private Task<T> CallAsync<T>(CallerIdentity caller, string id, Func<IConversationGrain, Task<T>> call) => grains.CallAsync(caller, id, call);
}
