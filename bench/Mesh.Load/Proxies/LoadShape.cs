namespace Mesh.Load.Proxies;

/// <summary>A kind of load.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Model">The model asked for: <c>unary</c>, <c>burst</c> or <c>paced</c>.</param>
/// <param name="PromptBytes">Length of the prompt.</param>
/// <param name="Connections">Connections, or streams, at once.</param>
internal sealed record LoadShape(string Name, string Model, int PromptBytes, int Connections)
{
    private static readonly TimeSpan s_ramp = TimeSpan.FromSeconds(2);

    /// <summary>Whether streams are asked for.</summary>
    public bool Streaming => Model != "unary";

    /// <summary>All shapes of the comparison.</summary>
    public static IReadOnlyList<LoadShape> All { get; } =
    [
        .. from prompt in new[] { 300, 4096 }
           from connections in new[] { 1, 32, 256 }
           select new LoadShape($"whole answers, prompt {prompt} B, {connections} connections", "unary", prompt, connections),
        new("streams in bursts, 1 connection", "burst", 300, 1),
        new("streams in bursts, 32 connections", "burst", 300, 32),
        new("1,000 paced streams", "paced", 300, 1000),
    ];

    /// <summary>Loads a target with it.</summary>
    public Task<LoadSample> RunAsync(LoadTarget target, TimeSpan duration)
    {
        var request = target.Chat(Model, PromptBytes, Streaming);
        return Model == "paced" ? PacedStreams.RunAsync(target, request, Connections, s_ramp) : ClosedLoop.RunAsync(target, request, Connections, duration);
    }
}
