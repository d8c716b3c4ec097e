using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Faults;

/// <summary>What a caller heard, in the same words for both doors.</summary>
/// <param name="Seen">What it is left with.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Reason">The reason under it.</param>
/// <param name="Text">The text that came.</param>
/// <param name="Ended">Whether the end marker came.</param>
/// <param name="Errors">How many errors came.</param>
/// <param name="Source">Where the count of tokens comes from, where the door tells.</param>
internal sealed record Heard(Seen Seen, string Code, string Reason, string Text, bool Ended, int Errors, V1.UsageSource? Source = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Asks a route.</summary>
    public static Task<Heard> AskAsync(RunningMesh mesh, GrpcCaller grpc, string route, bool byGrpc, bool streaming, string text = "hello") => (byGrpc, streaming) switch
    {
        (false, _) => OpenAIAsync(mesh, route, streaming, text),
        (true, false) => GrpcWholeAsync(grpc, route, text),
        (true, true) => GrpcStreamAsync(grpc, route, text),
    };

    private static async Task<Heard> OpenAIAsync(RunningMesh mesh, string route, bool streaming, string text)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var response = await mesh.PostAsync("/v1/chat/completions", $$"""{"model":"{{route}}","stream":{{(streaming ? "true" : "false")}},"messages":[{"role":"user","content":"{{text}}"}]}""", patience.Token);
        if (response.IsSuccessStatusCode && streaming)
        {
            return await StreamAsync(await response.Content.ReadAsStreamAsync(patience.Token), patience.Token);
        }

        var body = await response.Content.ReadAsStringAsync(patience.Token);
        if (!response.IsSuccessStatusCode)
        {
            return Error(JsonNode.Parse(body)!["error"]!, Seen.Refused, "");
        }

        // Not a node: it takes no name twice.
        using var json = JsonDocument.Parse(body);
        return new Heard(Seen.Whole, "", "", json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!, true, 0);
    }

    // Another reader than the mesh's own says what a client makes of the bytes.
    private static async Task<Heard> StreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var (ended, errors, last) = (false, 0, (JsonNode?)null);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.Data == "[DONE]")
            {
                Assert.False(ended, "the end marker came twice");
                ended = true;
                continue;
            }

            var json = JsonNode.Parse(item.Data)!.AsObject();
            if (json["error"] is { } error)
            {
                (errors, last) = (errors + 1, error);
            }

            text.Append(json["choices"] is JsonArray { Count: > 0 } choices ? choices[0]!["delta"]?["content"]?.GetValue<string>() : null);
        }

        return last is null ? new Heard(Seen.Whole, "", "", text.ToString(), ended, 0) : Error(last, Seen.Interrupted, text.ToString()) with { Ended = ended, Errors = errors };
    }

    private static Heard Error(JsonNode error, Seen seen, string text) => new(seen, error["mesh_code"]!.GetValue<string>(), error["code"]!.GetValue<string>(), text, false, 1);

    private static async Task<Heard> GrpcWholeAsync(GrpcCaller grpc, string route, string text)
    {
        try
        {
            var response = await grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(route, text) }, deadline: DateTime.UtcNow + s_patience);
            return new Heard(Seen.Whole, "", "", response.Choices[0].Content, true, 0, response.Outcome.Usage.Source);
        }
        catch (RpcException e)
        {
            return Error(e, Seen.Refused, "");
        }
    }

    private static async Task<Heard> GrpcStreamAsync(GrpcCaller grpc, string route, string text)
    {
        using var call = grpc.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(route, text)), deadline: DateTime.UtcNow + s_patience);
        var (events, fault) = await GrpcCaller.ReadAsync(call);
        var said = string.Concat(events.Select(e => e.Delta?.Content));
        var interruptions = events.Count(e => e.Interrupted is not null);
        var done = events.SingleOrDefault(e => e.Done is not null)?.Done;
        if (fault is null)
        {
            return new Heard(Seen.Whole, "", "", said, done is not null, interruptions, done?.Outcome.Usage.Source);
        }

        var begun = events.Any(e => e.Start is not null);
        Assert.Equal(begun ? 1 : 0, interruptions);
        return Error(fault, begun ? Seen.Interrupted : Seen.Refused, said) with { Ended = done is not null };
    }

    private static Heard Error(RpcException e, Seen seen, string text)
    {
        var info = GrpcCaller.Info(e);
        return new Heard(seen, info.Metadata["code"], info.Reason.ToLowerInvariant(), text, false, 1);
    }
}
