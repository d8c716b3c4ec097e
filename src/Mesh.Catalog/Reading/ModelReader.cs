using System.Globalization;
using System.Text.Json;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one model.</summary>
internal static class ModelReader
{
    private const int MostTokens = 100_000_000;
    private const int MostWaiting = 1024;
    private const int MostUsd = 100_000;

    public static ModelEntry Read(string name, Section section, ModelEntry? card)
    {
        card ??= new ModelEntry { Name = name };
        var (quality, samples) = QualityReader.Read(section) ?? (card.Quality, card.Benchmarks);
        var model = card with
        {
            Name = name,
            Family = section.Text("family") ?? card.Family,
            Capabilities = Capabilities(section) ?? card.Capabilities,
            ContextTokens = section.Integer("context", 1, MostTokens) ?? card.ContextTokens,
            MaxOutputTokens = section.Integer("maxOutput", 1, MostTokens) ?? card.MaxOutputTokens,
            Price = Price(section, "price", PriceSource.Declared) ?? card.Price,
            Quality = quality,
            Benchmarks = samples,
            State = section.Choice("state", Vocabulary.States) ?? card.State,
            Data = section.Texts("data") ?? card.Data,
            EmbeddingDimensions = section.Integer("dimensions", 1, 100_000) ?? card.EmbeddingDimensions,
            Simulated = Simulated(section) ?? card.Simulated,
            Queue = Queue(section) ?? card.Queue,
            Timeouts = TimeoutsReader.Read(section) ?? card.Timeouts,
            MaxAnswerBytes = TimeoutsReader.MaxAnswerBytes(section) ?? card.MaxAnswerBytes,
        };
        if (model is { ContextTokens: { } context, MaxOutputTokens: { } most } && most > context)
        {
            section.Wrong("maxOutput", $"{most} is more than the context of {context}.", "Write a smaller number, or a longer context.");
        }

        section.Finish();
        return model;
    }

    public static ModelPrice? Price(Section section, string field, PriceSource source)
    {
        if (section.Child(field) is not { } price)
        {
            return null;
        }

        var input = price.Number("in", 0, MostUsd);
        var output = price.Number("out", 0, MostUsd);
        var cached = price.Number("cachedIn", 0, MostUsd);
        if (!price.Has("in") || !price.Has("out"))
        {
            price.Wrong("", "lacks 'in' or 'out'.", "Write both, in USD per million tokens: { in: 1.25, out: 10 }.");
        }
        else if (cached > input)
        {
            price.Wrong("cachedIn", $"{cached} is more than 'in', which is {input}.", "A cached token costs no more than another one; write a smaller number.");
        }

        var read = new ModelPrice
        {
            In = input ?? 0,
            CachedIn = cached ?? input ?? 0,
            Out = output ?? 0,
            Source = source,
            AsOf = Date(price),
        };
        price.Finish();
        return read;
    }

    private static DateOnly? Date(Section price)
    {
        if (price.Text("asOf") is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        price.Wrong("asOf", $"'{Shown.Of(text)}' is not a date.", "Write it as year-month-day: 2026-11-01.");
        return null;
    }

    private static ModelCapabilities? Capabilities(Section section)
    {
        if (section.Texts("capabilities") is not { } names)
        {
            return null;
        }

        var all = ModelCapabilities.None;
        foreach (var (place, name) in names.Index())
        {
            if (!Vocabulary.Capabilities.TryGetValue(name, out var capability))
            {
                section.Unknown("capabilities", name, "is not a known capability.", Vocabulary.Capabilities.Keys, place);
            }

            all |= capability;
        }

        if (names.Count == 0)
        {
            section.Wrong("capabilities", "is empty: the model could do nothing.", $"Write some of: {string.Join(", ", Vocabulary.Capabilities.Keys)}.");
        }

        return all;
    }

    private static QueueLimits? Queue(Section section)
    {
        if (section.Child("queue") is not { } queue)
        {
            return null;
        }

        var limits = new QueueLimits
        {
            Length = queue.Integer("length", 0, MostWaiting),
            LongestWait = queue.Duration("longestWait", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
        };
        queue.Finish();
        return limits;
    }

    private static SimulatedBehavior? Simulated(Section section)
    {
        if (section.Child("simulated") is not { } group)
        {
            return null;
        }

        var behavior = new SimulatedBehavior
        {
            Seed = group.Integer("seed", 0, int.MaxValue) ?? 1,
            FirstToken = group.Duration("firstToken", TimeSpan.Zero, TimeSpan.FromMinutes(10)) ?? TimeSpan.FromMilliseconds(50),
            TokensPerSecond = (double)(group.Number("tokensPerSecond", 0, 1_000_000) ?? 100),
            FailureRate = (double)(group.Number("failureRate", 0, 1) ?? 0),
            AnswerTokens = group.Integer("answerTokens", 1, 1_000_000) ?? 40,
            Answer = group.Text("answer"),
            Calls = Calls(group),
        };
        group.Finish();
        return behavior;
    }

    private static string? Calls(Section simulated)
    {
        const string Mend = "Write a tool's name and behind it its arguments, as in calls: 'find { \"what\": \"bicycles\" }'.";
        var call = simulated.Text("calls", Mend);
        if (call?.Split(' ', 2) is [_, var arguments] && !IsObject(arguments))
        {
            simulated.Wrong("calls", "has arguments that are no JSON object.", Mend);
        }

        return call;
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var read = JsonDocument.Parse(json);
            return read.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
