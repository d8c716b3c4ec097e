using Mesh.Contracts.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>From when on an endpoint's answer is late, by what it took in the last one to two minutes.</summary>
public sealed class LateAnswers(EndpointGates gates)
{
    /// <summary>Answers under which nothing is said.</summary>
    public const int Fewest = 20;

    /// <summary>Time within which nineteen in twenty of its answers have begun; null while too few are known.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isStream">Whether a stream's first content is meant; else a whole answer.</param>
    public TimeSpan? After(string endpoint, bool isStream)
    {
        var stats = gates.StatsOf(endpoint);
        LatencyStatus known = (isStream ? stats.StreamFirstToken : stats.UnaryAnswer).Read();
        return known.Samples >= Fewest ? TimeSpan.FromSeconds(known.P95) : null;
    }
}
