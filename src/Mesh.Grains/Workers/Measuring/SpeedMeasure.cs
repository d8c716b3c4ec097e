using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Grains.Workers.Measuring;

/// <summary>
/// Measures how fast an idle engine reads prompts and says tokens. Times are differences to those of a short prompt with one token,
/// so that what every request costs falls out: rate = (p - p0) / (T(p) - T0), the median of three prompts that no cache knows, and
/// token time = (T0 of n tokens - T0) / (n - 1). T0 is the least of three: a delay in it would make the engine seem faster than it is.
/// </summary>
/// <param name="draw">Draws from 0 up to 1.</param>
/// <param name="time">The clock.</param>
internal sealed class SpeedMeasure(Func<double> draw, TimeProvider time)
{
    /// <summary>Most tokens of a prompt: the smallest number of a step that most engines take at once.</summary>
    public const int MostTokens = 2048;

    /// <summary>Time for all of it; what is not measured by then stays unknown.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(6);

    private const int ShortTokens = 16;
    private const int FirstTokens = 256;
    private const int AnswerTokens = 64;
    private const int FewestAnswerTokens = 8;
    private const int Prompts = 3;
    private const int Shortest = 3;

    // A prompt is to take about this long: long enough to be told from noise, short enough for slow machines.
    private const double WishedSeconds = 0.4;

    // Below that a difference is noise.
    private const double LeastSeconds = 0.002;

    // Words that most vocabularies know as one token.
    private static readonly string[] s_words =
        ["time", "year", "people", "way", "day", "man", "thing", "woman", "life", "child", "world", "school", "state", "family", "student", "group", "country", "problem", "hand", "part", "place", "case", "week", "company", "system", "program", "question", "work", "government", "number", "night", "point"];

    /// <summary>Measures a model; null when the engine does not answer as it should, is not idle, or takes too long.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="model">The model's name at it.</param>
    /// <param name="contextTokens">Its window; null when it is not known.</param>
    /// <param name="isIdle">Whether nobody else has work for it now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EngineException">Its process is gone.</exception>
    public async Task<MeasuredSpeed?> MeasureAsync(EngineConnection engine, string model, int? contextTokens, Func<CancellationToken, Task<bool>> isIdle, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();

        async Task<TimedAnswer?> AskAsync(int promptTokens, int answerTokens)
        {
            var left = Budget - time.GetElapsedTime(began);
            return left > TimeSpan.Zero && await isIdle(cancellationToken) ? await TimeAsync(engine, model, promptTokens, answerTokens, left, cancellationToken) : null;
        }

        try
        {
            return await MeasureAsync(AskAsync, (contextTokens ?? int.MaxValue) / 2);
        }
        catch (EngineException e) when (e.Fault != EngineFault.Refused)
        {
            return null;
        }
    }

    private static async Task<MeasuredSpeed?> MeasureAsync(Func<int, int, Task<TimedAnswer?>> ask, int mostTokens)
    {
        // The first request of a process pays for what is set up late, so it is not counted.
        if (await ask(ShortTokens, 1) is null || await ShortestAsync(ask) is not { } shortest || await ask(ShortTokens, AnswerTokens) is not { } said)
        {
            return null;
        }

        double? tokenSeconds = said.AnswerTokens >= FewestAnswerTokens && said.Seconds - shortest.Seconds is > LeastSeconds and var spoke ? spoke / (said.AnswerTokens - 1) : null;
        if (await ask(Math.Min(FirstTokens, mostTokens), 1) is not { } first)
        {
            return new MeasuredSpeed(null, tokenSeconds);
        }

        var wished = Rate(first, shortest) is { } rough ? (int)Math.Min(rough * WishedSeconds, MostTokens) : MostTokens;
        var tokens = Math.Min(Math.Max(wished, FirstTokens), mostTokens);
        List<double> rates = [];
        for (var i = 0; i < Prompts; i++)
        {
            if (await ask(tokens, 1) is { } answer && Rate(answer, shortest) is { } rate)
            {
                rates.Add(rate);
            }
        }

        rates.Sort();
        return new MeasuredSpeed(rates.Count == Prompts ? rates[Prompts / 2] : null, tokenSeconds);
    }

    private static async Task<TimedAnswer?> ShortestAsync(Func<int, int, Task<TimedAnswer?>> ask)
    {
        TimedAnswer? least = null;
        for (var i = 0; i < Shortest; i++)
        {
            if (await ask(ShortTokens, 1) is not { } answer)
            {
                return null;
            }

            least = least is { } known && known.Seconds <= answer.Seconds ? known : answer;
        }

        return least;
    }

    private static double? Rate(TimedAnswer answer, TimedAnswer shortest) =>
        answer.Seconds - shortest.Seconds is > LeastSeconds and var seconds && answer.PromptTokens > shortest.PromptTokens ? (answer.PromptTokens - shortest.PromptTokens) / seconds : null;

    private async Task<TimedAnswer?> TimeAsync(EngineConnection engine, string model, int promptTokens, int answerTokens, TimeSpan patience, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Prompt(promptTokens) }),
            ["max_tokens"] = answerTokens,
            ["temperature"] = 0,
        };
        var began = time.GetTimestamp();
        var answer = await engine.PostAsync("/v1/chat/completions", body, patience, cancellationToken);
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        if (answer.GoodJson.Field("choices") is null)
        {
            // A page of something else that stands there is no answer, however fast it came.
            return null;
        }

        var usage = answer.GoodJson.Field("usage");
        var cached = usage.Field("prompt_tokens_details").Count("cached_tokens") ?? 0;
        return new TimedAnswer(seconds, (usage.Count("prompt_tokens") ?? promptTokens) - cached, usage.Count("completion_tokens") ?? 0);
    }

    // Drawn from the first word on, so that no cache knows its begin.
    private string Prompt(int words)
    {
        var prompt = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            prompt.Append(i > 0 ? " " : "").Append(s_words[(int)(draw() * s_words.Length)]);
        }

        return prompt.ToString();
    }
}
