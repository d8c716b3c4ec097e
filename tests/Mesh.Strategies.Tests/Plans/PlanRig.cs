using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;
using Mesh.Strategies.Tests.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Walks plans over scripted models on a clock of its own.</summary>
internal sealed class PlanRig
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);
    private readonly Random _random = new(1);

    public PlanRig() => (Models, Desk) = (new ScriptedModels(Time), new ScriptedDesk(Time));

    public FakeTimeProvider Time { get; } = new();

    public ScriptedModels Models { get; }

    /// <summary>People, where a test has them look after <see cref="ScriptedModels.Reviews"/>.</summary>
    public ScriptedDesk Desk { get; }

    /// <summary>What walks go on from; null where they begin anew.</summary>
    public DurableWalk? Durable { get; set; }

    /// <summary>The report of the last walk.</summary>
    public NodeTrace? Trace { get; private set; }

    /// <summary>The budget of the last walk.</summary>
    public PlanBudget? Budget { get; private set; }

    /// <summary>A question as a user asks it.</summary>
    public static ChatTask Ask(string text, bool streaming = true, ChatSettings? settings = null)
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text)] }], Settings = settings ?? new ChatSettings() };
        var query = new RouteQuery { Target = "r", Caller = new RouteCaller("acme", "web", "k1"), InputTokensAtMost = text.Length, InputTokensExpected = (text.Length / 4) + 8, MaxOutputTokens = settings?.MaxOutputTokens };
        return new ChatTask(query, request, streaming);
    }

    /// <summary>A leaf over a model.</summary>
    public static SingleEntry Model(string name) => new() { Candidates = [name] };

    /// <summary>Begins an answer.</summary>
    public Task<PlanAnswer> BeginAsync(NodeEntry plan, ChatTask task, decimal? maxUsd = null, long? maxTokens = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        Trace = new NodeTrace(plan, Time);
        Budget = new PlanBudget(maxUsd, maxTokens);
        var walk = new PlanWalk(Models, Time, () => _random.NextDouble());
        var expires = Time.GetTimestamp() + (long)((deadline ?? TimeSpan.FromMinutes(10)).TotalSeconds * Time.TimestampFrequency);
        return walk.AnswerAsync(plan, Trace, Decisions.Of("any") with { Source = AnswerSource.Plan }, task, Budget, expires, cancellationToken, Durable);
    }

    /// <summary>Reads an answer to its end while the clock goes on.</summary>
    public PlannedText Answer(NodeEntry plan, ChatTask task, decimal? maxUsd = null, long? maxTokens = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        Run(() => ReadAsync(BeginAsync(plan, task, maxUsd, maxTokens, deadline, cancellationToken)));

    /// <summary>Lets the clock go on until something is done. All of it runs on this thread, in order, and the clock stands still while there is work.</summary>
    public T Run<T>(Func<Task<T>> start) => Pump.Run(start, () => Time.Advance(s_step));

    /// <summary>Reads an answer to its end and disposes it.</summary>
    public static async Task<PlannedText> ReadAsync(Task<PlanAnswer> beginning)
    {
        await using var answer = await beginning;
        var (whole, frames, restarts) = (new AnswerBuilder(), new List<ContentFrame>(), 0);
        TokenUsage? usage = null;
        await foreach (var frame in answer.ReadAsync())
        {
            frames.Add(frame);
            if (frame is TakeOverFrame { Kind: Contracts.Catalog.OnInterruption.Restart })
            {
                restarts++;
                whole.Clear();
            }

            foreach (var said in frame.Read())
            {
                whole.Add(said);
                usage = said is UsageReported reported ? reported.Usage : usage;
            }
        }

        return new PlannedText(whole.Text, whole.FinishReason, usage, restarts, frames, answer.Account, answer.Plan!, answer.Attempt.Model);
    }
}
