using System.Text;
using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Answers;

/// <summary>A streamed answer on its way: events in, updates out. Where several choices were asked for, the first is given.</summary>
/// <param name="reasoning">Whether reasoning is wanted.</param>
/// <param name="accepts">The signals that the caller said it understands.</param>
internal sealed class StreamedAnswer(bool reasoning, params IReadOnlyCollection<V1.Signal> accepts)
{
    /// <summary>Most characters of a refusal that are kept; a longer one comes in several contents.</summary>
    public const int MostKept = 64 * 1024;

    private readonly ToolCallAssembly _calls = new();
    private readonly StringBuilder _refusal = new();
    private V1.Start _start = new();
    private V1.Interrupted? _interrupted;
    private bool _done;

    /// <summary>Whether the answer has begun: from then on a lost connection is an interruption.</summary>
    public bool Began { get; private set; }

    /// <summary>The updates that an event gives.</summary>
    /// <exception cref="MeshClientException">The event ends the answer before it is whole.</exception>
    public IReadOnlyList<ChatResponseUpdate> Take(V1.StreamResponse e)
    {
        switch (e.EventCase)
        {
            case V1.StreamResponse.EventOneofCase.Start:
                Began = true;
                _start = e.Start;
                return [Update(e, [])];
            case V1.StreamResponse.EventOneofCase.Delta when e.Delta.Choice == 0:
                return Delta(e, e.Delta);
            case V1.StreamResponse.EventOneofCase.ToolCall when e.ToolCall.Choice == 0:
                _calls.Add(e.ToolCall);
                return [];
            case V1.StreamResponse.EventOneofCase.Interrupted:
                _interrupted = e.Interrupted;
                return [];
            case V1.StreamResponse.EventOneofCase.Reset when accepts.Contains(V1.Signal.Reset):
                // What is still held back belongs to what is void.
                _refusal.Clear();
                _calls.Take();
                return [Update(e, [new MeshTakeOverContent(true, e.Reset.FromEndpoint, e.Reset.Reason)])];
            case V1.StreamResponse.EventOneofCase.Splice when accepts.Contains(V1.Signal.Splice):
                return [Update(e, [new MeshTakeOverContent(false, e.Splice.FromEndpoint, e.Splice.Reason)])];
            case V1.StreamResponse.EventOneofCase.Reset or V1.StreamResponse.EventOneofCase.Splice:
                // Not accepted by this caller: the updates that were given cannot be taken back.
                throw new MeshClientException(MeshErrorCode.Interrupted, "signal_not_accepted", "The mesh went on with another answer, which this client cannot show. Ask again.");
            case V1.StreamResponse.EventOneofCase.Done:
                _done = true;
                return [Done(e, e.Done.Outcome)];
            default:
                return [];
        }
    }

    /// <summary>Throws when the stream ended without the answer being whole, and without a status that says so.</summary>
    /// <exception cref="MeshClientException">It was interrupted.</exception>
    public void ThrowIfNotWhole()
    {
        if (_interrupted is { } interrupted)
        {
            throw new MeshClientException(RpcErrors.Code(interrupted.Code) ?? MeshErrorCode.Interrupted, interrupted.Reason, interrupted.Message) { Interruption = MeshInterruption.From(interrupted) };
        }

        if (!_done)
        {
            throw new MeshClientException(MeshErrorCode.Interrupted, MeshClientException.ConnectionLost, "The stream ended before the answer did. Ask again.");
        }
    }

    private ChatResponseUpdate[] Delta(V1.StreamResponse e, V1.Delta delta)
    {
        List<AIContent> contents = [];
        if (reasoning && delta.Reasoning.Length > 0)
        {
            contents.Add(new TextReasoningContent(delta.Reasoning));
        }

        if (delta.Content.Length > 0)
        {
            contents.Add(new TextContent(delta.Content));
        }

        // A refusal is an error's message, of which there is one: it is kept until it is whole, or longer than any refusal is.
        _refusal.Append(delta.Refusal);
        if (delta.FinishReason.Length > 0 || _refusal.Length >= MostKept)
        {
            contents.AddRange(KeptRefusal());
        }

        if (delta.FinishReason.Length > 0)
        {
            contents.AddRange(_calls.Take());
        }

        if (contents.Count == 0 && delta.FinishReason.Length == 0 && delta.LogprobsJson.Length == 0)
        {
            return [];
        }

        var update = Update(e, contents);
        update.FinishReason = AnswerContents.Finish(delta.FinishReason);
        return [update];
    }

    private ChatResponseUpdate Done(V1.StreamResponse e, V1.Outcome? outcome)
    {
        List<AIContent> contents = [.. KeptRefusal(), .. _calls.Take()];
        if (outcome?.Usage is { } usage)
        {
            contents.Add(new UsageContent(AnswerContents.Usage(usage)));
        }

        var update = Update(e, contents);
        update.AdditionalProperties = outcome is null ? null : MeshOutcomeExtensions.Properties(MeshOutcome.From(outcome));
        return update;
    }

    private IEnumerable<AIContent> KeptRefusal()
    {
        if (_refusal.Length > 0)
        {
            yield return AnswerContents.Refusal(_refusal.ToString());
            _refusal.Clear();
        }
    }

    private ChatResponseUpdate Update(V1.StreamResponse e, IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = _start.DecisionId,
        MessageId = _start.DecisionId,
        ModelId = _start.Model,
        RawRepresentation = e,
    };
}
