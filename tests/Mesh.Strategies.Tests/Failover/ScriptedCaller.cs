using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Tests.Failover;

/// <summary>Endpoints whose every word is written before.</summary>
internal sealed class ScriptedCaller : IEndpointCaller
{
    private readonly Dictionary<string, Func<IEndpointAttempt>> _script = [];

    public List<string> Asked { get; } = [];

    public Dictionary<string, ScriptedAttempt> Attempts { get; } = [];

    /// <summary>Every task that was asked, in order.</summary>
    public List<ChatTask> Tasks { get; } = [];

    /// <summary>A failure of the upstream.</summary>
    public static EndpointException Fault(string reason, bool mayMove = true, bool transport = false, Action? withdraw = null) =>
        new(new MeshError { Code = MeshErrorCode.UpstreamFailed, Reason = reason, Message = reason }, mayMove) { FailureClass = reason, IsTransport = transport, Withdraw = withdraw };

    /// <summary>A refusal of the endpoint's gate.</summary>
    public static EndpointException Refusal(string reason, double retryAfter = 1) =>
        new(new MeshError { Code = MeshErrorCode.NoCapacity, Reason = reason, Message = reason, RetryAfter = TimeSpan.FromSeconds(retryAfter) }, mayMove: true);

    public ScriptedCaller Refuses(string endpoint, Exception fault)
    {
        _script[endpoint] = () => throw fault;
        return this;
    }

    public ScriptedCaller Answers(string endpoint, params string?[] frames) => Answers(new ScriptedAttempt(endpoint, frames, null));

    public ScriptedCaller BreaksAfter(string endpoint, Exception fault, params string?[] frames) => Answers(new ScriptedAttempt(endpoint, frames, fault));

    public ScriptedCaller Answers(ScriptedAttempt attempt)
    {
        Attempts[attempt.Endpoint] = attempt;
        _script[attempt.Endpoint] = () => attempt;
        return this;
    }

    public Task<IEndpointAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken)
    {
        Asked.Add(endpoint);
        Tasks.Add(task);
        return Task.FromResult(_script[endpoint]());
    }
}
