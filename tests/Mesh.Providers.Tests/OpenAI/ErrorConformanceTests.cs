using System.Globalization;
using System.Text;
using Mesh.Providers.Pipeline;
using Mesh.Testing;
using Mesh.Testing.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class ErrorConformanceTests
{
    [Theory]
    [InlineData(400, UpstreamFaultKind.Rejected)]
    [InlineData(401, UpstreamFaultKind.Credentials)]
    [InlineData(402, UpstreamFaultKind.QuotaSpent)]
    [InlineData(403, UpstreamFaultKind.Credentials)]
    [InlineData(404, UpstreamFaultKind.ModelMissing)]
    [InlineData(408, UpstreamFaultKind.ServerError)]
    [InlineData(409, UpstreamFaultKind.Rejected)]
    [InlineData(413, UpstreamFaultKind.Rejected)]
    [InlineData(422, UpstreamFaultKind.Rejected)]
    [InlineData(429, UpstreamFaultKind.RateLimited)]
    [InlineData(498, UpstreamFaultKind.RateLimited)]
    [InlineData(500, UpstreamFaultKind.ServerError)]
    [InlineData(502, UpstreamFaultKind.ServerError)]
    [InlineData(503, UpstreamFaultKind.ServerError)]
    [InlineData(529, UpstreamFaultKind.ServerError)]
    public async Task Status_Bare_SaysTheKind(int status, UpstreamFaultKind kind)
    {
        foreach (var body in new[] { OpenAICalls.Hello, OpenAICalls.HelloStream })
        {
            var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json("{}", status), body);

            Assert.Equal((kind, (int?)status), (fault.Kind, fault.Failure.Status));
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_IsNotFollowed(int status)
    {
        await using var other = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["stolen"]));
        var reply = UpstreamReply.Json("{}", status) with { Headers = new Dictionary<string, string> { ["location"] = other.Url + "/chat/completions" } };

        var fault = await OpenAICalls.FaultAsync(reply);

        Assert.Equal(UpstreamFaultKind.Malformed, fault.Kind);
        Assert.Equal(0, other.Started);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"m","code":"context_length_exceeded"}}""", UpstreamFaultKind.ContextLength)]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}""", UpstreamFaultKind.ContextLength)]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", UpstreamFaultKind.ContextLength)]
    [InlineData(400, """{"message":"The input (5000 tokens) is longer than the model's context length (4096 tokens)."}""", UpstreamFaultKind.ContextLength)]
    [InlineData(400, """{"error":{"message":"m","code":"content_filter"}}""", UpstreamFaultKind.ContentRefused)]
    [InlineData(400, """{"error":{"message":"m","code":"content_policy_violation"}}""", UpstreamFaultKind.ContentRefused)]
    [InlineData(429, """{"error":{"message":"m","code":"insufficient_quota"}}""", UpstreamFaultKind.QuotaSpent)]
    [InlineData(400, """{"error":{"message":"m","code":"model_not_found"}}""", UpstreamFaultKind.ModelMissing)]
    [InlineData(400, """{"error":{"message":"the context of this exceeds nothing","code":"x"}}""", UpstreamFaultKind.ContextLength)]
    [InlineData(500, """{"error":{"message":"context exceeded"}}""", UpstreamFaultKind.ServerError)]
    public async Task Words_OfTheVendor_SayMoreThanTheStatus(int status, string body, UpstreamFaultKind kind) =>
        Assert.Equal(kind, (await OpenAICalls.FaultAsync(UpstreamReply.Json(body, status))).Kind);

    [Theory]
    [InlineData("""{"error":{"message":"M","type":"T","param":"P","code":"C"}}""", "M", "T", "P", "C")]
    [InlineData("""{"error":"M"}""", "M", null, null, null)]
    [InlineData("""{"message":"M","type":"T","code":1234}""", "M", "T", null, "1234")]
    [InlineData("""{"detail":"M"}""", "M", null, null, null)]
    [InlineData("""{"detail":[{"type":"T","loc":["body","messages",0,"content"],"msg":"M"}]}""", "M", "T", "messages[0].content", null)]
    [InlineData("""{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"M"}]},"type":"T","param":null,"code":null}""", "M", "T", "stream_options", null)]
    [InlineData("""{"status":404,"title":"M"}""", "M", null, null, null)]
    [InlineData("M", "M", null, null, null)]
    [InlineData("<html><h1>502</h1></html>", null, null, null, null)]
    [InlineData("", null, null, null, null)]
    [InlineData("[]", "[]", null, null, null)]
    [InlineData("""{"error":{"message":7,"code":null}}""", "7", null, null, null)]
    public async Task Body_InAnyShape_GivesTheVendorsWords(string body, string? message, string? type, string? param, string? code)
    {
        var failure = (await OpenAICalls.FaultAsync(UpstreamReply.Json(body, 400) with { Headers = new Dictionary<string, string> { ["x-request-id"] = "req-1" } })).Failure;

        Assert.Equal((message, type, param, code, "req-1", "e"), (failure.Message, failure.Type, failure.Param, failure.Code, failure.RequestId, failure.Endpoint));
    }

    [Fact]
    public async Task Body_Enormous_IsCutAndTheStatusStands()
    {
        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json("{\"error\":{\"message\":\"" + new string('a', 200_000) + "\"}}", 503));
        Assert.Equal((UpstreamFaultKind.ServerError, null), (fault.Kind, fault.Failure.Message));

        fault = await OpenAICalls.FaultAsync(UpstreamReply.Json("{\"error\":{\"message\":\"" + new string('a', 10_000) + "\"}}", 503));
        Assert.Equal(2000, fault.Failure.Message!.Length);
    }

    [Theory]
    [InlineData("retry-after", "7", 7000.0)]
    [InlineData("retry-after", "0.25", 250.0)]
    [InlineData("retry-after-ms", "1500", 1500.0)]
    [InlineData("retry-after-ms", "12.5", 12.5)]
    [InlineData("retry-after", "99999999999", 86_400_000.0)]
    [InlineData("retry-after", "-5", null)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "0", null)]
    [InlineData("retry-after", "NaN", null)]
    [InlineData("retry-after", "Infinity", null)]
    [InlineData("retry-after-ms", "NaN", null)]
    [InlineData("retry-after-ms", "0", null)]
    public async Task RetryAfter_InAnyForm_IsKept(string header, string value, double? milliseconds)
    {
        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json("{}", 429) with { Headers = new Dictionary<string, string> { [header] = value } });

        Assert.Equal(milliseconds, fault.RetryAfter?.TotalMilliseconds);
    }

    [Fact]
    public async Task RetryAfter_AsDate_IsCountedFromNow()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var later = time.GetUtcNow().AddSeconds(90).ToString("R", CultureInfo.InvariantCulture);
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", 503) with { Headers = new Dictionary<string, string> { ["retry-after"] = later } });
        using var calls = new OpenAICalls(time: time);

        var fault = await Assert.ThrowsAsync<UpstreamException>(() => calls.AskAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.Hello)));

        Assert.Equal(TimeSpan.FromSeconds(90), fault.RetryAfter);
    }

    [Theory]
    [InlineData("x-request-id")]
    [InlineData("nvcf-reqid")]
    [InlineData("x-ds-trace-id")]
    [InlineData("mistral-correlation-id")]
    [InlineData("request-id")]
    public async Task RequestId_UnderAnyVendorsName_IsKept(string header) =>
        Assert.Equal("id-1", (await OpenAICalls.FaultAsync(UpstreamReply.Json("{}", 500) with { Headers = new Dictionary<string, string> { [header] = "id-1" } })).Failure.RequestId);

    [Theory]
    [InlineData("", UpstreamFaultKind.Malformed)]
    [InlineData("{}", UpstreamFaultKind.Malformed)]
    [InlineData("{\"choices\":[]}", UpstreamFaultKind.Malformed)]
    [InlineData("[]", UpstreamFaultKind.Malformed)]
    [InlineData("null", UpstreamFaultKind.Malformed)]
    [InlineData("<html></html>", UpstreamFaultKind.Malformed)]
    [InlineData("""{"choices":7}""", UpstreamFaultKind.Malformed)]
    [InlineData("""{"choices":[]""", UpstreamFaultKind.Malformed)]
    [InlineData("""{"error":{"message":"m"}}""", UpstreamFaultKind.ServerError)]
    [InlineData("""{"error":"m"}""", UpstreamFaultKind.ServerError)]
    [InlineData("""{"object":"error","message":"m","code":429}""", UpstreamFaultKind.RateLimited)]
    public async Task Whole_ErrorOrNonsenseUnder200_IsAFault(string body, UpstreamFaultKind kind)
    {
        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json(body), OpenAICalls.Hello);

        Assert.Equal((kind, (int?)200), (fault.Kind, fault.Failure.Status));
    }

    [Fact]
    public async Task Whole_BlankLinesBeforeTheBody_AreSignsOfLife()
    {
        var reply = UpstreamReply.Json("\n\n\n" + """{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}""");

        Assert.Equal("a", OpenAICalls.Text(await OpenAICalls.AskAsync(reply, OpenAICalls.Hello)));
    }

    [Fact]
    public async Task Whole_CutShort_IsBroken()
    {
        var reply = new UpstreamReply { Pieces = [Encoding.UTF8.GetBytes("{\"choices\":[")], Ending = UpstreamEnding.Reset };

        Assert.Equal(UpstreamFaultKind.Broken, (await OpenAICalls.FaultAsync(reply, OpenAICalls.Hello)).Kind);
    }

    [Fact]
    public async Task Nobody_ListensThere_IsUnreachable()
    {
        using var unused = new UnusedPort();
        using var calls = new OpenAICalls();
        var fault = await Assert.ThrowsAsync<UpstreamException>(() => calls.AskAsync(OpenAICalls.Target($"{unused.Url}/v1"), OpenAICalls.Native(OpenAICalls.Hello)));

        Assert.Equal(UpstreamFaultKind.Unreachable, fault.Kind);
    }

    [Fact]
    public async Task Embeddings_WithoutData_AreMalformed()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("""{"object":"list"}"""));
        using var calls = new OpenAICalls();

        var fault = await Assert.ThrowsAsync<UpstreamException>(() => calls.Provider.EmbedAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Embedding("""{"model":"r","input":"a"}"""), CancellationToken.None));

        Assert.Equal(UpstreamFaultKind.Malformed, fault.Kind);
    }
}
