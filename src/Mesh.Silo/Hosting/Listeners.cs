using System.Net;
using System.Net.Security;
using Mesh.Contracts.Cluster;
using Mesh.Silo.Api.OpenAI;
using Mesh.Silo.Draining;
using Mesh.Trust;
using Mesh.Trust.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Mesh.Silo.Hosting;

/// <summary>Opens the doors' sockets, each marked with its door.</summary>
internal static class Listeners
{
    // What the kernel holds for a caller that does not read; left to itself it grows to megabytes, which hides such a caller for long.
    private const int SendBufferBytes = 128 * 1024;
    private static readonly TimeSpan s_afterWatch = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);

    /// <summary>Configures Kestrel for the doors.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, MeshSettings settings)
    {
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = address =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
            socket.SendBufferSize = SendBufferBytes;
            return socket;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            kestrel.Limits.MaxRequestHeaderCount = 100;

            // A caller that is gone without a word, a silo among them, is noticed; silos ping by themselves while they wait for an answer.
            (kestrel.Limits.Http2.KeepAlivePingDelay, kestrel.Limits.Http2.KeepAlivePingTimeout) = (s_silence, s_silence);

            // Slow readers are ours to cut and to count; this stays behind for what is written when the answer's own watch is over.
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, TimeSpan.FromSeconds(settings.WriteDeadline) + s_afterWatch);
            var certificate = settings.TlsCert is null ? null : kestrel.ApplicationServices.GetRequiredService<DoorCertificate>();
            Listen(kestrel, settings.Http, Door.OpenAI, HttpProtocols.Http1, certificate);
            Listen(kestrel, settings.Grpc, Door.Grpc, HttpProtocols.Http2, certificate);
            Listen(kestrel, settings.Admin, Door.Admin, HttpProtocols.Http1, certificate);
            if (settings.Roles.HasFlag(SiloRole.Worker))
            {
                ListenToSilos(kestrel, settings.Relay!);
            }
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

            Mark(listen, door);
        });
    }

    private static void ListenToSilos(KestrelServerOptions kestrel, string address)
    {
        var services = kestrel.ApplicationServices;
        var trust = services.GetRequiredService<ClusterTrust>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Listeners).FullName!);
        kestrel.Listen(IPEndPoint.Parse(address), listen =>
        {
            listen.Protocols = HttpProtocols.Http2;

            // Not the server's own TLS: that makes a record of each 4 KiB, which cost the frames of a burst a fifth more.
            listen.UseTrustAsServer(trust, services.GetRequiredService<TimeProvider>(), logger, SslApplicationProtocol.Http2);
            listen.Use(next => connection =>
            {
                var known = new RelayConnection();
                connection.Features.Set<ITlsConnectionFeature>(known);
                connection.Features.Set<ITlsApplicationProtocolFeature>(known);
                return next(connection);
            });
            Mark(listen, Door.Relay);
        });
    }

    private static void Mark(ListenOptions listen, Door door)
    {
        var open = listen.Protocols == HttpProtocols.Http2 ? listen.ApplicationServices.GetRequiredService<DoorConnections>() : null;
        listen.Use(next => connection =>
        {
            connection.Features.Set(new DoorFeature(door));
            return open is null ? next(connection) : open.ServeAsync(connection, next);
        });
    }

    private static IPAddress AddressOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        _ => IPAddress.Parse(host.Trim('[', ']')),
    };
}
