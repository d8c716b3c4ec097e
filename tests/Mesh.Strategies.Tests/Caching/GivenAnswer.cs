using System.Threading.Channels;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Tests.Failover;

namespace Mesh.Strategies.Tests.Caching;

/// <summary>An answer whose words come when a test says so; it costs 3 USD.</summary>
internal sealed class GivenAnswer(CancellationToken token) : PlanAnswer
{
    private readonly Channel<ContentFrame> _frames = Channel.CreateUnbounded<ContentFrame>();
    private readonly TaskCompletionSource<PlanAnswer> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    public CancellationToken Token => token;

    /// <summary>Frames that were read.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public override RouteDecision Decision { get; } = Decisions.Of("e");

    public override IEndpointAttempt Attempt { get; } = new ScriptedAttempt("e", [], null);

    public override AttemptAccount Account { get; } = new(new TokenUsage { Input = 5, Output = 2 }, 3, false, null);

    /// <summary>The first content is here.</summary>
    public async Task BeginAsync()
    {
        await SayAsync("first");
        _begun.TrySetResult(this);
    }

    public Task<PlanAnswer> BegunAsync() => _begun.Task.WaitAsync(token);

    public void Fail(Exception fault) => _begun.SetException(fault);

    public async Task SayAsync(params string[] texts)
    {
        foreach (var text in texts)
        {
            await _frames.Writer.WriteAsync(new ScriptedFrame(text), CancellationToken.None);
        }
    }

    public async Task EndAsync()
    {
        await _frames.Writer.WriteAsync(new ScriptedFrame("") { Events = [new ChoiceFinished(0, "stop")] }, CancellationToken.None);
        _frames.Writer.Complete();
    }

    public void Break(Exception fault) => _frames.Writer.Complete(fault);

    public Task DisposedAsync() => _disposed.Task.WaitAsync(TimeSpan.FromMinutes(2));

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(token))
        {
            Interlocked.Increment(ref _taken);
            yield return frame;
        }
    }

    public override ValueTask DisposeAsync()
    {
        _disposed.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
