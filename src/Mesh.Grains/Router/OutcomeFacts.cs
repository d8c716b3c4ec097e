using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>What became of a request, as plain values.</summary>
/// <param name="outcome">What became of it.</param>
internal readonly struct OutcomeFacts(DecisionOutcome outcome)
{
    private readonly string? _error = outcome.Error;
    private readonly long _input = outcome.Usage.Input;
    private readonly long _cachedInput = outcome.Usage.CachedInput;
    private readonly long _output = outcome.Usage.Output;
    private readonly long _reasoning = outcome.Usage.Reasoning;
    private readonly UsageSource _usageSource = outcome.Usage.Source;
    private readonly decimal _costUsd = outcome.CostUsd;
    private readonly bool _costEstimated = outcome.CostEstimated;
    private readonly TimeSpan _duration = outcome.Duration;
    private readonly TimeSpan? _firstToken = outcome.FirstToken;
    private readonly int _attempts = outcome.Attempts;
    private readonly IReadOnlyList<FailedCandidate> _failed = outcome.Failed;
    private readonly bool _simulated = outcome.Simulated;
    private readonly NodeReport? _plan = outcome.Plan;

    /// <summary>The outcome again.</summary>
    public DecisionOutcome Outcome() => new()
    {
        Error = _error,
        Usage = new TokenUsage { Input = _input, CachedInput = _cachedInput, Output = _output, Reasoning = _reasoning, Source = _usageSource },
        CostUsd = _costUsd,
        CostEstimated = _costEstimated,
        Duration = _duration,
        FirstToken = _firstToken,
        Attempts = _attempts,
        Failed = _failed,
        Simulated = _simulated,
        Plan = _plan,
    };
}
