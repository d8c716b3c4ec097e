using System.Text;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Observability;

[Collection(CountingAlone.Name)]
public sealed class OtlpTests
{
    [Fact]
    public async Task Traces_WithAnAddress_ArriveThereByOtlp()
    {
        await using var collector = await FakeUpstream.StartAsync(_ => new UpstreamReply { ContentType = "application/x-protobuf" });
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        var address = new Uri(collector.Url).GetLeftPart(UriPartial.Authority);
        await using (var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url), settings => settings.Otlp = address))
        {
            using var response = await mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m"));
            await response.Content.ReadAsStringAsync();
            using var admin = new HttpClient();
            await admin.GetStringAsync($"{mesh.Settings.Admin}/health/live");
        }

        // Names stand as plain text in the protobuf. Spans may come in several batches.
        string[] names = ["POST /v1/chat/completions", "meshsilo.decide", "chat m", "service.name", "gen_ai.provider.name"];
        var sent = "";
        await Waiting.UntilAsync(
            () =>
            {
                sent = string.Concat(collector.Requests.Select(r => Encoding.Latin1.GetString(r.Body)));
                return names.All(name => sent.Contains(name, StringComparison.Ordinal));
            },
            "all names");
        Assert.All(collector.Requests, r => Assert.Equal("/v1/traces", r.Path));
        Assert.DoesNotContain("health", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", sent, StringComparison.Ordinal);
    }
}
