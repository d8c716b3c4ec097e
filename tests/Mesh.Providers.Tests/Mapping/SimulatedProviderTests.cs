using System.Text.Json.Nodes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Simulated;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Providers.Tests.Mapping;

public sealed class SimulatedProviderTests
{
    [Fact]
    public async Task Probe_OfASimulatedModel_CannotBePut() =>
        Assert.Null(await ((IModelProvider)new SimulatedProvider(TimeProvider.System, () => 0.5)).ProbeAsync(Target(new SimulatedBehavior()), CancellationToken.None));

    private static readonly SimulatedBehavior s_quick = new() { FirstToken = TimeSpan.Zero, TokensPerSecond = 0, AnswerTokens = 12 };

    [Fact]
    public async Task Answer_SaysThatItIsSimulatedAndDependsOnSeedAndPromptAlone()
    {
        var one = OpenAICalls.Text(await AskAsync(s_quick, OpenAICalls.HelloStream));

        Assert.StartsWith("[simulated:m] This answer is simulated.", one, StringComparison.Ordinal);
        Assert.Equal(one, OpenAICalls.Text(await AskAsync(s_quick, OpenAICalls.Hello)));
        Assert.NotEqual(one, OpenAICalls.Text(await AskAsync(s_quick with { Seed = 9 }, OpenAICalls.HelloStream)));
        Assert.NotEqual(one, OpenAICalls.Text(await AskAsync(s_quick, OpenAICalls.HelloStream.Replace("hello", "other", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Stream_IsATokenAFrameThenFinishThenUsage()
    {
        var frames = await AskAsync(s_quick, OpenAICalls.HelloStream);

        Assert.Equal(14, frames.Count);
        Assert.Equal("stop", Assert.Single(frames[12].Read().OfType<ChoiceFinished>()).Reason);
        Assert.Equal((5L, 12L, UsageSource.Estimated), (frames[13].Usage!.Input, frames[13].Usage!.Output, frames[13].Usage!.Source));
        Assert.All(frames, f => Assert.Equal("m", Assert.Single(f.Read().OfType<AnswerIdentified>()).Model));
    }

    [Theory]
    [InlineData("\"max_tokens\":3", "length", 3)]
    [InlineData("\"max_tokens\":12", "stop", 12)]
    public async Task Length_ThatWasAskedFor_IsKept(string field, string finish, int tokens)
    {
        var frames = await AskAsync(s_quick, OpenAICalls.HelloStream.Replace("\"stream\":true", $"\"stream\":true,{field}", StringComparison.Ordinal));

        Assert.Equal(finish, Assert.Single(OpenAICalls.Events(frames).OfType<ChoiceFinished>()).Reason);
        Assert.Equal(tokens, frames[^1].Usage!.Output);
    }

    [Theory]
    [InlineData("\"required\"", "f")]
    [InlineData("""{"type":"function","function":{"name":"g"}}""", "g")]
    public async Task Tool_ThatMustBeCalled_IsCalled(string choice, string name)
    {
        var tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],\"tool_choice\":" + choice + ",";
        foreach (var body in new[] { OpenAICalls.Hello, OpenAICalls.HelloStream })
        {
            var events = OpenAICalls.Events(await AskAsync(s_quick, body.Insert(1, tools)));

            Assert.Equal(new ToolCallDelta(0, 0, "call_simulated", name, "{}"), Assert.Single(events.OfType<ToolCallDelta>()));
            Assert.Equal("tool_calls", Assert.Single(events.OfType<ChoiceFinished>()).Reason);
        }
    }

    [Fact]
    public async Task Tool_OfItsOwn_IsCalledOnceWhereItIsOffered()
    {
        const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],";
        var (caller, result) = (s_quick with { Calls = """f {"a":1}""" }, OpenAICalls.Hello.Insert(1, Tools).Replace("\"messages\":[", "\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"x\"},", StringComparison.Ordinal));

        Assert.Equal(new ToolCallDelta(0, 0, "call_simulated", "f", """{"a":1}"""), Assert.Single(OpenAICalls.Events(await AskAsync(caller, OpenAICalls.Hello.Insert(1, Tools))).OfType<ToolCallDelta>()));
        foreach (var body in new[] { OpenAICalls.Hello, OpenAICalls.Hello.Insert(1, Tools + "\"tool_choice\":\"none\","), result })
        {
            Assert.Empty(OpenAICalls.Events(await AskAsync(caller, body)).OfType<ToolCallDelta>());
        }
    }

    [Fact]
    public async Task Json_ThatWasAskedFor_IsJson()
    {
        var text = OpenAICalls.Text(await AskAsync(s_quick, OpenAICalls.Hello.Insert(1, "\"response_format\":{\"type\":\"json_object\"},")));

        Assert.True(JsonNode.Parse(text)!["simulated"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Images_AreCountedInTheAnswer()
    {
        var text = OpenAICalls.Text(await AskAsync(s_quick, """{"model":"r","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}"""));

        Assert.Contains("It was given 2 image(s).", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatIsWritten_IsSaidWholeWhateverIsAsked()
    {
        const string Written = "{\"tasks\": [ 1,  2 ]}";

        Assert.Equal(Written, OpenAICalls.Text(await AskAsync(s_quick with { Answer = Written }, OpenAICalls.HelloStream)));
        Assert.Equal(Written, OpenAICalls.Text(await AskAsync(s_quick with { Answer = Written }, OpenAICalls.Hello)));
    }

    [Fact]
    public async Task Failure_ByItsRate_IsAServerError()
    {
        var fault = await Assert.ThrowsAsync<UpstreamException>(() => AskAsync(s_quick with { FailureRate = 1 }, OpenAICalls.Hello));

        Assert.Equal((UpstreamFaultKind.ServerError, 503, "simulated failure"), (fault.Kind, fault.Failure.Status, fault.Failure.Message));
    }

    [Fact]
    public async Task Pace_IsThatOfTheModelOnTheClock()
    {
        var time = new FakeTimeProvider();
        var answer = AskAsync(s_quick with { FirstToken = TimeSpan.FromSeconds(5), TokensPerSecond = 1 }, OpenAICalls.Hello, time);

        time.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(50);
        Assert.False(answer.IsCompleted);
        for (var i = 0; i < 12_000 && !answer.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(11));
            await Task.Delay(5);
        }

        Assert.Single(await answer);
    }

    [Theory]
    [InlineData("\"a\"", 1)]
    [InlineData("[\"a\",\"b\"]", 2)]
    [InlineData("[[1,2],[3]]", 2)]
    [InlineData("[1,2,3]", 1)]
    public async Task Embeddings_OfTextsOrTokens_AreUnitVectors(string input, int count)
    {
        var answer = await EmbedAsync($$"""{"model":"r","input":{{input}},"dimensions":8}""");
        var data = JsonNode.Parse(answer.Span)!["data"]!.AsArray();

        Assert.Equal(count, data.Count);
        Assert.All(data, d => Assert.InRange(d!["embedding"]!.AsArray().Sum(v => v!.GetValue<double>() * v.GetValue<double>()), 0.999, 1.001));
        Assert.All(data, d => Assert.Equal(8, d!["embedding"]!.AsArray().Count));
    }

    [Fact]
    public async Task Embeddings_AsBytes_AreTheSameVector()
    {
        var floats = JsonNode.Parse((await EmbedAsync("""{"model":"r","input":"a"}""")).Span)!["data"]![0]!["embedding"]!.AsArray().Select(v => v!.GetValue<float>()).ToArray();
        var bytes = Convert.FromBase64String(JsonNode.Parse((await EmbedAsync("""{"model":"r","input":"a","encoding_format":"base64"}""")).Span)!["data"]![0]!["embedding"]!.GetValue<string>());

        Assert.Equal(floats, Enumerable.Range(0, floats.Length).Select(i => BitConverter.ToSingle(bytes, i * 4)));
    }

    [Theory]
    [InlineData("\"dimensions\":\"many\"", "dimensions")]
    [InlineData("\"dimensions\":0", "dimensions")]
    [InlineData("\"input\":7", "input")]
    [InlineData("\"input\":[]", "input")]
    public async Task Embeddings_WrongField_IsToldByName(string field, string name)
    {
        var input = name == "input" ? field : "\"input\":\"a\"," + field;

        Assert.Equal(name, (await Assert.ThrowsAsync<MeshException>(() => EmbedAsync("{\"model\":\"r\"," + input + "}"))).Error.Field);
    }

    private static async Task<IReadOnlyList<ContentFrame>> AskAsync(SimulatedBehavior behavior, string body, TimeProvider? time = null)
    {
        await using var answer = await new SimulatedProvider(time ?? TimeProvider.System, () => 0.5).ChatAsync(Target(behavior), OpenAICalls.Native(body), CancellationToken.None);
        var frames = new List<ContentFrame>();
        await foreach (var frame in answer.ReadAsync(CancellationToken.None))
        {
            frames.Add(frame);
        }

        return frames;
    }

    private static async Task<ReadOnlyMemory<byte>> EmbedAsync(string body) =>
        (await new SimulatedProvider(TimeProvider.System, () => 0.5).EmbedAsync(Target(s_quick), OpenAICalls.Embedding(body), CancellationToken.None)).Body;

    private static UpstreamTarget Target(SimulatedBehavior behavior) => OpenAICalls.Target("http://x") with { Model = new ModelEntry { Name = "m", Simulated = behavior } };
}
