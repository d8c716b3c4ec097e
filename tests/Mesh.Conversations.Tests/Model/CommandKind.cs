namespace Mesh.Conversations.Tests.Model;

/// <summary>What is done to a conversation.</summary>
internal enum CommandKind
{
    Create,
    Begin,
    End,
    Cancel,
    Update,
    Delete,
    Read,
    Turns,
    Kill,
    Pass,
    Settle,
    Crash,
}
