using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Tests.Model;

/// <summary>A turn as the model keeps it.</summary>
internal sealed record ModelTurn(long Number, string Id, string Content, long Parent, int Attempt, long Epoch)
{
    public TurnState State { get; init; } = TurnState.Accepted;

    public string? Said { get; init; }

    public bool IsAbandoned { get; init; }

    public long Version { get; init; }

    public bool IsOver => State != TurnState.Accepted;

    public override string ToString() => $"{Number} {Id}/{Content} after {Parent}, attempt {Attempt} of epoch {Epoch}: {State}{(IsAbandoned ? " abandoned" : "")} '{Said}' version {Version}";
}
