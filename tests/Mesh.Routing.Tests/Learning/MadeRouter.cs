using Mesh.Routing.Learning;
using Mesh.Training;

namespace Mesh.Routing.Tests.Learning;

/// <summary>A router that was trained on made-up outcomes: the cheap model is as good as the dear one but for hard prompts.</summary>
internal static class MadeRouter
{
    /// <summary>A prompt that both models answer well.</summary>
    public const string Easy = "What is the rose of a garden and how does the soil bloom with tulip watering?";

    /// <summary>A prompt that the cheap model mostly fails at.</summary>
    public const string Hard = "What is the tensor of a manifold and how does the gauge kernel flux with spinor lattice?";

    /// <summary>The router, for models of any name.</summary>
    public static RouterArtifact Train(string cheap = "cheap", string dear = "dear") =>
        RouterTraining.Train([cheap, dear], [.. MadeOutcomes.Make(400, seed: 1).Select(m => m.Row)], [], MadeOutcomes.Quick, DateTimeOffset.UnixEpoch);
}
