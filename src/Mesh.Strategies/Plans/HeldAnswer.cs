using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>An answer that was read to its end before anybody is given it.</summary>
public sealed class HeldAnswer : PlanAnswer
{
    /// <summary>Longest text that is held, in characters.</summary>
    public const int MostCharacters = 4 * 1024 * 1024;

    private readonly List<ContentFrame> _frames;
    private readonly PlanAnswer _answer;

    private HeldAnswer(PlanAnswer answer, List<ContentFrame> frames, AnswerBuilder whole) =>
        (Decision, Attempt, Attempts, FallbackFrom, Failed, Account, SavedUsd, Confidence, _answer, _frames, Whole) =
        (answer.Decision, answer.Attempt, answer.Attempts, answer.FallbackFrom, answer.Failed, answer.Account, answer.SavedUsd, answer.Confidence, answer, frames, whole);

    /// <inheritdoc/>
    public override RouteDecision Decision { get; }

    /// <inheritdoc/>
    public override IEndpointAttempt Attempt { get; }

    /// <inheritdoc/>
    public override int Attempts { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FallbackFrom { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<FailedAttempt> Failed { get; }

    /// <inheritdoc/>
    public override AttemptAccount Account { get; }

    /// <inheritdoc/>
    public override decimal SavedUsd { get; }

    /// <inheritdoc/>
    public override double? Confidence { get; }

    /// <summary>What became of the node that gave it; null where it was no node of a plan.</summary>
    internal NodeTrace? Trace => (_answer as TracedAnswer)?.Trace;

    /// <summary>Its frames.</summary>
    internal IReadOnlyList<ContentFrame> Frames => _frames;

    /// <summary>Its pieces put together.</summary>
    public AnswerBuilder Whole { get; }

    /// <summary>Its text.</summary>
    public string Text => Whole.Text;

    /// <summary>Reads an answer to its end. It stays its holder's to dispose.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="heard">Hears of each frame as it comes; null for nobody.</param>
    /// <exception cref="EndpointException">It broke off.</exception>
    /// <exception cref="MeshException">upstream_failed, reason answer_too_long: it passes <see cref="MostCharacters"/>.</exception>
    public static async Task<HeldAnswer> ReadAsync(PlanAnswer answer, Action<ContentFrame>? heard = null)
    {
        if (answer is HeldAnswer held)
        {
            return held;
        }

        var (frames, whole) = (new List<ContentFrame>(), new AnswerBuilder());
        await foreach (var frame in answer.ReadAsync())
        {
            heard?.Invoke(frame);
            if (frame is TakeOverFrame { Kind: OnInterruption.Restart })
            {
                frames.Clear();
                whole.Clear();
            }
            else if (!frame.IsKeepAlive && frame is not TakeOverFrame)
            {
                frames.Add(frame);
                foreach (var said in frame.ReadEach())
                {
                    whole.Add(said);
                }
            }

            if (whole.Characters > MostCharacters)
            {
                throw TooLong();
            }
        }

        return new HeldAnswer(answer, frames, whole);
    }

    /// <inheritdoc/>
    public override void Use() => _answer.Use();

    /// <summary>The error of an answer that is longer than is held.</summary>
    internal static MeshException TooLong() =>
        new MeshException(MeshErrorCode.UpstreamFailed, "answer_too_long", $"An answer inside a plan is longer than {MostCharacters} characters. Bound it with 'maxOutputTokens'.");

    /// <inheritdoc/>
    public override IAsyncEnumerable<ContentFrame> ReadAsync() => _frames.ToAsyncEnumerable();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
