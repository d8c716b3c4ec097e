using System.Text.Json.Nodes;

namespace Mesh.Testing.Faults;

/// <summary>What a fake upstream has been asked of one model, and has given. Thread-safe.</summary>
public sealed class ModelCounts
{
    private long _requests;
    private long _answers;
    private long _left;
    private long _billed;
    private long _inputTokens;
    private long _outputTokens;

    /// <summary>Requests read.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Answers played to their end, faulty or not.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Answers whose asker went away before their end.</summary>
    public long Left => Interlocked.Read(ref _left);

    /// <summary>Whole answers with an honest count of tokens.</summary>
    public long Billed => Interlocked.Read(ref _billed);

    /// <summary>Prompt tokens of the billed answers.</summary>
    public long InputTokens => Interlocked.Read(ref _inputTokens);

    /// <summary>Answer tokens of the billed answers.</summary>
    public long OutputTokens => Interlocked.Read(ref _outputTokens);

    /// <summary>A request is read.</summary>
    public void Asked() => Interlocked.Increment(ref _requests);

    /// <summary>An answer ended.</summary>
    /// <param name="whole">Whether it was played to its end.</param>
    /// <param name="input">Prompt tokens that it bills; null when it bills nothing.</param>
    /// <param name="output">Answer tokens that it bills.</param>
    public void Ended(bool whole, long? input, long output)
    {
        if (whole && input is { } tokens)
        {
            Interlocked.Increment(ref _billed);
            Interlocked.Add(ref _inputTokens, tokens);
            Interlocked.Add(ref _outputTokens, output);
        }

        // Last: whoever waits for it finds the rest.
        Interlocked.Increment(ref whole ? ref _answers : ref _left);
    }

    /// <summary>All of it as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["requests"] = Requests,
        ["answers"] = Answers,
        ["left"] = Left,
        ["billed"] = Billed,
        ["inputTokens"] = InputTokens,
        ["outputTokens"] = OutputTokens,
    };
}
