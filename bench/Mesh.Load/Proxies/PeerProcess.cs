using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Load.Proxies;

/// <summary>A process of the comparison, ended with it.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program of .NET from this program's folder.</summary>
    public static Task<PeerProcess> StartDotnetAsync(int port, string folder, string assembly, params string[] arguments) =>
        StartAsync(port, folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    /// <summary>Starts a program and waits until it listens on <paramref name="port"/>.</summary>
    public static async Task<PeerProcess> StartAsync(int port, string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (arguments[0].EndsWith(Peers.Own, StringComparison.Ordinal))
        {
            // What a web program has by default; the others bring their own settings.
            start.Environment["DOTNET_gcServer"] = "1";
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peer = new PeerProcess(process);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_patience && !process.HasExited; await Task.Delay(50))
        {
            if (await ListensAsync(port))
            {
                return peer;
            }
        }

        await peer.DisposeAsync();
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} does not listen on port {port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
