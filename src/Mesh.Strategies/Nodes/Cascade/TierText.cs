using Mesh.Contracts.Chat;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Confidence.Tokens;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>What a tier has said so far.</summary>
internal sealed class TierText
{
    private LogprobTally _tokens = new();

    /// <summary>Its pieces put together.</summary>
    public AnswerBuilder Whole { get; } = new();

    /// <summary>How sure the model was of its tokens; null where it did not say.</summary>
    public TokenConfidence? Tokens => _tokens.Read();

    /// <summary>How sure the tier says that it is.</summary>
    public double? Reported { get; set; }

    /// <summary>Forgets everything: it begins anew.</summary>
    public void Clear()
    {
        Whole.Clear();
        _tokens = new LogprobTally();
    }

    /// <summary>Takes a frame in.</summary>
    /// <returns>Whether it holds text and thoughts only.</returns>
    public bool Hear(ContentFrame frame)
    {
        var plain = true;
        foreach (var said in frame.ReadEach())
        {
            Whole.Add(said);
            plain &= said is TextDelta or ReasoningDelta or AnswerIdentified or LogprobsDelta;
            if (said is LogprobsDelta { Choice: 0 } logprobs)
            {
                _tokens.Add(logprobs.Json);
            }
        }

        return plain;
    }
}
