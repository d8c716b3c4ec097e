using Mesh.Contracts.Chat;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>A call that a plan made.</summary>
internal sealed class AskedModel(string model, ChatTask task, int? maxOutputTokens, long began)
{
    private long _ended = -1;

    public string Model => model;

    public ChatTask Task => task;

    public int? MaxOutputTokens => maxOutputTokens;

    public long Began => began;

    /// <summary>When it ended, as a timestamp; null while it runs.</summary>
    public long? Ended => Interlocked.Read(ref _ended) is >= 0 and var ended ? ended : null;

    /// <summary>What it took; null where it ended before its first content.</summary>
    public AttemptAccount? Took { get; set; }

    /// <summary>All text of its messages.</summary>
    public string Prompt => string.Join('\n', task.Request.Messages.SelectMany(m => m.Parts.OfType<TextPart>()).Select(p => p.Text));

    public void End(long at) => Interlocked.CompareExchange(ref _ended, at, -1);
}
