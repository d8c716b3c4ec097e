using System.Net;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.Client.Transport;
using V1 = MeshSilo.V1;

namespace Mesh.Client;

/// <summary>A connection to a mesh's admin door, which speaks gRPC-Web over HTTP/1.1. Its client lives as long as it does.</summary>
public sealed class MeshAdminConnection : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <summary>Makes one; it connects with the first call.</summary>
    /// <param name="options">The options; the address is the admin door's, and the key needs the scope 'admin'.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong; names it with its mend.</exception>
    public MeshAdminConnection(MeshClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        var settings = new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, MeshTransport.Handler(options)),
            HttpVersion = HttpVersion.Version11,
            DisposeHttpClient = true,
        };
        MeshTransport.Apply(options, settings);
        _channel = GrpcChannel.ForAddress(options.Address, settings);
        var calls = _channel.Intercept(new BearerKey(options.Key));
        Catalog = new V1.AdminService.AdminServiceClient(calls);
        Router = new V1.RouterService.RouterServiceClient(calls);
    }

    /// <summary>The catalogue and its history.</summary>
    public V1.AdminService.AdminServiceClient Catalog { get; }

    /// <summary>The silos of the cluster, by the same client.</summary>
    public V1.AdminService.AdminServiceClient Cluster => Catalog;

    /// <summary>The learned router and recorded outcomes.</summary>
    public V1.RouterService.RouterServiceClient Router { get; }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
