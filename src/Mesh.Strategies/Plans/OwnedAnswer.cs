using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>An answer whose end is told, once.</summary>
/// <param name="answer">The answer.</param>
/// <param name="over">Hears of it when the answer has been disposed.</param>
internal sealed class OwnedAnswer(PlanAnswer answer, Action over) : PlanAnswer
{
    private int _disposed;

    public override RouteDecision Decision => answer.Decision;

    public override IEndpointAttempt Attempt => answer.Attempt;

    public override int Attempts => answer.Attempts;

    public override IReadOnlyList<string> FallbackFrom => answer.FallbackFrom;

    public override IReadOnlyList<FailedAttempt> Failed => answer.Failed;

    public override AttemptAccount Account => answer.Account;

    public override decimal SavedUsd => answer.SavedUsd;

    public override long? DeliveredCharacters => answer.DeliveredCharacters;

    public override string? NotTakenOver => answer.NotTakenOver;

    public override double? Confidence => answer.Confidence;

    public override void Use() => answer.Use();

    public override IAsyncEnumerable<ContentFrame> ReadAsync() => answer.ReadAsync();

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await answer.DisposeAsync();
        }
        finally
        {
            over();
        }
    }
}
