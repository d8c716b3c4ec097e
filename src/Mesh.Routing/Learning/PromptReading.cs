namespace Mesh.Routing.Learning;

/// <summary>
/// What every learned part reads of a prompt: its tokens and signals, made once for the one after the other that asks on a thread.
/// The prompt itself is kept until the next one, to tell that it is the same: what is read of it, 32 kB at most. One thread at a time.
/// </summary>
internal sealed class PromptReading
{
    [ThreadStatic]
    private static PromptReading? t_last;

    private readonly float[] _signals = new float[PromptSignals.Count];
    private char[] _read = new char[1024];
    private int _length = -1;

    /// <summary>The prompt's words and numbers.</summary>
    public PromptTokens Tokens { get; } = new();

    /// <summary>Its signals, of its known words none.</summary>
    public ReadOnlySpan<float> Signals => _signals;

    /// <summary>Goes up with each prompt that is another one than the one before.</summary>
    public long Number { get; private set; }

    /// <summary>Reads a prompt, unless the thread has read it last; holds until the thread reads another one.</summary>
    public static PromptReading Of(ReadOnlySpan<char> prompt)
    {
        var reading = t_last ??= new PromptReading();
        if (!reading.Holds(prompt))
        {
            reading.Read(prompt);
        }

        return reading;
    }

    private bool Holds(ReadOnlySpan<char> prompt)
    {
        var beginning = Beginning(prompt);
        return prompt.Length == _length && beginning.SequenceEqual(_read.AsSpan(0, beginning.Length)) && End(prompt).SequenceEqual(_read.AsSpan(beginning.Length, End(prompt).Length));
    }

    private void Read(ReadOnlySpan<char> prompt)
    {
        var beginning = Beginning(prompt);
        var end = End(prompt);
        _read = _read.Length < beginning.Length + end.Length ? new char[beginning.Length + end.Length] : _read;
        _length = -1;
        Tokens.Read(prompt);
        PromptSignals.Fill(Tokens, 0, _signals);
        beginning.CopyTo(_read);
        end.CopyTo(_read.AsSpan(beginning.Length));
        _length = prompt.Length;
        Number++;
    }

    private static ReadOnlySpan<char> Beginning(ReadOnlySpan<char> prompt) => prompt.Length <= PromptTokens.MostCharacters ? prompt : prompt[..PromptTokens.Head];

    private static ReadOnlySpan<char> End(ReadOnlySpan<char> prompt) => prompt.Length <= PromptTokens.MostCharacters ? [] : prompt[^PromptTokens.Tail..];
}
