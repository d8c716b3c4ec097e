using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>An answer whose end is told, once.</summary>
/// <param name="answer">The answer.</param>
/// <param name="over">Hears of it when the answer has been disposed.</param>
internal sealed class OwnedAnswer(PlanAnswer answer, Action over) : AnswerAround(answer)
{
    private int _disposed;

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await Inner.DisposeAsync();
        }
        finally
        {
            over();
        }
    }
}
