using System.Text.Json.Nodes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Conversations.Context;

/// <summary>One conversation through what the mesh speaks: OpenAI's dialect, a client of Microsoft.Extensions.AI (the simulated one) and a local engine.</summary>
[Collection(Clusters.Name)]
public sealed class ManyDialectsTests
{
    private const string Image = "data:image/png;base64,iVBORw0KGgo=";
    private static readonly ToolDefinition s_tool = new("stock", "How many are there.", """{"type":"object","properties":{"part":{"type":"string"}}}""", null);

    [Fact]
    public async Task Conversation_ThroughAllDialects_CarriesItsFactsImageAndToolsToTheLastModel()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, Script, new ConversationSettings { Instructions = "Serve the workshop.", Pinned = ["The customer is Ada."] });

        var (_, first) = await cluster.SendAsync("t1", "big", Asks([new TextPart("Order code is 4711-X. The part is on the picture. How many are there?"), new ImagePart(Image, null)]));
        Assert.Equal("stock", Assert.Single(first.Answer!.Message.ToolCalls).Name);
        await cluster.SendAsync("t2", "big", new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.Tool, ToolCallId = "call-1", Parts = [new TextPart("17 in rack B")] }], Tools = [s_tool] });
        var (simulatedFrames, simulated) = await cluster.SendAsync("t3", "sim", Asks([new TextPart("Sum it up.")], tools: false));
        var (frames, last) = await cluster.SendAsync("t4", "local", Asks([new TextPart("Which order, how many, what is on the picture?")], tools: false));

        Assert.Equal((TurnState.Committed, TurnState.Committed), (simulated.State, last.State));
        Assert.Equal(new HandOver("big", "sim", "asked_for", 1), simulatedFrames.Select(f => f.Event).OfType<TurnHandedOver>().Single().HandOver);
        Assert.Equal(new HandOver("sim", "local", "asked_for", 1), Assert.IsType<TurnHandedOver>(frames[1].Event).HandOver);
        Assert.Equal(new HandOver("sim", "local", "asked_for", 1), last.Answer!.Prompt!.HandOver);
        Assert.Equal((1, 0), (last.Answer.Prompt.Described, last.Answer.Prompt.Missing));
        var sent = cluster.LastSent("up-local");
        foreach (var wanted in new[] { "Serve the workshop.", "The customer is Ada.", "4711-X", "17 in rack B", "a brass gear with 24 teeth", "until now sim answered" })
        {
            Assert.Contains(wanted, sent, StringComparison.Ordinal);
        }

        var messages = JsonNode.Parse(sent)!["messages"]!.AsArray();
        Assert.DoesNotContain(messages, m => m!["role"]!.GetValue<string>() == "tool" || m["tool_calls"] is not null);
        Assert.DoesNotContain("image_url", sent, StringComparison.Ordinal);

        // A model that sees and has tools is given both as they were.
        await cluster.SendAsync("t5", "big", Asks([new TextPart("And again?")]));
        messages = JsonNode.Parse(cluster.LastSent("up-big"))!["messages"]!.AsArray();
        Assert.Contains(messages, m => m!["tool_call_id"]?.GetValue<string>() == "call-1");
        Assert.Contains("image_url", messages.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_OfAnEarlierTurn_IsDescribedOnceAndForcesNoModelThatSees()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, Script);
        await cluster.SendAsync("t1", "big", Asks([new TextPart("look"), new ImagePart(Image, null)], tools: false));

        var one = await cluster.SayAsync("t2", "local", "what was it?");
        var two = await cluster.SayAsync("t3", "local", "and again?");

        Assert.Equal((TurnState.Committed, 1, 1), (two.State, one.Answer!.Prompt!.Described, two.Answer!.Prompt!.Described));
        Assert.Single(cluster.Upstream.Requests, r => IsDescription(r));
        Assert.Equal("a brass gear with 24 teeth", Assert.Single((await cluster.NotesAsync()).Images).Text);
    }

    [Fact]
    public async Task Image_ThatNobodyDescribes_IsSaidToBeMissing()
    {
        await using var cluster = await ContextCluster.StartAsync(url => Catalog(url).Replace("conversations: { imageRoute: big }", "", StringComparison.Ordinal), Script);
        await cluster.SendAsync("t1", "big", Asks([new TextPart("look"), new ImagePart(Image, null)], tools: false));

        var turn = await cluster.SayAsync("t2", "local", "what was it?");

        Assert.Equal((0, 1), (turn.Answer!.Prompt!.Described, turn.Answer.Prompt.Missing));
        Assert.Contains("An image stood here", cluster.LastSent("up-local"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_InTheNewMessage_NeedsAModelThatSees()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, Script);

        var (_, turn) = await cluster.SendAsync("t1", "local", Asks([new TextPart("look"), new ImagePart(Image, null)], tools: false));

        Assert.Equal((TurnState.Failed, "capability_missing"), (turn.State, turn.Error!.Reason));
    }

    [Fact]
    public async Task Prompt_LongerThanOneModelsContext_IsMadeShorterForThatModelAlone()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, Script);
        for (var turn = 1; turn <= 12; turn++)
        {
            await cluster.SayAsync($"t{turn}", "big", $"turn-{turn}. " + new string('x', 4000));
        }

        var small = await cluster.SayAsync("t13", "local", "go on");
        var tooLong = await cluster.SayAsync("t14", "local", new string('y', 40_000));
        var whole = await cluster.SayAsync("t15", "big", "go on");

        Assert.True(small.Answer!.Prompt!.LeavesOut);
        Assert.DoesNotContain("turn-1.", cluster.LastSent("up-local"), StringComparison.Ordinal);
        Assert.Contains("turn-12.", cluster.LastSent("up-local"), StringComparison.Ordinal);
        Assert.Equal((1L, false), (whole.Answer!.Prompt!.OldestTurn, whole.Answer.Prompt.LeavesOut));
        Assert.Contains("turn-1.", cluster.LastSent("up-big"), StringComparison.Ordinal);
        Assert.Equal(TurnState.Failed, tooLong.State);
        Assert.Equal(Mesh.Contracts.Errors.MeshErrorCode.InvalidRequest, tooLong.Error!.Code);
    }

    [Fact]
    public async Task NewMessage_TooLongForOneModel_GoesToTheNextOrIsRefusedByHowMuch()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, Script);
        var text = new string('y', 24_000);

        var (_, moved) = await cluster.SendAsync("t1", "local", Asks([new TextPart(text)], tools: false), fallbacks: ["big"]);
        var refused = await cluster.SayAsync("t2", "local", text);

        Assert.Equal((TurnState.Committed, "big"), (moved.State, moved.Answer!.Model));
        Assert.Equal((TurnState.Failed, "context_too_long", "input.messages"), (refused.State, refused.Error!.Reason, refused.Error.Field));
        Assert.Contains("2008 too many", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_MoreThanAreDescribedForOneTurn_AreDescribedWithTheNext()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, Script);
        await cluster.SendAsync("t1", "big", Asks([.. Enumerable.Range(1, 6).Select(i => new ImagePart($"https://example.com/{i}.png", null))], tools: false));

        var one = await cluster.SayAsync("t2", "local", "what were they?");
        var two = await cluster.SayAsync("t3", "local", "and again?");

        Assert.Equal((4, 2), (one.Answer!.Prompt!.Described, one.Answer.Prompt.Missing));
        Assert.Equal((6, 0), (two.Answer!.Prompt!.Described, two.Answer.Prompt.Missing));
    }

    private static ChatRequest Asks(IReadOnlyList<ContentPart> parts, bool tools = true) => new() { Messages = [new ChatMessage { Role = ChatRole.User, Parts = parts }], Tools = tools ? [s_tool] : [] };

    private static bool IsDescription(UpstreamRequest request) => request.Json["messages"]!.AsArray() is { Count: 1 } one && one.ToJsonString().Contains("Describe this image", StringComparison.Ordinal);

    private static UpstreamReply Script(UpstreamRequest request)
    {
        if (IsDescription(request))
        {
            return ChatReplies.Answer(request, ["a brass gear with 24 teeth"]);
        }

        var calls = request.Json["tools"] is not null && request.Json["messages"]!.AsArray()[^1]!["role"]!.GetValue<string>() == "user" && request.Json["messages"]!.AsArray().Count <= 2;
        return calls
            ? UpstreamReply.Events(
                ChatReplies.Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"call-1","type":"function","function":{"name":"stock","arguments":"{\"part\":\"gear\"}"}}]}""", "null"),
                ChatReplies.Chunk("{}", "\"tool_calls\""),
                "data: [DONE]\n\n")
            : ChatReplies.Answer(request, ["There", " are", " some."]);
    }

    private static string Catalog(string url) =>
        $$"""
        providers:
          vendor: { kind: openai, baseUrl: "{{url}}" }
          engine: { kind: openai-compatible, engine: vllm, baseUrl: "{{url}}" }
          sim: { kind: simulated }
        models:
          big: { capabilities: [text, image-in, tools], context: 400000, price: { in: 1, out: 2 } }
          local: { capabilities: [text], context: 8000, price: { in: 1, out: 2 } }
          sim: { capabilities: [text], context: 8000, price: { in: 1, out: 2 }, simulated: { answerTokens: 12 } }
        endpoints:
          big-api: { provider: vendor, model: big, upstreamModel: up-big }
          local-gpu: { provider: engine, model: local, upstreamModel: up-local }
          sim-a: { provider: sim, model: sim, upstreamModel: sim }
        routes:
          auto: { candidates: [big, local] }
        defaults: { allowSimulated: true }
        conversations: { imageRoute: big }
        """;
}
