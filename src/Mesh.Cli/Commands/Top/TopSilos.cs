using Grpc.Core;
using Mesh.Cli.Commands.Silos;
using Mesh.Client;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Top;

/// <summary>The silos beside the endpoints: asked for with each view, until the admin door refuses or does not answer; then they are left out.</summary>
internal sealed class TopSilos(MeshAdminConnection admin, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private bool _refused;

    /// <summary>All silos; none when they are not told here.</summary>
    public async Task<IReadOnlyList<V1.Silo>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_refused)
        {
            return [];
        }

        try
        {
            return await SiloFigures.ReadAsync(admin, cancellationToken, (time.GetUtcNow() + s_patience).UtcDateTime);
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            _refused = true;
            return [];
        }
    }
}
