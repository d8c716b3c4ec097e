using Mesh.Contracts.Chat;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>One request's part in a shared answer: the one that asked for it bears its cost, the others nothing.</summary>
internal sealed class SharedReader(SharedAnswer shared, FrameLog.Reader reader, RouteDecision decision, bool leads, CancellationToken cancellationToken) : PlanAnswer
{
    private PlanAnswer? _answer;
    private IEndpointAttempt? _copied;

    /// <inheritdoc/>
    public override RouteDecision Decision => leads ? Answer.Decision : decision;

    /// <inheritdoc/>
    public override IEndpointAttempt Attempt => leads ? Answer.Attempt : _copied!;

    /// <inheritdoc/>
    public override int Attempts => leads ? Answer.Attempts : 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FallbackFrom => leads ? Answer.FallbackFrom : [];

    /// <inheritdoc/>
    public override IReadOnlyList<FailedAttempt> Failed => leads ? Answer.Failed : [];

    /// <inheritdoc/>
    public override AttemptAccount Account => leads ? Answer.Account : Attempt.Account;

    /// <inheritdoc/>
    public override decimal SavedUsd => leads ? 0 : Answer.Account.CostUsd;

    /// <inheritdoc/>
    public override long? DeliveredCharacters => Answer.DeliveredCharacters;

    /// <inheritdoc/>
    public override string? NotTakenOver => Answer.NotTakenOver;

    /// <inheritdoc/>
    public override ReviewHandle? Review => Answer.Review;

    private PlanAnswer Answer => _answer ?? throw new InvalidOperationException("the answer has not begun");

    /// <summary>Waits for its first content.</summary>
    public async Task BeginAsync()
    {
        _answer = await shared.BegunAsync(cancellationToken);
        var attempt = _answer.Attempt;
        _copied = new CopiedAttempt(attempt.Endpoint, attempt.Model, attempt.Simulated, () => _answer.Account.Usage, reader.ReadAsync);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ContentFrame> ReadAsync() => reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        shared.Left(reader);
        return ValueTask.CompletedTask;
    }
}
