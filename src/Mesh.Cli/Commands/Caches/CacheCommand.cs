using System.CommandLine;

namespace Mesh.Cli.Commands.Caches;

/// <summary><c>mesh cache</c>.</summary>
internal sealed class CacheCommand : Command
{
    public CacheCommand(Session session)
        : base("cache", "Looks after the answers that routes keep.") => Add(new ClearCacheCommand(session));
}
