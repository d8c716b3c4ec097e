using Mesh.Contracts.Routing;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>Takes what is said of a decision that this silo made: once each, to the learned router and into the record.</summary>
internal sealed partial class DecisionOutcomes(
    RecentDecisions recent, RunningPredictor predictor, PromptRecorder prompts, IGrainFactory grains, MeshInstruments instruments, TimeProvider time, ILogger<DecisionOutcomes> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Takes an outcome; false where one was taken before, or the decision is not kept.</summary>
    /// <param name="id">The decision.</param>
    /// <param name="feedback">What is said of its answer.</param>
    public async Task<bool> JudgeAsync(string id, DecisionFeedback feedback)
    {
        if (recent.Find(id) is not { Model: { } model } note || !recent.Judge(id, feedback))
        {
            return false;
        }

        if (note.Decision is { Prediction: { } prediction, Source: not AnswerSource.Semantic })
        {
            predictor.Current?.Learn(prediction, model, feedback.Score);
        }

        if (prompts.Take(id)?.With(model, feedback) is { } outcome)
        {
            await RecordAsync(outcome);
        }

        return true;
    }

    // It counts for the matrix whether or not it is recorded.
    private async Task RecordAsync(RecordedOutcome outcome)
    {
        try
        {
            instruments.Router.Recorded(await grains.GetGrain<IOutcomeGrain>(IOutcomeGrain.Key).RecordAsync(outcome).WaitAsync(s_patience, time) ? "kept" : "dropped");
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
