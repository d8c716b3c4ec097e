namespace Mesh.Conversations.Engine;

/// <summary>Knows which silos are dead for good: one that is may come back only under another generation.</summary>
public interface IOwnerLiveness
{
    /// <summary>Whether <paramref name="owner"/> will never write again. False when in doubt.</summary>
    bool IsDead(string owner);
}
