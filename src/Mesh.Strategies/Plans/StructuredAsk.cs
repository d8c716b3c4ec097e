using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Structured;

namespace Mesh.Strategies.Plans;

/// <summary>Has a node give JSON that fits a schema, and has it mend what does not fit, a bounded number of times.</summary>
internal static class StructuredAsk
{
    /// <summary>Asks, reads the whole answer, and mends.</summary>
    /// <param name="scope">The asking node's place in the run.</param>
    /// <param name="node">Who is asked.</param>
    /// <param name="place">Its place; a mending stands beside it.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="question">It in words, for who mends.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="repairs">How often it may mend.</param>
    /// <param name="limits">What it may spend, and how long it may take in all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The last answer, and how it reads.</returns>
    public static async Task<(HeldAnswer Answer, OutputReading Reading)> ReadAsync(
        PlanScope scope, IPlanNode node, string place, ChatTask task, string question, OutputSchema schema, int repairs, AskLimits limits, CancellationToken cancellationToken)
    {
        var began = scope.Run.Time.GetTimestamp();
        var answer = await scope.ReadAsync(node, place, task, cancellationToken, limits.Budget, limits.Within);
        var reading = StructuredOutput.Read(answer.Text, schema);
        for (var mended = 0; mended < repairs && !reading.Fits; mended++)
        {
            var repair = PromptedTask.Inner(task, scope.Run.Calls.Prompts["repair"], new PromptFill
            {
                Data = new Dictionary<string, string> { ["question"] = question, ["schema"] = schema.Text, ["output"] = answer.Text },
                Lists = new Dictionary<string, IReadOnlyList<PromptItem>> { ["errors"] = [.. reading.Errors.Select(e => new PromptItem(e.ToString()))] },
            });
            answer = await scope.ReadAsync(node, $"{place}.repair[{mended}]", repair, cancellationToken, limits.Budget, limits.Within - scope.Run.Time.GetElapsedTime(began));
            reading = StructuredOutput.Read(answer.Text, schema);
        }

        return (answer, reading);
    }
}
