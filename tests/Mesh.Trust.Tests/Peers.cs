using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Mesh.Trust.Tests;

/// <summary>Two sides that shake hands over a socket and send a byte both ways.</summary>
internal static class Peers
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether each side let the other in. In TLS 1.3 a client learns at its first read that it is refused.</summary>
    public static Task<(bool Server, bool Client)> MeetAsync(ClusterTrust server, ClusterTrust client) => MeetAsync(server.ForServer(), client.ForClient());

    public static async Task<(bool Server, bool Client)> MeetAsync(SslServerAuthenticationOptions server, SslClientAuthenticationOptions client)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var calling = new TcpClient();
        await calling.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var called = await listener.AcceptTcpClientAsync();
        var outcomes = await Task.WhenAll(
            TryAsync(called, s => s.AuthenticateAsServerAsync(server)),
            TryAsync(calling, s => s.AuthenticateAsClientAsync(client))).WaitAsync(s_patience);
        return (outcomes[0], outcomes[1]);
    }

    private static async Task<bool> TryAsync(TcpClient socket, Func<SslStream, Task> authenticate)
    {
        await using var stream = new SslStream(socket.GetStream());
        try
        {
            await authenticate(stream);
            await stream.WriteAsync(new byte[] { 1 });
            return await stream.ReadAsync(new byte[1]) == 1;
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException)
        {
            return false;
        }
        finally
        {
            socket.Close();
        }
    }
}
