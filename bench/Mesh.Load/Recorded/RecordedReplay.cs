using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mesh.Grains.Learning;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Load.Recorded;

/// <summary>Asks every question of a bed by every plan through the front door of a mesh, before a fake upstream that gives the recorded answers.</summary>
internal sealed class RecordedReplay(RecordedBed bed)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>For each plan what came of each question.</summary>
    public async Task<ReplayedAnswer[][]> RunAsync(CancellationToken cancellationToken = default)
    {
        var script = new RecordedUpstream(bed.Questions);
        await using var upstream = await FakeUpstream.StartAsync(script.Reply);
        upstream.Keeps = false;
        var folder = Directory.CreateTempSubdirectory("mesh-scorers-").FullName;
        try
        {
            var scorers = RecordedCatalog.WriteArtifacts(bed, folder);
            await using var mesh = await RunningMesh.StartAsync(RecordedCatalog.Of(bed, upstream.Url, folder));
            await UntilReadAsync(mesh.Services.GetRequiredService<RunningScorers>(), scorers, cancellationToken);
            var all = await AskAllAsync(mesh, cancellationToken);
            return script.Unknown == 0 ? all : throw new InvalidOperationException($"the upstream was asked {script.Unknown} times what was not recorded");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A silo looks for files every second.
    private static async Task UntilReadAsync(RunningScorers running, IReadOnlyList<string> scorers, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); scorers.Any(s => running.Standing(s) is not { Version.Length: > 0 }); await Task.Delay(50, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience)
            {
                throw new TimeoutException("the mesh did not read its scorers");
            }
        }
    }

    private async Task<ReplayedAnswer[][]> AskAllAsync(RunningMesh mesh, CancellationToken cancellationToken)
    {
        List<ReplayedAnswer[]> all = [];
        foreach (var (place, plan) in bed.Plans.Index())
        {
            // What is kept is asked for twice, and the second time counts.
            var answers = new ReplayedAnswer[bed.Questions.Length];
            for (var times = plan.IsCached ? 2 : 1; times > 0; times--)
            {
                await Parallel.ForEachAsync(Enumerable.Range(0, answers.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
                    answers[i] = await AskAsync(mesh.Http, plan.Target ?? RecordedCatalog.Route(place), bed.Questions[i], token));
            }

            all.Add(answers);
        }

        return [.. all];
    }

    private static async Task<ReplayedAnswer> AskAsync(HttpClient http, string model, RecordedQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { model, messages = new[] { new { role = "user", content = question.Prompt } } }), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-mesh-task", RecordedCatalog.Task);
        request.Headers.Add("x-mesh-accepts", "plan");
        var began = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!response.IsSuccessStatusCode)
        {
            return new ReplayedAnswer(0, 0, 0, took, 0, $"{model}: {(int)response.StatusCode} {body[..Math.Min(body.Length, 300)]}");
        }

        var place = RecordedModel.Place(response.Headers.GetValues("x-mesh-model").Single());
        var cost = double.Parse(response.Headers.GetValues("x-mesh-cost-usd").Single(), CultureInfo.InvariantCulture);
        using var json = JsonDocument.Parse(body);
        var text = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
        var given = question.Answers[place];
        var (seconds, calls) = json.RootElement.TryGetProperty("mesh", out var told) ? PlanSeconds.Of(told.GetProperty("plan"), question)
            : response.Headers.Contains("x-mesh-cache") && cost == 0 ? (0, 0) : (given.Seconds, 1);
        return new ReplayedAnswer(given.Quality, cost, seconds, took, calls, text == given.Text ? null : $"{model}: the answer is not that of {RecordedModel.Name(place)}");
    }
}
