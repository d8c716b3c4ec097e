using System.Net;
using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using Mesh.Grains.Admission;
using Mesh.Grains.Tests.Hosting;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Limits;

/// <summary>
/// Several times what a vendor takes is asked for at both doors: what is too much is refused here, and the vendor hardly ever has to. On a clock
/// that moves from call to call, as fast as they are answered.
/// </summary>
[Collection(CountingAlone.Name)]
public sealed class VendorLimitsTests
{
    private const int Calls = 60;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(80);

    [Theory]
    [InlineData(120, 1_000_000, 7, "rpm: 120")]
    [InlineData(100_000, 12_000, 97, "tpm: 12000")]
    [InlineData(120, 1_000_000, 7, "")]
    public async Task Load_OverTheVendorsLimits_IsRefusedHereWithAHint(double rpm, double tpm, int promptTokens, string limits)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var vendor = new LimitedVendor(rpm, tpm, promptTokens, time);
        await using var upstream = await FakeUpstream.StartAsync(vendor.Answer);
        await using var mesh = await RunningMesh.StartAsync(
            RunningMesh.Catalog(upstream.Url).Replace("up-1 }", limits.Length > 0 ? $"up-1, limits: {{ {limits} }} }}" : "up-1 }", StringComparison.Ordinal), services: services => services.AddMeshClock(time));
        await using var caller = GrpcCaller.Open(mesh);

        var admission = mesh.Services.GetRequiredService<AdmissionControl>();
        var asked = new List<Task<Refusal?>>();
        for (var i = 0; i < Calls; i++)
        {
            asked.Add(i % 2 == 0 ? AskOpenAIAsync(mesh) : AskGrpcAsync(caller));

            // Time goes on once each call is answered or waits.
            await Waiting.UntilAsync(() => asked.Count(a => !a.IsCompleted) == admission.Queued.Sum(q => q.Count), "an answer or a wait");
            time.Advance(s_pause);
        }

        await Waiting.UntilAsync(
            () =>
            {
                if (asked.Count(a => !a.IsCompleted) == admission.Queued.Sum(q => q.Count))
                {
                    time.Advance(s_pause);
                }

                return asked.All(a => a.IsCompleted);
            },
            "the end of all calls");
        var refusals = (await Task.WhenAll(asked)).OfType<Refusal>().ToList();

        Assert.InRange(vendor.Refused, 0, 1);
        Assert.InRange(vendor.Served, 20, Calls - 10);
        Assert.Equal(Calls - vendor.Served, refusals.Count);
        var ours = refusals.Where(r => r.Code == "no_capacity").ToArray();
        Assert.Equal(refusals.Count - vendor.Refused, ours.Length);
        Assert.All(ours, r => Assert.InRange(r.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(15)));
    }

    private static async Task<Refusal?> AskOpenAIAsync(RunningMesh mesh)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m"));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return response.StatusCode == HttpStatusCode.OK ? null : new Refusal(body["error"]!["mesh_code"]!.GetValue<string>(), response.Headers.RetryAfter?.Delta);
    }

    private static async Task<Refusal?> AskGrpcAsync(GrpcCaller caller)
    {
        try
        {
            await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() });
            return null;
        }
        catch (RpcException e)
        {
            return new Refusal(GrpcCaller.Info(e).Metadata["code"], e.GetRpcStatus()!.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan());
        }
    }

    private sealed record Refusal(string Code, TimeSpan? RetryAfter);
}
