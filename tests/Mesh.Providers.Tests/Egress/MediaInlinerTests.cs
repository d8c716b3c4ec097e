using System.Net;
using System.Text.Json.Nodes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Testing;

namespace Mesh.Providers.Tests.Egress;

public sealed class MediaInlinerTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private FakeUpstream _files = null!;

    private string Host => $"files.test:{new Uri(_files.Url).Port}";

    private string Image => $"http://{Host}/cat.png";

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["seen"]));
        _files = await FakeUpstream.StartAsync(r => new UpstreamReply { ContentType = r.Path.EndsWith(".pdf", StringComparison.Ordinal) ? "application/pdf" : "image/png", Pieces = [new byte[] { 1, 2, 3 }] });
    }

    public async Task DisposeAsync()
    {
        await _files.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Vendor_GetsTheUrlAsItIs()
    {
        var sent = await SentAsync(OpenAICalls.Native(Asking(Image)), p => p with { Preset = "openai" });

        Assert.Equal(Image, sent["messages"]![0]!["content"]![0]!["image_url"]!["url"]!.GetValue<string>());
        Assert.Equal(0, _files.Started);
    }

    [Theory]
    [InlineData("ollama", false)]
    [InlineData("vllm", false)]
    [InlineData(null, true)]
    public async Task Engine_GetsTheContentInItsPlace(string? preset, bool local)
    {
        foreach (var task in new[] { OpenAICalls.Native(Asking(Image)), OpenAICalls.Records(Asking(Image)) })
        {
            var part = (await SentAsync(task, p => p with { Preset = preset, Local = local }))["messages"]![0]!["content"]![0]!;

            Assert.Equal("data:image/png;base64,AQID", part["image_url"]!["url"]!.GetValue<string>());
            Assert.Equal("low", part["image_url"]!["detail"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":"URL"}""", "image_url", "cat.png")]
    [InlineData("""{"type":"file","file":{"filename":"a.pdf","file_data":"URL"}}""", "file", "cat.pdf")]
    public async Task Engine_UrlInAnyForm_IsFetched(string part, string name, string file)
    {
        var body = """{"model":"r","messages":[{"role":"user","content":[PART]}]}""".Replace("PART", part, StringComparison.Ordinal).Replace("URL", $"http://{Host}/{file}", StringComparison.Ordinal);

        var sent = await SentAsync(OpenAICalls.Native(body), p => p with { Preset = "ollama" });

        Assert.Contains(";base64,AQID", sent["messages"]![0]!["content"]![0]![name]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_DataUrl_NeedsNoPermission()
    {
        var sent = await SentAsync(OpenAICalls.Native(Asking("data:image/png;base64,AA==")), p => p with { Preset = "ollama" }, new FetchPolicy());

        Assert.Equal("data:image/png;base64,AA==", sent["messages"]![0]!["content"]![0]!["image_url"]!["url"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"http://elsewhere.test/a.png"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"u\u0072l":"h\u0074tp://elsewhere.test/a.png"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":" HTTP://elsewhere.test/a.png"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}""")]
    [InlineData("""{"type":"video_url","video_url":{"url":"http://elsewhere.test/a.mp4"}}""")]
    [InlineData("""{"type":"audio_url","audio_url":"http://elsewhere.test/a.wav"}""")]
    [InlineData("""{"type":"file","file":{"file_url":"http://elsewhere.test/a.pdf"}}""")]
    [InlineData("""{"type":"new","new_url":{"url":"http://elsewhere.test/a"}}""")]
    public async Task Engine_UrlOffTheList_IsRefusedNamingThePart(string part)
    {
        var body = """{"model":"r","messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"x"},PART]}]}""".Replace("PART", part, StringComparison.Ordinal);

        var error = (await Assert.ThrowsAsync<MeshException>(() => SentAsync(OpenAICalls.Native(body), p => p with { Local = true }))).Error;

        Assert.Equal((MeshErrorCode.InvalidRequest, MediaInliner.Reason, "messages[1].content[1]"), (error.Code, error.Reason, error.Field));
        Assert.Equal(0, _upstream.Started);
    }

    [Fact]
    public async Task Engine_NothingAllowed_IsTheDefault() =>
        await Assert.ThrowsAsync<MeshException>(() => SentAsync(OpenAICalls.Native(Asking(Image)), p => p with { Local = true }, new FetchPolicy()));

    [Fact]
    public async Task Engine_WrongType_IsRefused() =>
        await Assert.ThrowsAsync<MeshException>(() => SentAsync(OpenAICalls.Native(Asking($"http://{Host}/not-an-image.pdf")), p => p with { Local = true }));

    [Fact]
    public async Task Engine_ManyUrls_AreBoundInNumberAndTogetherInBytes()
    {
        string Many(int count) => """{"model":"r","messages":[{"role":"user","content":[PARTS]}]}"""
            .Replace("PARTS", string.Join(",", Enumerable.Repeat($$$"""{"type":"image_url","image_url":{"url":"{{{Image}}}"}}""", count)), StringComparison.Ordinal);

        await SentAsync(OpenAICalls.Native(Many(MediaInliner.MaxUrls)), p => p with { Local = true });
        Assert.Equal(MediaInliner.MaxUrls, _files.Started);

        await Assert.ThrowsAsync<MeshException>(() => SentAsync(OpenAICalls.Native(Many(MediaInliner.MaxUrls + 1)), p => p with { Local = true }));
        var error = (await Assert.ThrowsAsync<MeshException>(() => SentAsync(OpenAICalls.Native(Many(2)), p => p with { Local = true }, new FetchPolicy { AllowedHosts = [Host], MaxBytes = 5 }))).Error;
        Assert.Equal("messages[0].content[1]", error.Field);
    }

    private static string Asking(string url) =>
        """{"model":"r","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"URL","detail":"low"}},{"type":"text","text":"what is it?"}]}]}""".Replace("URL", url, StringComparison.Ordinal);

    private async Task<JsonObject> SentAsync(ChatTask task, Func<ProviderEntry, ProviderEntry> provider, FetchPolicy? policy = null)
    {
        using var calls = new OpenAICalls(allowed: IPAddress.IsLoopback);
        await calls.AskAsync(OpenAICalls.Target(_upstream.Url, provider) with { Fetch = policy ?? new FetchPolicy { AllowedHosts = [Host] } }, task);
        return _upstream.Requests[^1].Json;
    }
}
