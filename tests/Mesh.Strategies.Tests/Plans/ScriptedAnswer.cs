using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Cost;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tests.Failover;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>A scripted model's answer: a frame a word, cut where its tokens are no longer paid for. A word is a token; so is every fourth byte of the prompt.</summary>
internal sealed class ScriptedAnswer(
    CallQuote quote, string name, ScriptedModel model, AskedModel asked, int? maxOutputTokens, Func<TimeSpan, CancellationToken, Task> delay, Action ended, CancellationToken cancellationToken) : PlanAnswer, IEndpointAttempt
{
    private int _words;
    private int _disposed;

    public override RouteDecision Decision => quote.Decision;

    public override IEndpointAttempt Attempt => this;

    public override AttemptAccount Account
    {
        get
        {
            var usage = new TokenUsage { Input = Encoding.UTF8.GetByteCount(asked.Prompt) / 4, Output = _words, Source = UsageSource.Upstream };
            return new AttemptAccount(usage, Pricing.Cost(usage, model.Price), CostEstimated: false, FirstToken: model.First);
        }
    }

    public string Endpoint => $"{name}-api";

    public string Model => name;

    public bool Simulated => true;

    public bool TakesPrefix => false;

    public string? UpstreamRequestId => null;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

    public IAsyncEnumerable<ContentFrame> ReadAsync(CancellationToken cancellationToken) => ReadAsync();

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        IReadOnlyList<ChatEvent> said = model.Events?.Invoke(asked.Task.Request) ?? [.. model.Says(asked.Task.Request).Split(' ').Select((w, i) => new TextDelta(0, i == 0 ? w : " " + w))];
        foreach (var one in said)
        {
            if (_words >= maxOutputTokens)
            {
                break;
            }

            if (model.Breaks is var (after, fault) && _words >= after)
            {
                throw fault();
            }

            if (_words > 0)
            {
                await delay(model.Between, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            _words++;
            yield return new ScriptedFrame("piece") { Events = [one] };
        }

        if (!said.Any(e => e is ChoiceFinished))
        {
            yield return new ScriptedFrame("end") { Events = [new ChoiceFinished(0, _words < said.Count ? "length" : "stop")] };
        }

        yield return new ScriptedFrame("usage") { Events = [new UsageReported(Account.Usage)] };
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            ended();
        }

        return ValueTask.CompletedTask;
    }
}
