using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Histories;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>
/// One slice of a run: clients at work on conversations of their own while faults strike, then everything that they learnt held against
/// what is kept.
/// </summary>
internal sealed class ConversationSlice(string name, IReadOnlyList<string> doors, int conversations)
{
    /// <summary>A model that answers at once.</summary>
    public const string Catalog = """
        defaults: { allowSimulated: true }
        providers:
          simulated: { kind: simulated }
        models:
          quick: { capabilities: [text], context: 1000000, simulated: { seed: 1, firstToken: 1ms, tokensPerSecond: 0, answerTokens: 5 } }
        endpoints:
          quick: { provider: simulated, model: quick }
        """;

    /// <summary>Runs it; gives the state after it.</summary>
    /// <param name="before">The state before.</param>
    /// <param name="goesOn">Whether more faults are to strike, by how many there were and how long it has been.</param>
    /// <param name="strike">Strikes, mends, and names the fault.</param>
    public async Task<(ConversationState After, HistoryReport Report)> RunAsync(ConversationState before, Func<int, TimeSpan, bool> goesOn, Func<Random, Task<string>> strike)
    {
        using var folder = new TemporaryFolder();
        var (file, random, faults) = (folder.File("history.jsonl"), new Random(before.Slices), before.Faults.ToDictionary());
        var (began, struck) = (Stopwatch.GetTimestamp(), 0);
        long operations;
        using (var history = new HistoryWriter(file))
        {
            await using var callers = new ConversationCallers(doors, Enumerable.Range(1, conversations).Select(n => $"{name}-{before.Slices}-{n}"), history);
            callers.Begin();
            while (goesOn(struck, Stopwatch.GetElapsedTime(began)))
            {
                await Task.Delay(TimeSpan.FromSeconds(1 + (random.NextDouble() * 3)));
                var fault = await strike(random);
                faults[fault] = faults.GetValueOrDefault(fault) + 1;
                struck++;
            }

            await callers.EndAsync();
            operations = callers.Operations;
        }

        var report = new HistoryRun(folder.File("shares")).Check([file]);
        return (before with
        {
            Slices = before.Slices + 1,
            Seconds = before.Seconds + Stopwatch.GetElapsedTime(began).TotalSeconds,
            Faults = faults,
            Operations = before.Operations + operations,
            Acknowledged = before.Acknowledged + report.Acknowledged,
            Unknown = before.Unknown + report.Unknown,
            Violations = before.Violations + report.Violated,
        }, report);
    }
}
