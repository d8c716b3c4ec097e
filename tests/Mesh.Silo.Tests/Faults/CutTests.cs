using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing.Faults;
using Mesh.Testing.Wire;

namespace Mesh.Silo.Tests.Faults;

/// <summary>A stream that is cut anywhere is told to be: no caller may take a part for the whole.</summary>
public sealed class CutTests : IAsyncLifetime
{
    private const string Whole = "whole";

    // So many that none has enough failures for its circuit to open: what is cut here must be an answer.
    private const int Endpoints = 50;
    private static readonly string[] s_events =
    [
        ": hello\n\n",
        FaultyText.ShortDelta("a"),
        FaultyText.ShortDelta("é"),
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\n",
        FaultyText.Done,
    ];

    private static readonly byte[] s_stream = FaultyText.Bytes(string.Concat(s_events));
    private WireServer _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _grpc = null!;
    private int _cuts;

    public async Task InitializeAsync()
    {
        _upstream = Start();
        _mesh = await RunningMesh.StartAsync($"""
            providers:
              u: {"{"} kind: openai-compatible, baseUrl: "{_upstream.Root}/v1" {"}"}
            models:
            {Each("price: { in: 1, out: 2 }")}
            endpoints:
            {Each("provider: u, model: m*", "e")}
            """);
        _grpc = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _grpc.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false, "chunks")]
    [InlineData(true, "chunks")]
    [InlineData(false, "open")]
    [InlineData(true, "open")]
    public async Task Stream_CutAtEveryByte_IsTold(bool grpc, string framing)
    {
        // Without chunks the end of the connection is the body's: a stream that has finished by then is whole.
        var finished = FaultyText.Bytes(string.Concat(s_events.Take(4))).Length - 2;
        for (var at = 0; at < s_stream.Length; at++)
        {
            await CutAsync(grpc, $"{framing} {at}", told: framing == "chunks" || at < finished);
        }

        Assert.Equal(("aé", true), await Heard.AskAsync(_mesh, _grpc, "m0", grpc, streaming: true, Whole) is var whole ? (whole.Text, whole.Ended) : default);
    }

    [Theory]
    [InlineData(false, "reset")]
    [InlineData(true, "reset")]
    [InlineData(false, "chunks")]
    [InlineData(true, "chunks")]
    public async Task Stream_CutAfterEveryFrame_IsTold(bool grpc, string how)
    {
        for (var frames = 0; frames < s_events.Length; frames++)
        {
            await CutAsync(grpc, $"{how} {FaultyText.Bytes(string.Concat(s_events.Take(frames))).Length}", told: true);
        }
    }

    private async Task CutAsync(bool grpc, string cut, bool told)
    {
        var model = $"m{_cuts++ % Endpoints}";
        await Heard.AskAsync(_mesh, _grpc, model, byGrpc: false, streaming: true, Whole);

        var heard = await Heard.AskAsync(_mesh, _grpc, model, grpc, streaming: true, cut);

        Assert.NotEqual("no_capacity", heard.Code);
        Assert.True(told == (heard.Seen != Seen.Whole), $"cut {cut}: {heard}");
        Assert.True(told != heard.Ended, $"cut {cut}: {heard}");
        Assert.Equal(told ? 1 : 0, heard.Errors);
        Assert.StartsWith(heard.Text, "aé", StringComparison.Ordinal);
    }

    private static WireServer Start() => new(Answer);

    private static string Each(string fields, string name = "m") =>
        string.Join("\n", Enumerable.Range(0, Endpoints).Select(i => $"  {name}{i}: {{ {fields.Replace("*", $"{i}", StringComparison.Ordinal)} }}"));

    // The prompt says where to cut.
    private static ValueTask<WireAnswer> Answer(WireRequest request, CancellationToken gone)
    {
        var prompt = JsonNode.Parse(request.Body)!["messages"]![0]!["content"]!.GetValue<string>().Split(' ');
        var bytes = s_stream.AsMemory(0, prompt is [_, var at] ? int.Parse(at, System.Globalization.CultureInfo.InvariantCulture) : s_stream.Length);
        IReadOnlyList<WireStep> steps = prompt[0] switch
        {
            "chunks" => [Head(), new WireStep.Send(WireHttp.Chunk(bytes)), new WireStep.Close()],
            "open" => [new WireStep.Send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"u8.ToArray()), new WireStep.Send(bytes), new WireStep.Close()],
            "reset" => [Head(), new WireStep.Send(WireHttp.Chunk(bytes)), new WireStep.Wait(TimeSpan.FromMilliseconds(30)), new WireStep.Reset()],
            _ => [Head(), new WireStep.Send(WireHttp.Chunk(bytes)), new WireStep.Send(WireHttp.LastChunk)],
        };
        return ValueTask.FromResult(new WireAnswer(steps));
    }

    private static WireStep.Send Head() => new(WireHttp.Head(200, "text/event-stream", null));
}
