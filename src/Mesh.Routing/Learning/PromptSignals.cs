namespace Mesh.Routing.Learning;

/// <summary>
/// A prompt's shape in a few numbers: how long, how numeric, which kind of question, what options it offers. Made of words and
/// numbers alone, so that case, spaces and punctuation don't count.
/// </summary>
public static class PromptSignals
{
    private static readonly string[][] s_groups =
    [
        ["not", "except", "never", "false", "incorrect", "least", "cannot", "neither", "nor"],
        ["which", "following"],
        ["what", "who", "where", "when", "whose", "whom"],
        ["how", "many", "much", "find", "calculate", "compute", "solve", "evaluate", "determine", "total", "sum"],
        ["why", "explain", "because", "reason", "therefore", "prove", "argue", "imply", "implies"],
        ["true", "statement", "statements", "both", "only"],
        ["if", "then", "suppose", "assume", "given", "let", "would", "should"],
        ["frac", "sqrt", "equation", "function", "matrix", "polynomial", "integer", "probability", "theorem", "log", "sin", "cos", "triangle"],
        ["def", "return", "print", "int", "string", "array", "list", "code", "class", "import", "python", "str", "func", "null"],
        ["best", "most", "likely", "primarily", "mainly", "usually", "often"],
        ["he", "she", "his", "her", "they", "man", "woman", "patient", "defendant", "plaintiff"],
        ["i", "my", "me", "you", "your", "we", "please"],
        ["century", "war", "state", "government", "law", "court", "king", "president", "party", "political"],
        ["cell", "cells", "energy", "acid", "force", "mass", "temperature", "pressure", "reaction", "dna", "protein"],
        ["all", "none", "above", "i", "ii", "iii", "iv"],
    ];

    // Words by their hashes; an empty slot has no word.
    private static readonly (string? Word, int Group)[] s_slots = Slots();

    /// <summary>Where the share of known words stands.</summary>
    internal const int Known = 10;

    /// <summary>Numbers that a prompt is described by.</summary>
    public static int Count => 20 + s_groups.Length;

    /// <summary>Describes a prompt.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="known">Share of its words that the vocabulary knows.</param>
    /// <param name="signals">Filled; <see cref="Count"/> long.</param>
    public static void Fill(PromptTokens tokens, float known, Span<float> signals)
    {
        signals.Clear();
        Span<int> grouped = stackalloc int[s_groups.Length];
        grouped.Clear();
        int letters = 0, digits = 0, numbers = 0, singles = 0, longest = 0, longWords = 0, foreign = 0, bigNumbers = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (tokens.IsNumber(i))
            {
                (numbers, digits) = (numbers + 1, digits + token.Length);
                bigNumbers += token.Length > 2 ? 1 : 0;
                continue;
            }

            letters += token.Length;
            singles += token.Length == 1 ? 1 : 0;
            longWords += token.Length >= 9 ? 1 : 0;
            longest = Math.Max(longest, token.Length);
            foreign += token[0] > 127 ? 1 : 0;
            if (GroupOf(token, tokens.Hashes[i]) is >= 0 and var group)
            {
                grouped[group]++;
            }
        }

        var words = tokens.Count - numbers;
        signals[0] = Log(letters + digits);
        signals[1] = Log(tokens.Count);
        signals[2] = Share(digits, letters + digits);
        signals[3] = Log(numbers);
        signals[4] = Share(letters, words) / 5;
        signals[5] = Share(singles, tokens.Count);
        signals[6] = longest / 10f;
        signals[7] = Share(longWords, words);
        signals[8] = Share(foreign, words);
        signals[9] = Log(bigNumbers);
        signals[Known] = known;
        Options(tokens, signals[11..20]);
        for (var i = 0; i < grouped.Length; i++)
        {
            signals[20 + i] = Log(grouped[i]);
        }
    }

    // Lettered options: the last single letters a, b, c, d ... that stand in this order.
    private static void Options(PromptTokens tokens, Span<float> signals)
    {
        Span<int> at = stackalloc int[8];
        var count = Letters(tokens, at);
        if (count < 3)
        {
            signals[0] = Log(tokens.Count);
            return;
        }

        int shortest = int.MaxValue, longest = 0, numeric = 0, total = 0, single = 0;
        for (var i = 0; i < count; i++)
        {
            var from = at[i] + 1;
            var to = i + 1 < count ? at[i + 1] : tokens.Count;
            var length = to - from;
            (shortest, longest, total) = (Math.Min(shortest, length), Math.Max(longest, length), total + length);
            single += length <= 1 ? 1 : 0;
            numeric += length > 0 && (tokens.IsNumber(from) || tokens.IsNumber(to - 1)) ? 1 : 0;
        }

        signals[0] = Log(at[0]);
        signals[1] = count;
        signals[2] = Log(total);
        signals[3] = Log(shortest);
        signals[4] = Log(longest);
        signals[5] = Share(numeric, count);
        signals[6] = Share(single, count);
        signals[7] = Share(total, tokens.Count);
        signals[8] = Log(longest) - Log(shortest);
    }

    private static int Letters(PromptTokens tokens, Span<int> at)
    {
        var singles = tokens.Singles;
        for (var last = (char)('a' + at.Length - 1); last >= 'c'; last--)
        {
            var wanted = last;
            for (var i = singles.Length - 1; i >= 0 && wanted >= 'a'; i--)
            {
                if (tokens[singles[i]][0] == wanted)
                {
                    at[wanted - 'a'] = singles[i];
                    wanted--;
                }
            }

            if (wanted < 'a')
            {
                return last - 'a' + 1;
            }
        }

        return 0;
    }

    private static int GroupOf(ReadOnlySpan<char> word, uint hash)
    {
        for (var slot = hash % (uint)s_slots.Length; s_slots[slot].Word is { } known; slot = (slot + 1) % (uint)s_slots.Length)
        {
            if (word.SequenceEqual(known))
            {
                return s_slots[slot].Group;
            }
        }

        return -1;
    }

    private static (string? Word, int Group)[] Slots()
    {
        var slots = new (string? Word, int Group)[1024];
        for (var group = 0; group < s_groups.Length; group++)
        {
            foreach (var word in s_groups[group])
            {
                var slot = FeatureHash.Word(word) % (uint)slots.Length;
                while (slots[slot].Word is { } other && other != word)
                {
                    slot = (slot + 1) % (uint)slots.Length;
                }

                // A word that stands in two groups counts for the first.
                slots[slot] = slots[slot].Word is null ? (word, group) : slots[slot];
            }
        }

        return slots;
    }

    private static float Log(int count) => MathF.Log(1 + count);

    private static float Share(int part, int whole) => whole == 0 ? 0 : (float)part / whole;
}
