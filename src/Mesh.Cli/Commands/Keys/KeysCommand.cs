using System.CommandLine;

namespace Mesh.Cli.Commands.Keys;

/// <summary><c>mesh keys</c>.</summary>
internal sealed class KeysCommand : Command
{
    public KeysCommand(Session session)
        : base("keys", "Creates, lists and removes callers' keys in the mesh's key file.")
    {
        var file = new KeyFileOption(session.Terminal.Environment);
        Add(file.Option);
        Add(new CreateKeyCommand(session, file));
        Add(new ListKeysCommand(session, file));
        Add(new RemoveKeyCommand(session, file));
    }
}
