using System.Net;
using System.Net.Security;
using Mesh.Silo.Api.OpenAI;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mesh.Silo.Hosting;

/// <summary>Opens the doors' sockets, each marked with its door.</summary>
internal static class Listeners
{
    /// <summary>Configures Kestrel for the three doors.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, MeshSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            var certificate = settings.TlsCert is null ? null : kestrel.ApplicationServices.GetRequiredService<DoorCertificate>();
            Listen(kestrel, settings.Http, Door.OpenAI, HttpProtocols.Http1, certificate);
            Listen(kestrel, settings.Grpc, Door.Grpc, HttpProtocols.Http2, certificate);
            Listen(kestrel, settings.Admin, Door.Admin, HttpProtocols.Http1, certificate);
        });
    }

    /// <summary>Refuses a path that is not served at the door by which the request came in.</summary>
    public static void UseDoors(this WebApplication app) => app.Use((context, next) =>
    {
        var served = context.GetEndpoint()?.Metadata.GetMetadata<DoorAttribute>()?.Door;
        if (served is not null && served != context.Features.Get<DoorFeature>()?.Door)
        {
            context.SetEndpoint(null);
        }

        return next(context);
    });

    private static void Listen(KestrelServerOptions kestrel, string address, Door door, HttpProtocols protocols, DoorCertificate? certificate)
    {
        var url = DoorAddress.Parse(address) ?? throw new ArgumentException($"'{address}' is not an address", nameof(address));
        kestrel.Listen(new IPEndPoint(AddressOf(url.Host), url.Port), listen =>
        {
            listen.Protocols = protocols;
            if (url.Scheme == Uri.UriSchemeHttps && certificate is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
                });
            }

            listen.Use(next => connection =>
            {
                connection.Features.Set(new DoorFeature(door));
                return next(connection);
            });
        });
    }

    private static IPAddress AddressOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        _ => IPAddress.Parse(host.Trim('[', ']')),
    };
}
