using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

public sealed class ResponsesTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Response_WholeAnswer_IsAnObjectInOpenAIsForm()
    {
        var response = await CreateAsync("""{"model":"m","input":"hello","instructions":"be kind","metadata":{"a":"b"},"temperature":0.5}""");

        Assert.StartsWith("resp_", response["id"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(("response", "completed", "m", "be kind"), (response["object"]!.ToString(), response["status"]!.ToString(), response["model"]!.ToString(), response["instructions"]!.ToString()));
        var message = Assert.Single(response["output"]!.AsArray())!;
        Assert.Equal(("message", "assistant", "completed"), (message["type"]!.ToString(), message["role"]!.ToString(), message["status"]!.ToString()));
        Assert.Equal(("output_text", "Grüße aus 東京"), (message["content"]![0]!["type"]!.ToString(), message["content"]![0]!["text"]!.ToString()));
        Assert.Equal((7, 3, 10), ((int)response["usage"]!["input_tokens"]!, (int)response["usage"]!["output_tokens"]!, (int)response["usage"]!["total_tokens"]!));
        Assert.Equal("b", response["metadata"]!["a"]!.ToString());
        Assert.Equal([("system", "be kind"), ("user", "hello")], Sent());
        Assert.Equal(0.5, (double)_upstream.Requests[^1].Json["temperature"]!);
    }

    [Fact]
    public async Task Response_ThatFollowsAnother_TellsTheModelWhatWasSaidButNotItsInstructions()
    {
        var first = await CreateAsync("""{"model":"m","input":"one","instructions":"only once"}""");
        var second = await CreateAsync($$"""{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"two"}]}],"previous_response_id":"{{first["id"]}}"}""");

        Assert.Equal([("user", "one"), ("assistant", "Grüße aus 東京"), ("user", "two")], Sent());
        Assert.Equal(first["id"]!.ToString(), second["previous_response_id"]!.ToString());
        Assert.Equal(first["conversation"]!["id"]!.ToString(), second["conversation"]!["id"]!.ToString());
    }

    [Fact]
    public async Task Responses_ThatFollowTheSameOne_AreBranches()
    {
        var first = await CreateAsync("""{"model":"m","input":"one"}""");
        await CreateAsync($$"""{"model":"m","input":"two","previous_response_id":"{{first["id"]}}"}""");
        await CreateAsync($$"""{"model":"m","input":"deux","previous_response_id":"{{first["id"]}}"}""");

        Assert.Equal([("user", "one"), ("assistant", "Grüße aus 東京"), ("user", "deux")], Sent());
    }

    [Fact]
    public async Task Response_Streamed_IsEventsInOpenAIsOrderAndTheSameObject()
    {
        var events = await StreamAsync("""{"model":"m","input":"hello","stream":true}""");

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(e => e["type"]!.ToString()));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => (int)e["sequence_number"]!));
        Assert.Equal("Grüße aus 東京", string.Concat(events.Where(e => e["type"]!.ToString() == "response.output_text.delta").Select(e => e["delta"]!.ToString())));
        var told = events[^1]["response"]!;
        var kept = await GetAsync(told["id"]!.ToString());
        Assert.True(JsonNode.DeepEquals(told, kept), $"{told}\n{kept}");
    }

    [Fact]
    public async Task Response_TakenUpAfterAnyEvent_GoesOnWithTheNext()
    {
        var events = await StreamAsync("""{"model":"m","input":"hello","stream":true}""");
        var id = events[^1]["response"]!["id"]!.ToString();
        for (var after = 0; after < events.Count - 1; after++)
        {
            using var answer = await _mesh.Http.GetAsync($"/v1/responses/{id}?stream=true&starting_after={after}");
            var rest = await EventsAsync(answer);
            Assert.Equal(events.Skip(after + 1).Select(e => e.ToJsonString()), rest.Select(e => e.ToJsonString()));
        }
    }

    [Fact]
    public async Task Response_WithTools_IsCallsAndTheirAnswersGoBack()
    {
        _upstream.Script = r => r.Json["messages"]!.AsArray().Count > 1 ? ChatReplies.Answer(r, ["3"]) : UpstreamReply.Events(
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"add","arguments":"{\"a\":"}}]}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""", "null"),
            ChatReplies.Chunk("{}", "\"tool_calls\""),
            "data: [DONE]\n\n");
        var first = await CreateAsync("""{"model":"m","input":"1+2?","tools":[{"type":"function","name":"add","parameters":{"type":"object","properties":{}}}]}""");
        var call = Assert.Single(first["output"]!.AsArray())!;
        Assert.Equal(("function_call", "call_1", "add", "{\"a\":1}"), (call["type"]!.ToString(), call["call_id"]!.ToString(), call["name"]!.ToString(), call["arguments"]!.ToString()));

        var second = await CreateAsync($$"""{"model":"m","previous_response_id":"{{first["id"]}}","input":[{"type":"function_call_output","call_id":"call_1","output":"3"}]}""");

        Assert.Equal("3", second["output"]![0]!["content"]![0]!["text"]!.ToString());
        var sent = _upstream.Requests[^1].Json["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "tool"], sent.Select(m => m!["role"]!.ToString()));
        Assert.Equal("call_1", sent[1]!["tool_calls"]![0]!["id"]!.ToString());
        Assert.Equal("call_1", sent[2]!["tool_call_id"]!.ToString());
    }

    [Fact]
    public async Task Response_InTheBackground_IsThereAtOnceAndFetchedWhenItIsDone()
    {
        using var later = new ManualResetEventSlim();
        _upstream.Script = r =>
        {
            later.Wait(TimeSpan.FromMinutes(1));
            return ChatReplies.Answer(r, ["later"]);
        };
        var begun = await CreateAsync("""{"model":"m","input":"hello","background":true}""");
        Assert.Equal("in_progress", begun["status"]!.ToString());

        JsonNode now = begun;
        later.Set();
        await Waiting.UntilAsync(async () => (now = await GetAsync(begun["id"]!.ToString()))["status"]!.ToString() != "in_progress");

        Assert.Equal(("completed", "later"), (now["status"]!.ToString(), now["output"]![0]!["content"]![0]!["text"]!.ToString()));
    }

    [Fact]
    public async Task Response_InTheBackground_IsCancelled()
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["some"]) is var whole ? whole with { Pieces = [.. whole.Pieces.Take(2)], Ending = UpstreamEnding.Silence } : null!;
        var begun = await CreateAsync("""{"model":"m","input":"hello","background":true}""");
        await Waiting.UntilAsync(() => _upstream.Started == 1);

        using var answer = await _mesh.PostAsync($"/v1/responses/{begun["id"]}/cancel", "{}");

        Assert.Equal("cancelled", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"]!.ToString());
        await Waiting.UntilAsync(() => _upstream.Aborted == 1);
    }

    [Fact]
    public async Task Response_SentAgainUnderTheSameIdempotencyKey_IsOneCallAndTheSameResponse()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync("""{"model":"m","input":"hello"}""", "key-1")));

        Assert.Single(all.Select(r => r.ToJsonString()).Distinct());
        Assert.Equal(1, _upstream.Started);
        using var other = await SendAsync("""{"model":"m","input":"other"}""", "key-1");
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal("turn_id_reused", await CodeAsync(other));
    }

    [Fact]
    public async Task Response_ThatIsNotToBeKept_IsAnsweredAndNotFound()
    {
        var response = await CreateAsync("""{"model":"m","input":"hello","store":false}""");
        Assert.Equal("Grüße aus 東京", response["output"]![0]!["content"]![0]!["text"]!.ToString());
        Assert.Equal((false, null), ((bool)response["store"]!, response["conversation"]));

        using var answer = await _mesh.Http.GetAsync($"/v1/responses/{response["id"]}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Response_ThatIsAlone_IsDeletedWithItsConversation()
    {
        var response = await CreateAsync("""{"model":"m","input":"hello"}""");

        using var answer = await _mesh.Http.DeleteAsync($"/v1/responses/{response["id"]}");
        using var gone = await _mesh.Http.GetAsync($"/v1/responses/{response["id"]}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($$"""{"id":"{{response["id"]}}","object":"response","deleted":true}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Response_ThatOthersFollow_IsNotDeleted()
    {
        var first = await CreateAsync("""{"model":"m","input":"one"}""");
        await CreateAsync($$"""{"model":"m","input":"two","previous_response_id":"{{first["id"]}}"}""");

        using var answer = await _mesh.Http.DeleteAsync($"/v1/responses/{first["id"]}");

        Assert.Equal((HttpStatusCode.Conflict, "response_in_conversation"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal("completed", (await GetAsync(first["id"]!.ToString()))["status"]!.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_ThatFollowsOneThatIsNotWhole_IsRefused(bool store)
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["some"]) is var whole ? whole with { Pieces = [.. whole.Pieces.Take(2)], Ending = UpstreamEnding.Silence } : null!;
        var begun = await CreateAsync("""{"model":"m","input":"hello","background":true}""");
        await Waiting.UntilAsync(() => _upstream.Started == 1);
        using var cancel = await _mesh.PostAsync($"/v1/responses/{begun["id"]}/cancel", "{}");

        using var answer = await SendAsync($$"""{"model":"m","input":"x","previous_response_id":"{{begun["id"]}}","store":{{(store ? "true" : "false")}}}""");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("turn_not_committed", await CodeAsync(answer));
    }

    [Fact]
    public async Task Response_ThatNobodyGives_IsTheErrorAndKeptAsFailed()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"no such thing"}}""", 400);
        using var answer = await SendAsync("""{"model":"m","input":"hello"}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        var events = await StreamAsync("""{"model":"m","input":"hello","stream":true}""");

        Assert.Equal("response.failed", events[^1]["type"]!.ToString());
        Assert.Equal("failed", (await GetAsync(events[^1]["response"]!["id"]!.ToString()))["status"]!.ToString());
    }

    [Theory]
    [InlineData("""{"input":"hello"}""", "model")]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":[{"role":"wizard","content":"x"}]}""", "input[0].role")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"video"}]}]}""", "input[0].content[0].type")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"}]}""", "tools[0].type")]
    [InlineData("""{"model":"m","input":"x","tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"xml"}}}""", "text.format.type")]
    [InlineData("""{"model":"m","input":"x","store":false,"background":true}""", "store")]
    [InlineData("""{"model":"m","input":"x","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"model":"m","input":"x","metadata":{"a":1}}""", "metadata.a")]
    [InlineData("""{"model":"m","input":"x","prompt":{"id":"p"}}""", "prompt")]
    [InlineData("""{"model":"m","input":"x","conversation":"a/b"}""", "conversation")]
    public async Task Response_WrongField_IsNamed(string body, string field)
    {
        using var answer = await SendAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["param"]!.ToString());
    }

    [Theory]
    [InlineData("resp_nonsense")]
    [InlineData("resp_Y29udl94CnR1cm5feA")]
    public async Task Response_ThatWasNeverGiven_IsNotFound(string id)
    {
        using var answer = await _mesh.Http.GetAsync($"/v1/responses/{id}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["code"]!.ToString();

    private static async Task<IReadOnlyList<JsonNode>> EventsAsync(HttpResponseMessage answer)
    {
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return [.. (await answer.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e =>
        {
            var lines = e.Split('\n');
            var data = JsonNode.Parse(lines[1]["data: ".Length..])!;
            Assert.Equal($"event: {data["type"]}", lines[0]);
            return data;
        })];
    }

    private IEnumerable<(string, string)> Sent() => _upstream.Requests[^1].Json["messages"]!.AsArray().Select(m => (m!["role"]!.ToString(), m["content"]!.ToString()));

    private async Task<HttpResponseMessage> SendAsync(string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _mesh.Http.SendAsync(request);
    }

    private async Task<JsonNode> CreateAsync(string body, string? key = null)
    {
        using var answer = await SendAsync(body, key);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<IReadOnlyList<JsonNode>> StreamAsync(string body)
    {
        using var answer = await SendAsync(body);
        return await EventsAsync(answer);
    }

    private async Task<JsonNode> GetAsync(string id) => JsonNode.Parse(await _mesh.Http.GetStringAsync($"/v1/responses/{id}"))!;
}
