using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;

namespace Mesh.Cluster.Tests;

/// <summary>The cluster that the README starts.</summary>
[Collection(Chaos.WholeMachine.Name)]
public sealed class ClusterScriptTests : IDisposable
{
    private const string Body = """{"model":"auto","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _folder = new();
    private readonly int _ports = Ports();

    public void Dispose() => _folder.Dispose();

    [ProgramFact("redis-server")]
    public async Task Script_ThreeSilosAndOneMoreWorker_ServeAtEitherEdgeAndEndWhenAsked()
    {
        await using var cluster = Start("3");
        await cluster.SaysAsync("The cluster runs");
        foreach (var edge in new[] { 0, 1 })
        {
            await KnowsAsync(edge);
            Assert.Equal("llama@gpu-1", (await AskAsync(edge)).Endpoint);
        }

        await using var worker = Start("worker");
        await worker.SaysAsync("gpu-2");
        var listening = Stopwatch.GetTimestamp();
        ChatCall call;
        do
        {
            call = await AskAsync(1);
        }
        while (call.Endpoint != "llama@gpu-2" && Stopwatch.GetElapsedTime(listening) < s_patience);

        Assert.Equal("llama@gpu-2", call.Endpoint);
        Assert.Equal(0, await worker.TerminateAsync());
        Assert.Equal(0, await cluster.TerminateAsync());
        Assert.False(Directory.Exists(_folder.File("cluster")));
        Assert.All(Enumerable.Range(_ports, 40), port => Assert.False(Listens(port), $"port {port} is still listened on"));
    }

    [Theory]
    [InlineData("2", "from 3 to")]
    [InlineData("many", "from 3 to")]
    [InlineData("worker", "No cluster runs")]
    public async Task Script_WrongWord_NamesTheMend(string word, string words)
    {
        await using var script = Start(word);

        Assert.Equal(1, await script.EndAsync());
        Assert.Contains(words, script.Output, StringComparison.Ordinal);
    }

    private RunningProcess Start(string word) => RunningProcess.Start(
        "bash",
        [Repository.File("scripts/cluster.sh"), word],
        new Dictionary<string, string>
        {
            ["MESH_BUILT"] = AppContext.BaseDirectory.TrimEnd('/'),
            ["MESH_FOLDER"] = _folder.File("cluster"),
            ["MESH_PORTS"] = $"{_ports}",
            ["MESH_TOKEN_MS"] = "10",
        });

    // An engine that serves is heard of at the edges a moment later.
    private async Task KnowsAsync(int edge)
    {
        for (var asking = Stopwatch.GetTimestamp(); (await MakeAsync(edge)).End != CallEnd.Whole && Stopwatch.GetElapsedTime(asking) < s_patience;)
        {
            await Task.Delay(100);
        }
    }

    private async Task<ChatCall> MakeAsync(int edge)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports + (10 * edge)}") };
        return await ChatCall.MakeAsync(http, Body, null, CancellationToken.None);
    }

    private async Task<ChatCall> AskAsync(int edge)
    {
        var call = await MakeAsync(edge);
        Assert.True(call.End == CallEnd.Whole, $"{call.End} {call.Error}");
        return call;
    }

    // Forty in a row, between those that are found one by one and those that the system gives away.
    private static int Ports()
    {
        for (var first = 28_100; ; first += 50)
        {
            if (!Enumerable.Range(first, 40).Any(Listens))
            {
                return first;
            }
        }
    }

    private static bool Listens(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = false };
        probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
