using Mesh.Contracts.Cluster;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Gauges;
using Mesh.Testing.Engines;

namespace Mesh.Grains.Tests.Workers.Kinds;

/// <summary>Each kind of engine over real sockets: what it is taken for, and what is read of it.</summary>
public sealed class EngineKindsTests
{
    private static readonly FakeEngineSpeed s_speed = new() { Slots = 8, CacheTokens = 64_000, ContextTokens = 8_192 };

    public static TheoryData<FakeEngineKind, string?> Kinds => new()
    {
        { FakeEngineKind.Vllm, "vllm" },
        { FakeEngineKind.Sglang, "sglang" },
        { FakeEngineKind.LlamaCpp, "llama.cpp" },
        { FakeEngineKind.Ollama, "ollama" },
        { FakeEngineKind.Tgi, "tgi" },
        { FakeEngineKind.Plain, null },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Engine_OfAKind_IsToldApartAndReadyWithItsModel(FakeEngineKind kind, string? preset)
    {
        await using var engine = new FakeEngine(kind, ["my-model"], speed: s_speed);
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal((preset, EngineState.Ready, null), (place.Report!.Kind, place.Report.State, place.Report.Reason));
        Assert.Equal($"{preset ?? "engine"}-{engine.Upstream.Server.Port}", place.Report.Engine);
        Assert.Equal("my-model", Assert.Single(place.Report.Models).Name);
        Assert.Equal(("gpu-1", "https://10.0.0.7:8093"), (place.Report.Node, place.Report.Relay));
    }

    [Theory]
    [InlineData(FakeEngineKind.Vllm, null, 64_000L, 8_192)]
    [InlineData(FakeEngineKind.Sglang, 8, 64_000L, 8_192)]
    [InlineData(FakeEngineKind.LlamaCpp, 8, 65_536L, 8_192)]
    [InlineData(FakeEngineKind.Ollama, null, null, 4_096)]
    [InlineData(FakeEngineKind.Tgi, 8, 64_000L, 8_192)]
    [InlineData(FakeEngineKind.Plain, null, null, null)]
    public async Task Limits_ThatAKindTells_AreRead(FakeEngineKind kind, int? concurrency, long? cache, int? context)
    {
        await using var engine = new FakeEngine(kind, ["my-model"], speed: s_speed);
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal((concurrency, cache, context), (place.Report!.Concurrency, place.Report.CacheTokens, place.Report.Models[0].ContextTokens));
    }

    [Theory]
    [InlineData(FakeEngineKind.Vllm, true, true, true)]
    [InlineData(FakeEngineKind.Sglang, true, true, true)]
    [InlineData(FakeEngineKind.LlamaCpp, true, true, false)]
    [InlineData(FakeEngineKind.Tgi, true, true, true)]
    [InlineData(FakeEngineKind.Ollama, false, false, false)]
    [InlineData(FakeEngineKind.Plain, false, false, false)]
    public async Task Gauges_OfAKind_FollowItsLoad(FakeEngineKind kind, bool waiting, bool running, bool cache)
    {
        await using var engine = new FakeEngine(kind, ["my-model"], speed: s_speed with { Slots = 2, Step = TimeSpan.FromSeconds(60) });
        using var place = new EnginePlace(engine.Root);
        using var load = new Askers(engine.Root, "my-model", count: 5);
        await Wait.UntilAsync(() => engine.Load.Running == 2 && engine.Waiting == 3, "the load is there", seconds: 30);

        // Whose gauges do not say that it is busy is known to be so by what the mesh itself has there.
        place.Gates.TryEnter($"ollama-{engine.Upstream.Server.Port}", null);
        await place.LookAsync();

        Assert.Equal((waiting ? 3 : null, running ? 2 : null), (place.Report!.Waiting, place.Report.Running));
        Assert.Equal(cache, place.Report.CacheUse > 0);
        Assert.Equal(EngineState.Ready, place.State);
    }

    [Fact]
    public async Task Gauges_OfAnOlderEngine_AreReadUnderTheirOldNames()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["my-model"]) { Metrics = FakeEngineMetrics.Old };
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal(0, place.Report!.CacheUse);
        Assert.Empty(place.Engine.Last!.Missing);
    }

    [Fact]
    public async Task Slots_OfALlamaCppWithoutMetrics_TellWhatRuns()
    {
        await using var engine = new FakeEngine(FakeEngineKind.LlamaCpp, ["my-model"], speed: s_speed with { Step = TimeSpan.FromSeconds(60) }) { Metrics = FakeEngineMetrics.Off };
        using var place = new EnginePlace(engine.Root);
        using var load = new Askers(engine.Root, "my-model", count: 3);
        await Wait.UntilAsync(() => engine.Load.Running == 3, "the load is there", seconds: 30);

        await place.LookAsync();

        Assert.Equal((3, null), (place.Report!.Running, place.Report.Waiting));
        Assert.Equal([GaugeMeaning.Waiting, GaugeMeaning.PromptTokens], place.Engine.Last!.Missing);
    }

    [Fact]
    public async Task Models_OfAnOllama_SayWhatTheyCan()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Ollama, ["chat", "embed-text", "llama-vision"]);
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal(
            [new EngineModel("chat", 4_096), new EngineModel("embed-text") { IsEmbedding = true }, new EngineModel("llama-vision") { TakesImages = true }],
            place.Report!.Models);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u202Eb")]
    [InlineData("")]
    public async Task Model_WhoseNameNobodyCouldWriteDown_IsLeftOut(string name)
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, [name, "good", new string('x', 201), "good"]);
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal("good", Assert.Single(place.Report!.Models).Name);
    }

    [Fact]
    public async Task Models_MoreThanAreTaken_AreTheFirst()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Plain, [.. Enumerable.Range(0, 150).Select(i => $"m{i}")]);
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal(EngineModels.Most, place.Report!.Models.Count);
    }
}
