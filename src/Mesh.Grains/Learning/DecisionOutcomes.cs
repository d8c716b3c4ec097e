using Mesh.Contracts.Routing;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>Takes what is said of a decision that this silo made: once each, to the cluster's matrix, the learned router and into the record.</summary>
internal sealed partial class DecisionOutcomes(
    RecentDecisions recent, RunningPredictor predictor, PromptRecorder prompts, IGrainFactory grains, MeshInstruments instruments, TimeProvider time, ILogger<DecisionOutcomes> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Takes an outcome; gives what counts of its task and model then. Null where one was taken before, the decision is not kept, or it counts for no model.</summary>
    /// <param name="id">The decision.</param>
    /// <param name="feedback">What is said of its answer.</param>
    /// <exception cref="Exception">It could not be counted, or nobody knows whether it was: nothing is noted, and it may be said again.</exception>
    public async Task<QualityCell?> JudgeAsync(string id, DecisionFeedback feedback)
    {
        if (recent.Find(id) is not { Model: { } model, Feedback: null } note)
        {
            return null;
        }

        // Whether it fits another question than the model was asked says nothing of the model.
        var isOfModel = note.Decision.Source != AnswerSource.Semantic && !OptionOutcomes.IsOfAnotherQuestion(note.Outcome?.Plan);

        // Each counts once by its own decision, so that whoever says it again after a fault counts none twice.
        await Task.WhenAll(VoterOutcomes.Of(note.Outcome?.Plan, model, feedback.Score).Select(v => CountAsync(v.Decision, v.Model, v.Score, feedback.Task, note.Tenant)));

        await Task.WhenAll(OptionOutcomes.Of(note.Outcome?.Plan).Select(o => CountAsync($"{id} {o}", o, feedback.Score, feedback.Task, note.Tenant)));

        // Noted once it is counted. Of two who say something at once, the grain counts one.
        var counted = isOfModel ? await CountAsync(VoterOutcomes.Given(note.Outcome?.Plan, model) ?? id, model, feedback.Score, feedback.Task, note.Tenant) : null;
        if (!recent.Judge(id, feedback))
        {
            return null;
        }

        if (isOfModel && note.Decision.Prediction is { } prediction)
        {
            predictor.Current?.Learn(prediction, model, feedback.Score);
        }

        // Whoever says it waits for that for a moment only; what comes later is recorded all the same.
        await Task.WhenAll(prompts.Judge(id, note.Tenant, model, feedback).Select(RecordAsync)).WaitAsync(s_patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return counted;
    }

    private Task<QualityCell?> CountAsync(string decision, string model, double score, string task, string tenant) =>
        grains.GetGrain<IQualityGrain>(IQualityGrain.Key).RecordAsync(decision, task, model, score, tenant, recent.HasOthersThan(tenant)).WaitAsync(s_patience, time);

    // It counts for the matrix whether or not it is recorded.
    private async Task RecordAsync(RecordedOutcome outcome)
    {
        try
        {
            instruments.Router.Recorded(await grains.GetGrain<IOutcomeGrain>(IOutcomeGrain.Key).RecordAsync(outcome) ? "kept" : "dropped");
        }
        catch (Exception e)
        {
            instruments.Router.Recorded("dropped");
            LogNotRecorded(e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "an outcome could not be recorded ({Error})")]
    private partial void LogNotRecorded(string error);
}
