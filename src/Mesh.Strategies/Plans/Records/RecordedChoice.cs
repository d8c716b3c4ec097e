using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;

namespace Mesh.Strategies.Plans.Records;

/// <summary>A decision of a node in a run that is kept.</summary>
/// <param name="record">The record.</param>
/// <param name="path">Its path: no node has such a one.</param>
public sealed class RecordedChoice(IPlanRecord record, string path)
{
    /// <summary>The word for it where records tell of nodes.</summary>
    public const string Kind = "choice";

    /// <summary>What was decided in an earlier walk; decided now, and kept, where none was.</summary>
    internal Task<string> SameAsync(Func<string> decide) => SameAsync(() => Task.FromResult(decide()));

    /// <summary>The same of what is asked for elsewhere.</summary>
    internal async Task<string> SameAsync(Func<Task<string>> decide)
    {
        if (await record.FindAsync(path) is { } kept)
        {
            return kept.Answer.Text;
        }

        var said = await decide();
        await record.KeepAsync(path, new NodeAnswer { Events = [new TextDelta(0, said)], Model = "", Endpoint = "" }, new NodeReport { Kind = Kind, State = NodeState.Done });
        return said;
    }
}
